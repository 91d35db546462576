"""Writes released.sql, a database of today's code: `python -m tests.homes.released`, once for each released version."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from speaker.dialogue import read_dialogue
from speaker.player import Player
from speaker.rehearsal import stage
from tests.test_dialogues import DIALOGUES, locale_of

FILE = Path(__file__).with_name("released.sql")
HEAD = "-- Users as version 0.1.0 stored them, each with fields or values that no earlier one has.\n"


def main() -> None:
    """Play every dialogue, and keep each record that shows a stage, step or field anew."""
    seen: set[str] = set()
    with stage() as running:
        for file in DIALOGUES:
            with running.rehearsal(locale_of(file)) as rehearsal:
                Player(rehearsal).play(read_dialogue(file.read_text("utf-8").splitlines()))
        with closing(sqlite3.connect(running.skill.database.removeprefix("sqlite:///"))) as database:
            rows = database.execute("SELECT * FROM recoveries ORDER BY length(record) DESC, record").fetchall()
            tables = [sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    kept = []
    for row in rows:
        marks = _marks(row[4])
        if marks - seen:
            seen |= marks
            kept.append(row)
    values = (
        ", ".join("'" + v.replace("'", "''") + "'" if isinstance(v, str) else str(v) for v in row) for row in kept
    )
    FILE.write_text(
        HEAD
        + "".join(f"{sql};\n" for sql in tables)
        + "".join(f"INSERT INTO recoveries VALUES ({v});\n" for v in values)
    )


def _marks(text: str) -> set[str]:
    stage = json.loads(text)["recovery"].get("stage")
    return {f"now {stage}"} | set(re.findall(r'"[a-z_]+":(?:"[a-z_]+"|true|false|null)?', text))


if __name__ == "__main__":
    main()
