"""Times that stories begin at."""

from datetime import UTC, datetime

NOON = datetime(2026, 3, 14, 17, 0, tzinfo=UTC)
"""A Saturday, noon in the sample town's own time."""
