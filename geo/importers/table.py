"""What every reader hands on: rows, one at a time, whatever file they come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geo.importers.row import Row
from geo.importers.shapes import Placer


@dataclass(frozen=True, slots=True)
class Table:
    """A file being read: rows come one at a time, so that a metropolis fits in memory."""

    file: str
    rows: Iterator[Row]
    placer: Placer
    licence: str = ""
    attribution: str = ""
    fraction: Callable[[], float] = lambda: 0.0
    """How much of the file has been read, 0 to 1."""
