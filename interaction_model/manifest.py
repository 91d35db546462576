"""Write the store's manifest with the skill's own address: ``skill.json`` -> ``skill-package/skill.json``.

Endpoint, events, privacy policy and terms of use of all locales are at that one address. Git ignores what is written,
and ``ask deploy`` writes it again: the same bytes, so that the next deployment sees no change.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE / "skill.json"
PACKAGE = HERE / "skill-package"
PLACEHOLDER = "https://ankle-coach.example.com"
"""The address in SOURCE, where no skill is."""


class BadAddress(ValueError):
    """An address that Amazon would not take; the text says why, in one line."""


def build(address: str | None = None, function: str | None = None, package: Path = PACKAGE) -> str:
    """Write the manifest and return the address in it: the given one, else that of the last build.

    ``function`` is the ARN of an AWS Lambda function, where that answers instead of ``address``/alexa.

    Raises:
        BadAddress: for an address or a function that Amazon would not take.
    """
    file = package / "skill.json"
    last = json.loads(file.read_text("utf-8"))["manifest"] if file.exists() else None
    if address is None:
        address, function = addresses(last) if last else (PLACEHOLDER, None)
    address = address.removesuffix("/")
    text = json.dumps({"manifest": manifest(address, function)}, indent=2, ensure_ascii=False)
    if not file.exists() or file.read_text("utf-8") != text:
        new = file.with_suffix(f".{os.getpid()}")  # replaced in one step: tests that run side by side build and read it
        new.write_text(text, "utf-8")
        new.replace(file)
    return address


def manifest(address: str = PLACEHOLDER, function: str | None = None) -> dict[str, Any]:
    """Return the manifest with every address in its place."""
    if not re.fullmatch(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w/.-]+)?", address):
        raise BadAddress(f"{address!r}: expected https://, a host name in small letters and no port")
    if function and not re.fullmatch(r"arn:aws[\w-]*:lambda:[\w-]+:\d+:function:[\w:-]+", function):
        raise BadAddress(f"{function!r}: expected the ARN of a function, arn:aws:lambda:...")
    found: dict[str, Any] = json.loads(SOURCE.read_text("utf-8").replace(PLACEHOLDER, address))["manifest"]
    if function:
        for owner in (found["apis"]["custom"], found["events"]):
            owner["endpoint"] = {"uri": function}
    return found


def addresses(found: dict[str, Any]) -> tuple[str, str | None]:
    """Return the address of a manifest, and its function where it has one."""
    pages = next(iter(found["privacyAndCompliance"]["locales"].values()))
    endpoint: str = found["apis"]["custom"]["endpoint"]["uri"]
    return pages["privacyPolicyUrl"].removesuffix("/privacy"), endpoint if endpoint.startswith("arn:") else None
