"""Sessions between a household and the skill, one after the other."""

from speaker import envelopes
from speaker.answers import Answer
from speaker.clock import Clock
from speaker.cloud import Cloud, SkillFailed
from speaker.envelopes import Json, Session
from speaker.household import Household
from speaker.rest import Rest
from speaker.sounds import Kind, Sound

PROBLEM = "There was a problem with the requested skill's response."


class Conversation:
    """The current session, kept as Alexa does: its id, its attributes, and how it ends."""

    def __init__(self, home: Household, cloud: Cloud, rest: Rest, clock: Clock) -> None:
        self._home, self._cloud, self._rest, self._clock = home, cloud, rest, clock
        self._session: Session | None = None

    @property
    def goes_on(self) -> bool:
        """Whether a session is open."""
        return self._session is not None

    def begin(self) -> None:
        """Start a new session; one that was open is left behind."""
        self._session = Session()

    def forget_attributes(self) -> None:
        """Lose the session attributes."""
        if self._session:
            self._session.attributes = {}

    def send(self, request: Json) -> tuple[Answer, list[Sound]]:
        """Send ``request`` in the session. When the skill fails, the answer is empty and the session ends."""
        session = self._session = self._session or Session()
        try:
            answer = self._send(request, session)
        except SkillFailed as failed:
            sounds = [Sound(Kind.ANSWER, PROBLEM), Sound(Kind.FAILURE, failed.detail)]
            return Answer(), sounds + self.end("ERROR", (failed.kind, failed.detail))
        session.new, session.attributes = False, answer.attributes
        return answer, [Sound(Kind.ANSWER, answer.text)]

    def close(self) -> None:
        """Close a session that the skill ended, without a SessionEndedRequest."""
        self._session = None

    def end(self, reason: str, error: tuple[str, str] | None = None) -> list[Sound]:
        """End the session by Alexa or the user, and send the skill a SessionEndedRequest with the ``reason``."""
        session, self._session = self._session, None
        if session is None:
            return []
        try:
            answer = self._send(envelopes.ended(reason, error), session)
        except SkillFailed as failed:
            return [Sound(Kind.FAILURE, f"SessionEndedRequest: {failed.detail}")]
        if answer.is_heard:
            return [Sound(Kind.FAILURE, "the skill answered the end of the session, which no user hears")]
        return []

    def _send(self, request: Json, session: Session) -> Answer:
        api = self._rest.url, self._rest.token(self._home)
        return self._cloud.send(envelopes.envelope(request, session, self._home, api, self._clock.now()))
