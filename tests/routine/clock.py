"""The moment at which the tests of the routine play."""

from datetime import UTC, date, datetime, timedelta

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
"""A Monday, 15:00 in New York."""
TODAY = date(2026, 3, 2)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
