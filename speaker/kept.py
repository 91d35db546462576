"""What the skill keeps, read from its database: for developers who watch a plan change."""

import json
import sqlite3
from contextlib import closing
from typing import Any

_FILE = "sqlite:///"


def kept(database: str) -> dict[str, Any] | None:
    """Return the plan of each person, by key and name; ``None`` for a database that is no SQLite file."""
    if not database.startswith(_FILE):
        return None
    try:
        with closing(sqlite3.connect(f"file:{database.removeprefix(_FILE)}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT user_key, person, record FROM recoveries").fetchall()
    except sqlite3.Error:
        return None
    return {f"{key[:6]} {person[:6]}".strip(): _plan(record) for key, person, record in rows}


def _plan(record: str) -> Any:
    return {name: value for name, value in json.loads(record).items() if name != "handled"}
