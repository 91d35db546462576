"""Where recoveries are kept: `recoveries_at` a URL."""

from skill.ports import Recoveries
from skill.storage.memory import MemoryRecoveries
from skill.storage.sql import SqlRecoveries

MEMORY = "memory:"
"""The URL of a store that keeps nothing beyond the process."""


def recoveries_at(url: str) -> Recoveries:
    """Return the store at ``sqlite:///<file>`` or ``postgresql://...``, or in memory for ``memory:``.

    Raises:
        RecoveriesTrouble: when it cannot be opened; the text says why in one line.
    """
    return MemoryRecoveries() if url == MEMORY else SqlRecoveries(url)
