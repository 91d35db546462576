"""Go through Amazon's certification list: ``script/certify``; exit code 1 when a check fails."""

import json
import sys
from collections.abc import Collection
from pathlib import Path

from interaction_model.expand import ensure
from interaction_model.manifest import PACKAGE
from tests.certification.checks import CHECKS, Check, Skill
from tests.certification.played import Json, play

PHRASES = Path(__file__).parents[2] / "skill" / "speech" / "en.ftl"


def skill(manifest: Json, spoken: Collection[str] = ()) -> Skill:
    """Return the skill with a manifest, its models, and what it answers now, in all locales or those ``spoken``."""
    models = {file.stem: json.loads(file.read_text("utf-8")) for file in ensure().glob("*.json")}
    languages = {locale: model["interactionModel"]["languageModel"] for locale, model in models.items()}
    texts = [
        line.partition(" = ")[2] for line in PHRASES.read_text("utf-8").splitlines() if line[:14] == "reminder-text-"
    ]
    played = {locale: model for locale, model in languages.items() if locale in (spoken or languages)}
    return Skill(manifest, languages, PACKAGE, tuple(texts), play(manifest, played))


def line(check: Check, skill: Skill) -> tuple[bool, str]:
    """Return whether a check failed, and what to print."""
    if check.faults is None:
        return False, f"device  {check.wanted}: {check.do}"
    faults = list(check.faults(skill))
    if not faults:
        return False, f"pass    {check.wanted}"
    more = f", and {len(faults) - 3} more" if len(faults) > 3 else ""
    return True, f"FAIL    {check.wanted}: {'; '.join(faults[:3])}{more}\n        -> {check.do}; {check.source}"


def main() -> int:
    ensure()
    checked = skill(json.loads((PACKAGE / "skill.json").read_text("utf-8"))["manifest"])
    lines = [line(check, checked) for check in CHECKS]
    print(*(text for _, text in lines), sep="\n")
    failed = sum(is_failed for is_failed, _ in lines)
    print(f"\n{failed} of {len(CHECKS)} fail. 'device': only a device, or a person, can tell.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
