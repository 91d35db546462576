"""What the coach's acts sound like: `say`. Wording lives here and nowhere else, one Fluent file per language."""

from skill.speech.phrases import Shown, Spoken, languages, phrase, plan_blanks, say, shown

__all__ = ["DEFAULT_LOCALE", "Shown", "Spoken", "languages", "phrase", "plan_blanks", "say", "shown"]

DEFAULT_LOCALE = "en-US"
"""For requests in a language there are no phrases for."""
