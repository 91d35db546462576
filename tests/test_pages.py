"""The pages for people, as a browser or a screen reader meets them."""

import re
import sqlite3
from contextlib import closing
from dataclasses import fields
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from skill.config import Config
from skill.pages import GROUPS, REST, ROW, add_pages, kept
from skill.routine.recovery import Recovery
from skill.speech import DEFAULT_LOCALE, phrase
from skill.speech.phrases import UnknownPhrase
from skill.storage.sql import SqlRecoveries
from tests.alexa.door import SKILL_ID

PAGES = ("/privacy", "/terms")
FIELDS = [field.name for field in fields(Recovery)]
VOID = {"meta", "link", "br", "img"}
ALLOWED = {
    *("html", "head", "meta", "title", "body", "header", "main", "footer", "nav"),
    *("h1", "h2", "h3", "p", "ul", "li", "a", "q"),
}
"""All else, such as script, style, img and form, the server's Content-Security-Policy would stop."""


def line_of(name: str) -> str:
    return phrase(DEFAULT_LOCALE, f"kept-{name}")


def client(**settings: object) -> FlaskClient:
    app = Flask(__name__)
    add_pages(app, Config.model_validate({"skill_id": SKILL_ID, **settings}))
    return app.test_client()


def text_of(page: str, **settings: object) -> str:
    """What there is to read, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client(**settings).get(page).text)).split())


class Outline(HTMLParser):
    """The elements of a page, each closed where it should be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


# --- what is kept


@pytest.mark.parametrize("name", [*FIELDS, *ROW])
def test_everything_that_is_stored_has_a_line(name: str) -> None:
    assert line_of(name) in text_of("/privacy")


def test_no_page_without_a_line_for_everything() -> None:
    with pytest.raises(UnknownPhrase, match="kept-shoe_size"):
        list(kept([*FIELDS, "shoe_size"]))


def test_every_field_is_under_a_heading_that_fits() -> None:
    groups = dict(kept([*FIELDS, *ROW]))
    assert groups.pop(REST) == [line_of(name) for name in ROW]
    assert sum(map(len, groups.values())) == len(FIELDS)
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(FIELDS)


def test_the_database_has_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "coach.db"
    SqlRecoveries(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")] for table in tables}
    assert sorted(columns.pop("recoveries")) == sorted(name.replace("-", "_") for name in ("recovery", *ROW))
    assert columns == {"turns": ["name", "taken_at"]}, "is it somebody's?"


def test_how_long_and_how_to_delete() -> None:
    text = text_of("/privacy")
    for told in ("No health answers and no scores", "SHA-256", "14 days", "30 days", "forget me", "disable the skill"):
        assert told in text
    assert re.search(r"Amazon is told.*timers.*reminders", text)


def test_emergencies_come_first_in_the_terms() -> None:
    text = text_of("/terms")
    assert re.search(r"911.*999.*112.*000", text)
    assert "cannot call anybody" in text
    assert "no medical advice" in text
    assert text.index("In an emergency") < text.index("no medical advice")


# --- who runs it


@pytest.mark.parametrize("page", PAGES)
def test_who_runs_it_is_told(page: str) -> None:
    text = text_of(page, operator="Zoë & Co <Running>", contact="1 Main Street")
    assert "Zoë & Co <Running> runs this server" in text
    assert "Contact: 1 Main Street" in text


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_made_up(page: str) -> None:
    text = text_of(page)
    assert "has not put a name here" in text
    assert "No address to write to" in text


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("coach@example.com", "mailto:coach@example.com"),
        ("https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2"),
        ("javascript:alert(1)", None),
        ("javascript:x@example.com", None),
        ('https://example.com/"onclick=x', 'https://example.com/"onclick=x'),
        ("call 555 0100", None),
    ],
)
def test_an_address_is_a_link_when_it_can_be_one(contact: str, link: str | None) -> None:
    outline = Outline(client(contact=contact).get("/privacy").text)
    links = [each["href"] for each in outline.all("a")]
    assert links == [*([link] if link else []), *PAGES]
    assert all(set(each) == {"href"} for each in outline.all("a"))


# --- for every reader


@pytest.mark.parametrize("page", PAGES)
def test_it_is_plain_and_accessible(page: str) -> None:
    outline = Outline(client(operator="A", contact="a@b.example").get(page).text)
    assert outline.open == []
    assert {tag for tag, _ in outline.found} <= ALLOWED
    assert not any(name.startswith("on") or name == "style" for _, each in outline.found for name in each)
    assert outline.all("html") == [{"lang": "en"}]
    assert len(outline.all("main")) == len(outline.all("h1")) == len(outline.all("title")) == 1
    levels = [int(tag[1]) for tag, _ in outline.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_only_reading_is_allowed(page: str) -> None:
    http = client()
    got, head = http.get(page), http.head(page)
    assert (got.status_code, head.status_code) == (200, 200)
    assert got.content_type == "text/html; charset=utf-8"
    assert head.content_length == len(got.data)
    assert head.data == b""
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        assert http.open(page, method=method).status_code == 405
