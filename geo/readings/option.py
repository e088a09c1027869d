"""What a reading offers: places with scores, and how sure the reading is of itself."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.place import Place
from geo.point import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One place a message may mean. The place itself is made only for the few that are shown."""

    point: Point
    score: float
    make: Callable[[], Place]
    directions: frozenset[str] = frozenset()
    """Directions in the names of its streets ("n", "se"), which are parts of town as well."""
    towns: frozenset[str] = frozenset()
    """Municipalities of its streets: two towns have a Main Street each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All options of one way to read a message, best first; never empty."""

    how: str
    """What kind of reading it is, for an operator ("crossing", "named place")."""
    options: tuple[Option, ...]
    certainty: float
    """1 where every name stood as the gazetteer has it, less where something was guessed."""
    used: tuple[tuple[int, int], ...]
    """The word ranges that named the place."""
    why: tuple[str, ...] = ()
