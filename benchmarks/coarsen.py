"""How far a pin is moved when it is snapped to its anchor, and how many addresses share one.

    python benchmarks/coarsen.py [CITY.gazetteer | SOURCE...]      without arguments: the sample town

Positions are spread evenly along the streets (one every 25 m) and, as a second row, shaken by up to 40 m to
either side, as a phone indoors is. An address is assumed for every eight house numbers of a block's range,
which is about a lot of a detached house.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from geo.coarsen import anchor
from geo.data import town_sources
from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer, Segment
from geo.importers import build
from geo.place import Precision
from geo.point import Point, distance_m

STEP_M, SHAKE_DEGREES, NUMBERS_PER_LOT = 25.0, 40 / 111_195, 8
SAMPLE = 20_000


def along(segment: Segment):
    for a, b in zip(segment.line, segment.line[1:], strict=False):
        steps = max(1, int(distance_m(a, b) // STEP_M))
        for i in range(steps):
            t = (i + 0.5) / steps
            yield Point(a.lat + t * (b.lat - a.lat), a.lon + t * (b.lon - a.lon))


def percentile(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def displacement(gazetteer: Gazetteer, points: list[Point]) -> tuple[list[float], Counter[Precision | None]]:
    moved: list[float] = []
    kinds: Counter[Precision | None] = Counter()
    for point in points:
        place = anchor(gazetteer, point)
        kinds[place.precision if place else None] += 1
        if place:
            moved.append(distance_m(point, place.point))
    return sorted(moved), kinds


def sharing(gazetteer: Gazetteer) -> list[int]:
    """How many addresses have the same anchor, one number for every address's anchor."""
    lots: Counter[str] = Counter()
    for segment in gazetteer.segments:
        if not segment.high:
            continue
        count = max(1, (segment.high - segment.low) // NUMBERS_PER_LOT)
        a, b = segment.line[0], segment.line[-1]
        for i in range(count):
            t = (i + 0.5) / count
            place = anchor(gazetteer, Point(a.lat + t * (b.lat - a.lat), a.lon + t * (b.lon - a.lon)))
            if place:
                lots[place.anchor] += 1
    return sorted(lots.values())


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        gazetteer = opened([Path(argument) for argument in arguments] or list(town_sources()), Path(folder))
    rng = random.Random(7)
    points = [point for segment in gazetteer.segments for point in along(segment)]
    points = rng.sample(points, min(SAMPLE, len(points)))
    shaken = [
        Point(p.lat + rng.uniform(-1, 1) * SHAKE_DEGREES, p.lon + rng.uniform(-1, 1) * SHAKE_DEGREES) for p in points
    ]
    print(f"{'positions':<14}{'n':>8}{'p50 m':>8}{'p90 m':>8}{'p99 m':>8}   anchored as")
    for name, where in (("on the street", points), ("shaken", shaken)):
        moved, kinds = displacement(gazetteer, where)
        shown = ", ".join(f"{kind.value if kind else 'none'} {n / len(where):.3f}" for kind, n in kinds.most_common())
        figures = "".join(f"{percentile(moved, share):>8.0f}" for share in (0.5, 0.9, 0.99))
        print(f"{name:<14}{len(where):>8}{figures}   {shown}")
    lots = sharing(gazetteer)
    few = sum(count for count in lots if count < 10) / max(1, sum(lots))
    p5, median = percentile(lots, 0.05), percentile(lots, 0.5)
    print(
        f"addresses that share an anchor: p5 {p5:.0f}, median {median:.0f}; "
        f"{few:.2%} of addresses have an anchor with fewer than ten"
    )


def opened(paths: list[Path], folder: Path) -> Gazetteer:
    if len(paths) == 1:
        try:
            return Gazetteer.open(paths[0])
        except GazetteerFileError:
            pass
    build(folder / "city.gazetteer", paths)
    return Gazetteer.open(folder / "city.gazetteer")


if __name__ == "__main__":
    main(sys.argv[1:])
