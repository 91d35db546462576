"""JSON with one thing changed."""

import json
from typing import Any


def changed(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with another value at a path such as "context.System.user"."""
    place = document = json.loads(json.dumps(document))  # each part on its own, also where two are one object
    *parents, key = path.split(".")
    for parent in parents:
        place = place[parent]
    place[key] = value
    return document
