"""What the coach's acts sound like: `say`. Wording lives here and nowhere else, one Fluent file per language."""

from skill.speech.phrases import Spoken, languages, phrase, say

__all__ = ["DEFAULT_LOCALE", "Spoken", "languages", "phrase", "say"]

DEFAULT_LOCALE = "en-US"
"""For requests in a language there are no phrases for."""
