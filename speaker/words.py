"""Splits text into plain lower-case words, the same for samples and utterances.

English only, like :mod:`speaker.quantities`.
"""

import re

from unicode_rbnf import RbnfEngine

_SPELLER = RbnfEngine.for_language("en")

_ENDINGS = {
    r"\bcan't\b": "can not",
    r"\bwon't\b": "will not",
    r"\blet's\b": "let us",
    r"n't\b": " not",
    r"'m\b": " am",
    r"'re\b": " are",
    r"'ve\b": " have",
    r"'ll\b": " will",
    r"'d\b": " would",
    r"'s\b": " is",
    r"'": "",
}
_CONTRACTIONS = [(re.compile(pattern), words) for pattern, words in _ENDINGS.items()]

_NOT = ("is", "are", "was", "were", "do", "does", "did", "would", "could", "should", "have", "has", "had")
_SPELLINGS = {f"{verb}nt": f"{verb} not" for verb in _NOT} | {
    "cant": "can not",
    "cannot": "can not",
    "wont": "will not",
    "aint": "is not",
    "im": "i am",
    "ive": "i have",
    "its": "it is",
    "thats": "that is",
    "theres": "there is",
    "whats": "what is",
    "hows": "how is",
    "wheres": "where is",
    "whens": "when is",
    "youre": "you are",
    "theyre": "they are",
    "lets": "let us",
    "ok": "okay",
    "yeah": "yes",
    "yep": "yes",
    "yup": "yes",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have got to",
    "gimme": "give me",
    "lemme": "let me",
    "dunno": "do not know",
    "outta": "out of",
    "kinda": "kind of",
    "grey": "gray",
    "colour": "color",
}
"""Spellings with one meaning only: "ill" and "were" are words of their own."""


def words_of(text: str) -> list[str]:
    """Return the words of ``text``: no case, no punctuation, contractions opened, digits spelled out."""
    text = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    text = re.sub(r"(\d)\s*/\s*10\b", r"\1 out of 10", text)
    text = re.sub(r"\b(?:000|112|911|999)\b(?!\s*(?:s|m|h))", lambda call: " ".join(call[0]), text)
    text = re.sub(r"\b(\d\d?):0([1-9])\b", r"\1 oh \2", text)
    text = re.sub(r"\s*½", " and a half", text)
    text = re.sub(r"\d+(\.\d+)?", _spelled, text)
    for pattern, words in _CONTRACTIONS:
        text = pattern.sub(words, text)
    return " ".join(_SPELLINGS.get(word, word) for word in re.findall(r"[^\W\d_]+", text)).split()


def _spelled(digits: re.Match[str]) -> str:
    """Spell a number out: 25 as "twenty five", 2.5 as "two point five"; a very long one is left out."""
    number = digits[0]
    if len(number) > 6:
        return " "
    spelled = _SPELLER.format_number(float(number) if "." in number else int(number)).text
    return f" {spelled} "
