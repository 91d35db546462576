"""The pages for people, ``/privacy`` and ``/terms``, made once at start from what the code really keeps."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path

from flask import Flask, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from skill.config import Config
from skill.housekeeping import KEPT_FOR
from skill.routine.plan import PLAN_ENDS
from skill.routine.recovery import Recovery
from skill.speech import DEFAULT_LOCALE, phrase

TEMPLATES = Path(__file__).parent / "templates"

ROW = ("user-key", "person", "version", "used-on", "exchanges")
"""What the store keeps of a person besides the fields of a `Recovery`."""

GROUPS = {
    "Where you are": ("stage", "step", "countdown", "timer"),
    "Days and times": (
        "began_on",
        "joined_on",
        "screened_on",
        "iced_at",
        "out_at",
        "out_told",
        "iced_for",
        "massaged_at",
        "moved_on",
        "checked_on",
        "referred_on",
        "heard_on",
    ),
    "What is to wait, without the reason": ("ice_held_until", "massage_held_until", "move_held_until"),
    "Reminders and permissions": (
        "reminders",
        "planned",
        "unwanted",
        "offered_on",
        "prompts",
        "reminders_denied_at",
        "reminders_prompted_at",
        "denied_at",
        "consent_asked_at",
        "permissions_at",
    ),
    "You and your speaker": ("zone", "metric", "settings_on", "covers_jog", "place"),
}
"""The headings of what is kept, and the fields below them; the rest has a heading of its own."""

REST = "How it is stored"


def kept(stored: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield headings, and a line for every stored name.

    Raises:
        UnknownPhrase: when there is no line ``kept-<name>`` for one.
    """
    lines = {name: phrase(DEFAULT_LOCALE, f"kept-{name}") for name in stored}
    for heading, names in GROUPS.items():
        yield heading, [lines.pop(name) for name in names if name in lines]
    yield REST, list(lines.values())


def rendered(config: Config) -> dict[str, str]:
    """Return the HTML of every page by its path."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    known = {
        "operator": config.operator,
        "contact": config.contact,
        "link": _link(config.contact or ""),
        "kept": list(kept((*(field.name for field in fields(Recovery)), *ROW))),
        "kept_for": KEPT_FOR.days,
        "plan_ends": PLAN_ENDS.days,
    }
    return {f"/{name}": environment.get_template(f"{name}.html").render(known) for name in ("privacy", "terms")}


def add_pages(app: Flask, config: Config) -> None:
    """Let the application show the pages to who asks with GET or HEAD."""
    for path, text in rendered(config).items():
        show = partial(Response, text.encode(), mimetype="text/html")
        app.add_url_rule(path, path[1:], show, methods=["GET"], provide_automatic_options=False)


def _link(contact: str) -> str | None:
    if re.fullmatch(r"[^\s@:/?&]+@[^\s@:/?&]+", contact):
        return f"mailto:{contact}"
    return contact if re.fullmatch(r"https://\S+", contact) else None
