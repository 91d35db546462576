"""What one to ten million users need and cost, the arithmetic of docs/scale.md: ``python -m benchmarks.scale``.

Where each figure comes from is said in docs/scale.md. Change one, and put the printed tables there.
"""

from math import ceil

USERS = (1, 1_000, 100_000, 1_000_000, 10_000_000)
"""Households with a recovery in the last 30 days; after that their rows are deleted."""

# Assumed: what users do.
TURNS = 30
"""Of one recovery; the written four days have 26 and 47."""
FIRST_DAY_TURNS = 20
"""Of those, on the day of the run; the written ones have 9 to 23."""
SUNDAY = 0.5
"""Share of a week's recoveries that begin after the Sunday run, a week being a quarter of the month."""
PEAK_SECONDS = 2 * 3600
"""All of them in so long, and in one time zone: worse than it will be."""

# Measured over all written dialogues.
CALLS = 0.98
"""Calls to Alexa's APIs a turn."""
SAVES = 0.53
"""Saved rows a turn."""
WRITE_UNITS = 1.32
"""Of 1 KB, a saved row."""
ROW = {"SQLite": 1_125, "PostgreSQL": 1_302, "DynamoDB": 943 + 100}
"""Bytes of a user, with indexes; DynamoDB bills 100 more than the item has."""
CALL_MS = 100
"""Of one call to Alexa; a guess, not measurable here."""
PROCESS = 300
"""Turns a second of one process at the peak, half of what its 64 threads can wait for: 64 / 0.1 s."""
LOG_BYTES = 210
"""Of the line of a request."""

# The function on AWS Lambda.
LAMBDA_WARM_MS = 8.3
"""A warm turn without its calls to Alexa, measured with moto in place of DynamoDB."""
LAMBDA_MEMORY_MB = 1769
"""As aws/template.yaml has it."""
LAMBDA_REPORT_BYTES = 350
"""Of Lambda's own log lines of a turn; counted from their form and rounded up, not measured."""

# Prices in dollars, us-east-1.
MILLION_INVOCATIONS, GB_SECOND = 0.20, 0.0000133334
MILLION_WRITES, MILLION_READS, TABLE_GB, RESTORE_GB = 0.625, 0.125, 0.25, 0.20
LOG_GB = 0.50
HOST = 0.0816 * 730
DATABASE = {100_000: 46.72, 1_000_000: 94.90, 10_000_000: 980.0}
"""Up to so many users."""
BALANCER = 22.0
BOX = 5.0


def peak(users: int) -> float:
    """Return turns a second after the Sunday run."""
    return users / 4 * SUNDAY * FIRST_DAY_TURNS / PEAK_SECONDS


def hosts(users: int) -> int:
    """Return how many hosts of two cores, a process a core; two at least, so that one may fail."""
    return max(2, ceil(peak(users) / PROCESS / 2) + 1)


def hosts_cost(users: int) -> float:
    """Return dollars a month of hosts, database and balancer."""
    database = next(price for most, price in DATABASE.items() if users <= most)
    return hosts(users) * HOST + database + BALANCER


def lambda_seconds() -> float:
    """Return how long the function takes for a turn."""
    return (LAMBDA_WARM_MS + CALLS * CALL_MS) / 1000


def lambda_cost(users: int) -> dict[str, float]:
    """Return dollars a month by what they are for, without any free tier."""
    millions = users * TURNS / 1e6
    stored = users * ROW["DynamoDB"] / 1e9
    return {
        "function": millions * (MILLION_INVOCATIONS + 1e6 * lambda_seconds() * LAMBDA_MEMORY_MB / 1024 * GB_SECOND),
        "table": millions * (SAVES * WRITE_UNITS * MILLION_WRITES + MILLION_READS) + stored * (TABLE_GB + RESTORE_GB),
        "logs": millions * (LOG_BYTES + LAMBDA_REPORT_BYTES) / 1e3 * LOG_GB,
    }


def _dollars(amount: float) -> str:
    return "under 1" if amount < 1 else f"{amount:,.0f}"


def _rate(turns: float) -> str:
    return f"{turns:,.0f}" if turns >= 10 else f"{turns:.2g}"


def load_table() -> list[str]:
    """Return the table of the load."""
    rates = "turns a day | turns/s at the peak | calls to Alexa/s | saves/s"
    lines = [f"| users | {rates} | rows | {' | '.join(ROW)} |", "| ---: " * 9 + "|"]
    for users in USERS:
        turns = peak(users)
        sizes = " | ".join(_size(users * each) for each in ROW.values())
        rates = " | ".join(_rate(each) for each in (turns, turns * CALLS, turns * SAVES))
        lines.append(f"| {users:,} | {users * TURNS / 30:,.0f} | {rates} | {users:,} | {sizes} |")
    return lines


def _size(count: float) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count / 1e3:,.0f} kB"


def cost_table() -> list[str]:
    """Return the table of dollars a month."""
    lines = [
        "| users | a box | hosts | hosts with PostgreSQL | Lambda with DynamoDB | of that: function, table, logs |"
    ]
    lines.append("| ---: " * 5 + "| --- |")
    for users in USERS:
        parts = lambda_cost(users)
        box = _dollars(BOX) if peak(users) <= PROCESS else "-"
        totals = f"{_dollars(hosts_cost(users))} | {_dollars(sum(parts.values()))}"
        told = ", ".join(_dollars(each) for each in parts.values())
        lines.append(f"| {users:,} | {box} | {hosts(users)} | {totals} | {told} |")
    return lines


if __name__ == "__main__":
    print(*load_table(), "", *cost_table(), sep="\n")
