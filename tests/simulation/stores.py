"""The stores that keep the lives: SQLite and memory."""

import sqlite3
from collections import Counter
from itertools import count
from pathlib import Path

from skill.storage.sqlite import MemoryRecoveries, SqliteRecoveries
from tests.simulation.days import Life
from tests.simulation.life import Household

NUMBERS = count(1)


class Stores:
    """A database file, and memory."""

    def __init__(self, file: Path) -> None:
        self.sql = SqliteRecoveries(str(file))
        self._looks = sqlite3.connect(file, isolation_level=None)
        self.lived = self.steps = 0
        self.said: Counter[str] = Counter()

    def rows(self, user: str) -> int:
        found: int = self._looks.execute("SELECT count(*) FROM recoveries WHERE user_key = ?", (user,)).fetchone()[0]
        return found

    def live(self, life: Life) -> Household:
        user = f"user-{next(NUMBERS)}"
        memory = MemoryRecoveries()
        home = Household(
            self.sql if life.in_sql else memory,
            user,
            life.begin,
            life.zone,
            life.granted,
            rows=self.rows if life.in_sql else lambda user: len(memory.load(user)),
        )
        life.live(home)
        self.said.update(home.said)
        self.lived, self.steps = self.lived + 1, self.steps + home.steps
        return home

    def close(self) -> None:
        self._looks.close()
        self.sql.close()
