"""How big a road is, read from the class codes cities and OpenStreetMap use."""

import re

SKIP = -1
"""Ramps and the like: pieces of road that no crossing is named after."""

_PATTERNS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"a63|s1630|.*_link|.*\bramp\b.*"), SKIP),  # census ramps, OpenStreetMap links
    (re.compile(r"a7[45]|s17[3458]0|driveway|alley|construction|proposed"), SKIP),
    (re.compile(r"a1\d|s1100|motorway|trunk|interstate|freeway"), 2),
    (re.compile(r"a[23]\d|s1200|primary|secondary|(major|principal|minor)? ?arterial"), 1),
)


def rank_of(road_class: str) -> int:
    """Return 0 street, 1 main street, 2 highway or SKIP; an unknown class is a street."""
    folded = road_class.strip().lower()
    return next((rank for pattern, rank in _PATTERNS if pattern.fullmatch(folded)), 0)
