"""The smart speaker in the room: it listens, speaks, rings and asks Alexa's own questions."""

from datetime import datetime, timedelta
from threading import Thread

from speaker import envelopes
from speaker.answers import Answer, Consent
from speaker.app import App
from speaker.clock import Clock
from speaker.conversation import Conversation
from speaker.envelopes import Json
from speaker.household import Household
from speaker.invocation import Utterance, parse_utterance
from speaker.microphone import Microphone
from speaker.native import APPROVES, REFUSES, native_answer, stops
from speaker.plain import plain
from speaker.shipped_model import ShippedModel
from speaker.sounds import Kind, Sound
from speaker.understand import Understanding

SHOWS_FOR = timedelta(seconds=30)
"""How long a session lasts that only shows something."""
_GREETINGS = frozenset({"hi", "hello", "hey", "hi there", "hello there", "good morning", "good evening"})
"""Open the skill: most who say them first wait for it to speak."""


class Device:
    """One speaker of one household. Every method returns what the user hears meanwhile."""

    def __init__(
        self,
        home: Household,
        conversation: Conversation,
        app: App,
        understanding: Understanding,
        model: ShippedModel,
        clock: Clock,
    ) -> None:
        """Take the household, its conversation with the skill, and the app that enables the skill."""
        self.home = home
        self.clock = clock
        self.keeps_attributes_over_consent = False
        """Whether session attributes come back after a permission question. Amazon does not say, so by default they
        are lost, which is harder for the skill."""
        self._conversation, self._app = conversation, app
        self._understanding, self._model = understanding, model
        self._microphone = Microphone(clock)
        self._consent: Consent | None = None
        self._words = ""
        self.shown: Json | None = None
        """The directive that was shown last on the screen, which stays."""

    @property
    def listening(self) -> bool:
        """Whether the microphone is open."""
        return self._microphone.is_open

    @property
    def in_session(self) -> bool:
        """Whether a session with the skill is open."""
        return self._conversation.goes_on

    @property
    def asks_permission(self) -> bool:
        """Whether Alexa waits for the answer to its own question about a permission."""
        return self._consent is not None

    @property
    def shares(self) -> list[tuple[str, float]]:
        """The two intents most similar to the words last sent, with their shares, 0 to 1; none before it learned."""
        return self._understanding.shares(self._words)

    @property
    def question(self) -> str:
        """Alexa's own question about a permission; empty when there is none."""
        return self._consent.question(self._model.invocation.title()) if self._consent else ""

    def learn(self) -> None:
        """Learn to understand in the background, so that the first words that are no sample need not wait."""
        Thread(target=self._understanding.learn, daemon=True).start()

    def say(self, said: str) -> list[Sound]:
        """Speak to the device. Outside a session, words without the skill's name are a one-shot to the skill."""
        return self.catch_up() + self._hear(parse_utterance(said, self._model.invocation))

    def consent(self, status: str, *, card: bool = False) -> list[Sound]:
        """Answer Alexa's question: ``ACCEPTED``, ``DENIED`` or ``NOT_ANSWERED``.

        ``card`` says that Alexa also put the question on the phone.
        """
        consent, self._consent = self._consent, None
        if consent is None:
            raise ValueError("Alexa asked for no permission")
        if status == "ACCEPTED":
            self.home.granted.add(consent.scope)
        return self._send(envelopes.consented(consent.token, consent.scope, status, card=card))

    def touch(self, argument: str) -> list[Sound]:
        """Touch what sends ``argument`` on the screen; raise ``ValueError`` when nothing is shown."""
        if not self.shown:
            raise ValueError("there is nothing on the screen")
        self.home.silence()
        return self._send(envelopes.touched(self.shown["token"], [argument]))

    def wait(self, time: timedelta) -> list[Sound]:
        """Let ``time`` pass in silence: alarms ring when due, an open microphone closes, and so does a screen."""
        until = self.clock.now() + time
        if time >= SHOWS_FOR and not self.listening:
            self._conversation.close()
        sounds: list[Sound] = []
        while (next_at := self._next_event()) is not None and next_at <= until:
            self.clock.skip_to(next_at)
            sounds += self.catch_up() or self.silence()
        self.clock.skip_to(until)
        return sounds + self.catch_up()

    def catch_up(self) -> list[Sound]:
        """Ring the timers and reminders that have become due."""
        return [Sound(Kind.RING, alert.announcement(self.home.locale)) for alert in self.home.ring()]

    def silence(self) -> list[Sound]:
        """Handle eight seconds without an answer: say the reprompt, or else close the microphone."""
        if not self.listening:
            return []
        if reprompt := self._microphone.take_reprompt():
            return [Sound(Kind.NOTE, f"(silence) {reprompt}")]
        note = Sound(Kind.NOTE, "(silence: the microphone closes)")
        if self._consent:
            return [note, *self.consent("NOT_ANSWERED")]
        return [note, *self._end("EXCEEDED_MAX_REPROMPTS")]

    def leave(self) -> list[Sound]:
        """End the session as the user: "exit"."""
        return self._end("USER_INITIATED")

    def drop(self) -> None:
        """Drop the session without telling the skill: it has been disabled."""
        self._consent = None
        self._microphone.close()
        self._conversation.close()

    def _next_event(self) -> datetime | None:
        moments = self._microphone.closes_at, self.home.next_due()
        return min((moment for moment in moments if moment), default=None)

    def _hear(self, utterance: Utterance) -> list[Sound]:
        bare = utterance.words.lower().strip(" .!?,")
        rang = self.home.silence()
        if utterance.invokes:
            return self._begin(utterance.words)
        if rang and stops(bare):
            return [Sound(Kind.NOTE, "(the alarm stops)")]
        native = native_answer(utterance.words, self.home) if utterance.awake else None
        if native:
            return [Sound(Kind.ANSWER, native)]
        if self._consent:
            return self._answer_alexa(bare)
        if bare == "exit":
            return self.leave()
        if self._conversation.goes_on:
            return self._intend(utterance.words)
        if native is not None:
            return [Sound(Kind.ANSWER, native)]
        return self._begin("" if bare in _GREETINGS else utterance.words)

    def _begin(self, words: str) -> list[Sound]:
        """Begin a session. Calling a skill that is not enabled enables it."""
        self._consent = None
        failures = self._app.enable()
        self._conversation.begin()
        return failures + (self._intend(words) if words else self._send(envelopes.launched()))

    def _intend(self, words: str) -> list[Sound]:
        self._words = words
        return self._send(envelopes.intended(self._understanding.understand(words), self._model))

    def _answer_alexa(self, bare: str) -> list[Sound]:
        """Answer Alexa's own question. Words that Alexa does not understand count as silence."""
        if bare not in APPROVES | REFUSES:
            return self.silence()
        return self.consent("ACCEPTED" if bare in APPROVES else "DENIED")

    def _end(self, reason: str) -> list[Sound]:
        self._microphone.close()
        return self._conversation.end(reason)

    def _send(self, request: Json) -> list[Sound]:
        self._microphone.close()
        answer, sounds = self._conversation.send(request)
        return sounds + self._after(answer)

    def _after(self, answer: Answer) -> list[Sound]:
        self.shown = answer.screen or self.shown
        if answer.consent:
            return self._ask_permission(answer.consent)
        if answer.opens_microphone:
            self._microphone.open(plain(answer.reprompt))
        elif answer.ends is not None or not answer.screen:
            self._conversation.close()
        return []

    def _cannot_ask(self, consent: Consent) -> list[Sound]:
        answer, sounds = self._conversation.send(envelopes.not_askable(consent.token, consent.scope))
        if answer.consent:
            sounds.append(Sound(Kind.FAILURE, f"the skill asks again for {consent.scope}, not in its manifest"))
            return sounds + self._end("ERROR")
        return sounds + self._after(answer)

    def _ask_permission(self, consent: Consent) -> list[Sound]:
        if not self.keeps_attributes_over_consent:
            self._conversation.forget_attributes()
        if consent.scope not in self._model.scopes:
            return self._cannot_ask(consent)
        self._consent = consent
        self._microphone.open(self.question)
        return [Sound(Kind.NOTE, f"Alexa asks: {self.question}")]
