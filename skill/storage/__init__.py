"""Where recoveries are kept: `recoveries_at` a URL."""

from skill.ports import Recoveries, RecoveriesTrouble
from skill.storage.memory import MemoryRecoveries
from skill.storage.sqlite import SqliteRecoveries

MEMORY = "memory:"
"""The URL of a store that keeps nothing beyond the process."""


def recoveries_at(url: str) -> Recoveries:
    """Return the store at ``sqlite:///<file>`` or ``postgresql://...``, or in memory for ``memory:``.

    Raises:
        RecoveriesTrouble: when it cannot be opened; the text says why in one line.
    """
    scheme, _, rest = url.partition("://")
    if url == MEMORY:
        return MemoryRecoveries()
    if scheme == "sqlite" and rest.startswith("/"):
        if rest in ("/", "/:memory:"):
            raise RecoveriesTrouble("SQLite in memory is another database for each connection; use memory:")
        return SqliteRecoveries(rest[1:])
    if scheme in ("postgresql", "postgresql+psycopg"):
        try:
            from skill.storage.postgresql import PostgresqlRecoveries  # its driver comes with the extra `postgresql`
        except ImportError as error:
            raise RecoveriesTrouble(f"cannot use PostgreSQL: {error}") from None
        return PostgresqlRecoveries(f"postgresql://{rest}")
    raise RecoveriesTrouble("cannot use this database URL: neither sqlite:///<file> nor postgresql://...")
