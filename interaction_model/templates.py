"""Expands a hassil template to its wordings."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from hassil import expression as parts
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from interaction_model.errors import SentencesError

FEW = 6
"""Up to so many combinations are all written out. Of more, so many (or as many as the longest choice needs) in which
each choice occurs: more combinations of the same words improve recognition little, and crowd out other wordings."""

MOST_WORDINGS = 150
"""Of one template."""


class Templates:
    """Expands templates with one language's named rules, ``<rule>`` in a template."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = {name: _parsed(text) for name, text in rules.items()}

    def expand(self, template: str) -> tuple[str, ...]:
        """Return wordings in the template's own order, each once, with ``{slot}`` left as it is.

        Raises:
            SentencesError: for a template that cannot be read, or that makes more than MOST_WORDINGS.
        """
        try:
            # An option left out leaves its blanks behind.
            texts = [" ".join(text.split()) for text in self._texts(_parsed(template))]
        except SentencesError as error:
            raise SentencesError(f"{template!r}: {error}") from error
        if len(texts) > MOST_WORDINGS:
            raise SentencesError(f"{template!r} makes more than {MOST_WORDINGS} wordings: split it")
        return tuple(dict.fromkeys(texts))

    def _texts(self, part: parts.Expression) -> list[str]:
        match part:
            case parts.TextChunk():
                return [part.original_text]
            case parts.ListReference():
                return [f"{{{part.list_name}}}"]
            case parts.RuleReference():
                if part.rule_name not in self._rules:
                    raise SentencesError(f"there is no rule <{part.rule_name}>")
                return self._texts(self._rules[part.rule_name])
            case parts.Alternative():
                return [text for item in part.items for text in self._texts(item)]
            case parts.Sequence():
                return list(_combinations([self._texts(item) for item in part.items]))
        raise SentencesError("permutations (;) are not used here")


def _combinations(choices: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield all combinations of one text of each, or a few in which every text occurs."""
    if prod(map(len, choices)) <= FEW:
        yield from ("".join(texts) for texts in product(*choices))
        return
    for step in range(max(FEW, *map(len, choices))):
        # Each list moves on by one more whenever it was gone through, or equal lengths would always meet alike.
        yield "".join(texts[(step + at * (step // len(texts))) % len(texts)] for at, texts in enumerate(choices))


def _parsed(template: str) -> parts.Expression:
    try:
        return parse_sentence(template).expression
    except ParseError as error:
        raise SentencesError(f"{template!r} cannot be read: check its brackets") from error
