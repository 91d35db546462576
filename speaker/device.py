"""The speaker in the room: it listens, speaks, rings, and asks what Alexa asks by herself."""

from datetime import datetime, timedelta

from speaker import envelopes
from speaker.answers import Answer, Consent
from speaker.app import App
from speaker.clock import Clock
from speaker.conversation import Conversation
from speaker.envelopes import Json
from speaker.household import Household
from speaker.invocation import Utterance, take_apart
from speaker.microphone import Microphone
from speaker.native import APPROVES, REFUSES, by_herself, stops
from speaker.plain import plain
from speaker.shipped_model import ShippedModel
from speaker.sounds import Kind, Sound
from speaker.understand import Ears


class Device:
    """One speaker of one household. Every method returns what is heard meanwhile."""

    def __init__(
        self, home: Household, conversation: Conversation, app: App, ears: Ears, model: ShippedModel, clock: Clock
    ) -> None:
        """Stand in ``home``, quiet; ``conversation`` leads to the skill, ``app`` enables it when it is not."""
        self.home = home
        self.clock = clock
        self.keeps_attributes_over_consent = False
        """Whether session attributes come back after a permission question. Amazon does not say; a skill that
        survives their loss survives both."""
        self._talk, self._app = conversation, app
        self._ears, self._model = ears, model
        self._microphone = Microphone(clock)
        self._consent: Consent | None = None

    @property
    def listening(self) -> bool:
        """Whether the microphone is open."""
        return self._microphone.is_open

    @property
    def in_session(self) -> bool:
        """Whether a conversation with the skill goes on."""
        return self._talk.goes_on

    @property
    def asks_permission(self) -> bool:
        """Whether Alexa waits for the answer to her own question about a permission."""
        return self._consent is not None

    def say(self, said: str) -> list[Sound]:
        """Speak to the device; outside a conversation, words without a name go to the skill as a one-shot."""
        return self.catch_up() + self._hear(take_apart(said, self._model.invocation))

    def consent(self, status: str, *, card: bool = False) -> list[Sound]:
        """Answer Alexa's question: ``ACCEPTED``, ``DENIED`` or ``NOT_ANSWERED``.

        ``card`` says that Alexa also put the question on the phone.
        """
        consent, self._consent = self._consent, None
        if consent is None:
            raise ValueError("nobody asked for a permission")
        if status == "ACCEPTED":
            self.home.granted.add(consent.scope)
        return self._tell(envelopes.consented(consent.token, consent.scope, status, card=card))

    def wait(self, time: timedelta) -> list[Sound]:
        """Let ``time`` pass in silence: alarms ring when they are due, an open microphone closes."""
        until = self.clock.now() + time
        sounds: list[Sound] = []
        while (next_at := self._next_event()) is not None and next_at <= until:
            self.clock.skip_to(next_at)
            sounds += self.catch_up() or self.silence()
        self.clock.skip_to(until)
        return sounds + self.catch_up()

    def catch_up(self) -> list[Sound]:
        """Ring what has become due."""
        return [Sound(Kind.RING, alert.announcement(self.home.locale)) for alert in self.home.ring()]

    def silence(self) -> list[Sound]:
        """Nobody answered for eight seconds: say the reprompt, or else close the microphone."""
        if not self.listening:
            return []
        if reprompt := self._microphone.take_reprompt():
            return [Sound(Kind.NOTE, f"(silence) {reprompt}")]
        note = Sound(Kind.NOTE, "(silence: the microphone closes)")
        if self._consent:
            return [note, *self.consent("NOT_ANSWERED")]
        return [note, *self._end("EXCEEDED_MAX_REPROMPTS")]

    def leave(self) -> list[Sound]:
        """End the conversation from the user's side ("exit")."""
        return self._end("USER_INITIATED")

    def drop(self) -> None:
        """Drop the conversation without telling the skill: it has been disabled."""
        self._consent = None
        self._microphone.close()
        self._talk.close()

    def _next_event(self) -> datetime | None:
        moments = self._microphone.closes_at, self.home.next_due()
        return min((moment for moment in moments if moment), default=None)

    def _hear(self, heard: Utterance) -> list[Sound]:
        bare = heard.words.lower().strip(" .!?,")
        rang = self.home.silence()
        if heard.invokes:
            return self._begin(heard.words)
        if rang and stops(bare):
            return [Sound(Kind.NOTE, "(the alarm stops)")]
        if self._consent:
            return self._answer_alexa(bare)
        if bare == "exit":
            return self.leave()
        if self._talk.goes_on:
            return self._intend(heard.words)
        native = by_herself(heard.words, self.home) if heard.awake else None
        return self._begin(heard.words) if native is None else [Sound(Kind.ANSWER, native)]

    def _begin(self, words: str) -> list[Sound]:
        """Begin a session; a skill that is not enabled is enabled by being called."""
        self._consent = None
        failures = self._app.enable()
        self._talk.begin()
        return failures + (self._intend(words) if words else self._tell(envelopes.launched()))

    def _intend(self, words: str) -> list[Sound]:
        return self._tell(envelopes.intended(self._ears.understand(words), self._model))

    def _answer_alexa(self, bare: str) -> list[Sound]:
        """Answer a question that is Alexa's own; what she cannot make sense of is as good as silence."""
        if bare not in APPROVES | REFUSES:
            return self.silence()
        return self.consent("ACCEPTED" if bare in APPROVES else "DENIED")

    def _end(self, reason: str) -> list[Sound]:
        self._microphone.close()
        return self._talk.end(reason)

    def _tell(self, request: Json) -> list[Sound]:
        self._microphone.close()
        answer, sounds = self._talk.tell(request)
        return sounds + self._after(answer)

    def _after(self, answer: Answer) -> list[Sound]:
        if answer.consent:
            return self._ask_permission(answer.consent)
        if answer.opens_microphone:
            self._microphone.open(plain(answer.reprompt))
        else:
            self._talk.close()
        return []

    def _cannot_ask(self, consent: Consent) -> list[Sound]:
        answer, sounds = self._talk.tell(envelopes.not_askable(consent.token, consent.scope))
        if answer.consent:
            sounds.append(Sound(Kind.FAILURE, f"the skill asks again for {consent.scope}, not in its manifest"))
            return sounds + self._end("ERROR")
        return sounds + self._after(answer)

    def _ask_permission(self, consent: Consent) -> list[Sound]:
        if not self.keeps_attributes_over_consent:
            self._talk.forget_attributes()
        if consent.scope not in self._model.scopes:
            return self._cannot_ask(consent)
        self._consent = consent
        question = consent.question(self._model.invocation.title())
        self._microphone.open(question)
        return [Sound(Kind.NOTE, f"Alexa asks: {question}")]
