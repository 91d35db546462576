"""Build Alexa's models from sentences/<lang>.yaml, and the manifest: ``python -m interaction_model.expand``.

Git ignores them. ``script/model`` builds them for ``ask deploy``; the speaker and the tests call :func:`ensure`.
"""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from interaction_model import manifest
from interaction_model.checks import check
from interaction_model.errors import SentencesError
from interaction_model.source import Language, SlotType, read

HERE = Path(__file__).parent
SENTENCES = HERE / "sentences"
MODELS = HERE / "skill-package" / "interactionModels" / "custom"
STAMP = HERE / ".built"
"""Tells what the models were built from; outside of the package, which ask-cli uploads whole."""


def models(sentences: Path = SENTENCES) -> dict[str, str]:
    """Return locale and model, as text.

    Raises:
        SentencesError: for the first fault in the sentences.
    """
    texts: dict[str, str] = {}
    for path in sorted(sentences.glob("*.yaml")):
        language = read(path)
        check(language)
        for locale, spelling in language.locales.items():
            if locale in texts:
                raise SentencesError(f"{path.name}: locale {locale} is in another file too")
            texts[locale] = json.dumps(_model(language, spelling), indent=1, ensure_ascii=False) + "\n"
    return texts


def _model(language: Language, spelling: Mapping[str, str]) -> dict[str, Any]:
    """Return one locale's model in Amazon's format."""
    intents = [
        {"name": intent.name}
        | ({"slots": [{"name": n, "type": t} for n, t in intent.slots.items()]} if intent.slots else {})
        | {"samples": sorted({spelled(sample, spelling) for sample in intent.samples})}
        for intent in language.intents
    ]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": language.invocation_name,
                "modelConfiguration": {"fallbackIntentSensitivity": {"level": "LOW"}},
                "intents": intents,
                "types": [_type(slot_type, spelling) for slot_type in language.types],
            }
        }
    }


def _type(slot_type: SlotType, spelling: Mapping[str, str]) -> dict[str, Any]:
    values = []
    for value_id, words in slot_type.values.items():
        first, *others = dict.fromkeys(spelled(word, spelling) for word in words)
        values.append({"id": value_id, "name": {"value": first, "synonyms": others}})
    return {"name": slot_type.name, "values": values}


def spelled(text: str, spelling: Mapping[str, str]) -> str:
    """Return a text with its words as the locale spells them."""
    return re.sub(r"[a-z']+", lambda word: spelling.get(word[0], word[0]), text)


def ensure(sentences: Path = SENTENCES, folder: Path = MODELS, stamp: Path = STAMP) -> Path:
    """Build the models unless they are what the sentences say, and the project's manifest; return the models' folder.

    Raises:
        SentencesError: for the first fault in the sentences.
    """
    if not stamp.exists() or stamp.read_text("utf-8") != _digest(_sources(sentences), folder):
        build(sentences, folder, stamp)
    if folder == MODELS:
        manifest.build()
    return folder


def build(sentences: Path = SENTENCES, folder: Path = MODELS, stamp: Path = STAMP) -> list[str]:
    """Write every locale's model, remove those of other locales, and return the names of the files that changed."""
    sources = _sources(sentences)
    texts = {f"{locale}.json": text for locale, text in models(sentences).items()}
    folder.mkdir(parents=True, exist_ok=True)
    old = {file.name: file.read_text("utf-8") for file in folder.glob("*.json")}
    changed = sorted(name for name in texts.keys() | old.keys() if texts.get(name) != old.get(name))
    for name in changed:
        if name in texts:
            _replace(folder / name, texts[name])
        else:
            (folder / name).unlink(missing_ok=True)
    _replace(stamp, _digest(sources, folder))
    return changed


def _replace(file: Path, text: str) -> None:
    """Write a file in one step, since tests that run side by side build at the same time."""
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(text, "utf-8")
    new.replace(file)


def _sources(sentences: Path) -> bytes:
    """Return all that the models are made of: sentences, this package, and the library that expands templates."""
    files = sorted([*sentences.glob("*.yaml"), *HERE.glob("*.py")])
    return b"".join([version("hassil").encode(), *(file.name.encode() + file.read_bytes() for file in files)])


def _digest(sources: bytes, folder: Path) -> str:
    built = (file.name.encode() + file.read_bytes() for file in sorted(folder.glob("*.json")))
    return sha256(b"".join([sources, *built])).hexdigest()


def main(sentences: Path = SENTENCES, folder: Path = MODELS, stamp: Path = STAMP) -> int:
    """Build the models and return the exit code: 2 for a fault in the sentences."""
    try:
        changed = build(sentences, folder, stamp)
    except SentencesError as error:
        print(error, file=sys.stderr)
        return 2
    print(*(f"{name} changed" for name in changed), f"The models are in {folder}", sep="\n")
    return 0


def package(arguments: Sequence[str]) -> int:
    """Build manifest and models. The arguments are the skill's address and its function's ARN, see script/model."""
    try:
        address = manifest.build(arguments[0] if arguments else None, arguments[1] if arguments[1:] else None)
    except manifest.BadAddress as error:
        print(f"script/model [https://ADDRESS [arn:aws:lambda:...]]: {error}", file=sys.stderr)
        return 2
    known = address != manifest.PLACEHOLDER
    print(f"The skill is at {address}" if known else "The skill has no address yet: script/model https://...")
    return main()


if __name__ == "__main__":
    sys.exit(package(sys.argv[1:]))
