"""The pages for people, /privacy and /terms, as a browser or a screen reader meets them."""

import re
import sqlite3
from contextlib import closing
from dataclasses import fields
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from skill.config import Config
from skill.ports import Record
from skill.routine.recovery import Recovery
from skill.storage.sqlite import MemoryRecoveries, SqliteRecoveries
from skill.web import create_app
from tests.alexa.signing import SKILL_ID

PAGES = ("/privacy", "/terms")
ALLOWED = {
    *("html", "head", "meta", "title", "body", "header", "main", "footer", "nav"),
    *("h1", "h2", "h3", "p", "ul", "li", "a", "q"),
}
"""All else, such as script, style, img and form, the server's Content-Security-Policy would stop."""


def client(**settings: object) -> FlaskClient:
    config = Config.model_validate({"skill_id": SKILL_ID, **settings})
    return create_app(config, MemoryRecoveries()).test_client()


def text_of(page: str, **settings: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client(**settings).get(page).text)).split())


def test_every_stored_field_has_a_line_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "coach.db"
    SqliteRecoveries(str(file)).close()
    with closing(sqlite3.connect(file)) as database:
        columns = {row[1] for row in database.execute("PRAGMA table_info(recoveries)")}
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept = {field.name for kind in (Recovery, Record) for field in fields(kind)}
    stored = sorted((kept | columns) - {"recovery", "record"})
    assert sorted(re.findall(r'<li data-field="(\w+)">[A-Z]', client().get("/privacy").text)) == stored
    assert tables <= {"recoveries", "checks"}, "is it somebody's?"


def test_how_long_and_how_to_delete() -> None:
    text = text_of("/privacy")
    for told in (
        "No health answers and no scores",
        "SHA-256",
        "two weeks",
        "30 days",
        "forget me",
        "disable the skill",
    ):
        assert told in text
    assert re.search(r"Amazon is told.*timers.*reminders", text)


def test_emergencies_come_first_in_the_terms() -> None:
    text = text_of("/terms")
    assert re.search(r"911.*999.*112.*000", text)
    assert "cannot make calls" in text
    assert text.index("In an emergency") < text.index("no medical advice")


@pytest.mark.parametrize("page", PAGES)
def test_who_runs_it_is_told_and_nobody_is_made_up(page: str) -> None:
    text = text_of(page, operator="Zoë & Co <Running>", contact="1 Main Street")
    assert "Zoë & Co <Running> runs this server" in text
    assert "Contact: 1 Main Street" in text
    assert "has not put a name here" in text_of(page)
    assert "No address to write to" in text_of(page)


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("coach@example.com", "mailto:coach@example.com"),
        ("https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2"),
        ("javascript:alert(1)", None),
        ("javascript:x@example.com", None),
        ("<b>coach@example.com</b>", None),
        ("call 555 0100", None),
    ],
)
def test_an_address_is_a_link_when_it_can_be_one(contact: str, link: str | None) -> None:
    attributes = re.findall(r"<a ([^>]*)>", client(contact=contact).get("/privacy").text)
    links = [unescape(found) for found in re.findall(r'href="([^"]*)"', " ".join(attributes))]
    assert links == [*([link] if link else []), *PAGES]
    assert all(re.fullmatch(r'href="[^"]*"( rel="noopener")?', each) for each in attributes)


@pytest.mark.parametrize("page", PAGES)
def test_it_is_plain_and_accessible(page: str) -> None:
    text = client(operator="A", contact="a@b.example").get(page).text
    tags = re.findall(r"<([a-z]\w*)", text)
    assert set(tags) <= ALLOWED
    assert '<html lang="en">' in text
    assert tags.count("main") == tags.count("h1") == tags.count("title") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
