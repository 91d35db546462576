"""Converts SSML to plain text."""

import re
import xml.etree.ElementTree as ET

_SENTENCES = frozenset({"p", "s"})
_SILENT = frozenset({"audio", "desc"})


def tree(ssml: str) -> ET.Element:
    """Parse ``ssml``; raise ``ValueError`` when it is no well-formed ``<speak>`` element."""
    if "<!" in ssml:
        raise ValueError("SSML has no declarations or comments")
    # Amazon's tags have prefixes without a namespace declaration.
    declared = ssml.strip().replace("<speak", '<speak xmlns:amazon="amazon" xmlns:alexa="alexa"', 1)
    try:
        root = ET.fromstring(declared)
    except ET.ParseError as error:
        raise ValueError(f"not well-formed SSML ({error}): {ssml}") from error
    if root.tag != "speak":
        raise ValueError(f"SSML begins with <speak>, not <{root.tag}>")
    return root


def plain(speech: str) -> str:
    """Return ``speech``, SSML or plain text, as plain text on one line."""
    text = "".join(_words(tree(speech))) if speech.lstrip().startswith("<speak") else speech
    return re.sub(r"\s+([.,;:?!])", r"\1", " ".join(text.split()))


def _words(element: ET.Element) -> list[str]:
    if element.tag in _SILENT:
        return []
    if element.tag == "sub":
        return [element.get("alias", element.text or "")]
    space = " " if element.tag in _SENTENCES or element.tag == "break" else ""
    words = [space, element.text or ""]
    for child in element:
        words += [*_words(child), child.tail or ""]
    return [*words, space]
