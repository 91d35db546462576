"""ISO-8601 durations as Alexa writes them."""

import math
import re
from datetime import timedelta

_ISO = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?")


def from_iso(text: str) -> timedelta:
    """Parse ``PT1H30M``; raise ``ValueError`` for anything else."""
    match = _ISO.fullmatch(text)
    parts = {unit: int(count) for unit, count in match.groupdict().items() if count} if match else {}
    if not parts:
        raise ValueError(f"not a duration: {text!r}")
    return timedelta(**parts)


def to_iso(time: timedelta) -> str:
    """Write ``time`` in whole seconds, rounded up."""
    minutes, seconds = divmod(math.ceil(time.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count)
    return f"PT{parts or '0S'}"


def spoken(time: timedelta) -> str:
    """Say ``time`` as a speaker does: "1 hour 5 minutes", "40 seconds"."""
    minutes, seconds = divmod(math.ceil(time.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    counts = ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in counts if n) or "0 seconds"
