"""House numbers of single addresses, boiled down to blocks while they are read.

Only the lowest and the highest number of a block are kept, never an address itself.
"""

from dataclasses import dataclass, field

from geo.importers.row import Spot
from geo.streetnames import ParsedStreet, parse_street

HUNDRED = 100
REGION_DEGREES = 0.02
"""About two kilometres: one block's number may appear again in the next town."""


@dataclass(slots=True)
class Addresses:
    """The lowest and highest address of each block."""

    blocks: dict[tuple[ParsedStreet, int, int, int], list[tuple[int, Spot]]] = field(default_factory=dict)

    def add(self, street: str, number: int, spot: Spot) -> None:
        """Take one address."""
        region = int(spot[0] // REGION_DEGREES), int(spot[1] // REGION_DEGREES)
        key = (parse_street(street), number // HUNDRED, *region)
        ends = self.blocks.setdefault(key, [(number, spot), (number, spot)])
        ends[0], ends[1] = min(ends[0], (number, spot)), max(ends[1], (number, spot))
