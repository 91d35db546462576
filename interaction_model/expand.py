"""Write the interaction models that Amazon is given, from sentences/<lang>.yaml.

Usage: python -m interaction_model.expand [--check]
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from interaction_model.checks import check
from interaction_model.errors import SentencesError
from interaction_model.source import Language, SlotType, read

HERE = Path(__file__).parent
SENTENCES = HERE / "sentences"
MODELS = HERE / "skill-package" / "interactionModels" / "custom"


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


def stale(texts: Mapping[str, str], folder: Path = MODELS) -> list[Path]:
    """Return the model files that are missing, differ from the sentences, or have no locale any more."""
    expected = {folder / f"{locale}.json": text for locale, text in texts.items()}
    files = sorted(expected.keys() | set(folder.glob("*.json")))
    return [file for file in files if not file.exists() or file.read_text("utf-8") != expected.get(file)]


def write(texts: Mapping[str, str], folder: Path = MODELS) -> None:
    """Bring the folder up to date, and say which files changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in stale(texts, folder):
        if file.stem in texts:
            file.write_text(texts[file.stem], "utf-8")
            print(f"wrote {file.name}")
        else:
            file.unlink()
            print(f"removed {file.name}")


def main(arguments: Sequence[str] | None = None, sentences: Path = SENTENCES, folder: Path = MODELS) -> int:
    """Return the exit code: 1 for a stale model with ``--check``, 2 for a fault in the sentences."""
    parser = argparse.ArgumentParser(prog="script/model", description="Expand the sentences into Alexa's models.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a committed model is stale")
    chosen = parser.parse_args(arguments)
    try:
        texts = models(sentences)
    except SentencesError as error:
        print(error, file=sys.stderr)
        return 2
    if not chosen.check:
        write(texts, folder)
        return 0
    old = stale(texts, folder)
    for file in old:
        print(f"{file.name} is stale: run script/model", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
