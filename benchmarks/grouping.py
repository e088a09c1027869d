"""How well reports of one thing find one another, and things near one another stay apart.

    python -m benchmarks.grouping [CITY.gazetteer]      without an argument: the sample town

Made sightings with a known truth: each is told by several people, in other words and at other minutes, with another
sighting somewhere in town every seven minutes. Two reports are a pair where the pipeline gave them one incident.
"""

import asyncio
import io
import random
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from bot import logs
from bot.replay import Line, Replay
from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.point import Point, distance_m

START = datetime(2026, 1, 15, 6, tzinfo=UTC)
SIGHTINGS, TELLERS, WITHIN_MIN, EVERY_MIN = 60, 5, 20, 7
APART_M, LATELY = 400.0, 15
"""What is nearer than this to one of the latest sightings would be told as the same thing by people, too."""
SEED = 7
SAID = ("{n} agents in vests at {a} & {b}", "ICE {b} and {a}", "la migra en {a} con {b}", "2 suvs {a}/{b} rn")


def told(gazetteer: Gazetteer) -> list[tuple[int, Line]]:
    """Every report with the sighting it belongs to, in time order."""
    dice = random.Random(SEED)
    crossings = [each for each in gazetteer.crossings if len(each.street_ids) > 1]
    lines, lately = [], deque[Point](maxlen=LATELY)
    for sighting in range(SIGHTINGS):
        here = [each for each in crossings if all(distance_m(each.point, there) >= APART_M for there in lately)]
        crossing = dice.choice(here)
        lately.append(crossing.point)
        one, other = (gazetteer.street(each).name for each in crossing.street_ids[:2])
        for teller in range(TELLERS):
            text = dice.choice(SAID).format(n=dice.randint(2, 6), a=one, b=other)
            minutes = sighting * EVERY_MIN + dice.uniform(0, WITHIN_MIN)
            at = START + timedelta(minutes=minutes)
            lines.append((sighting, Line(at=at, who=f"r{sighting}-{teller}", text=text)))
    return sorted(lines, key=lambda each: each[1].at)


async def grouped(gazetteer: Gazetteer, folder: Path, lines: Sequence[Line]) -> list[str | None]:
    replay = Replay(gazetteer, folder, START)
    await replay.app.open()
    try:
        return [code for line in lines for code in await replay.answer([line])]
    finally:
        await replay.app.close()


def main() -> None:
    logs.configure(io.StringIO(), "error")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "town.gazetteer"
        if len(sys.argv) == 1:
            build(path, town_sources())
        gazetteer = Gazetteer.open(path)
        lines = told(gazetteer)
        codes = asyncio.run(grouped(gazetteer, folder, [line for _, line in lines]))
    score([truth for truth, _ in lines], codes)


def score(truths: Sequence[int], codes: Sequence[str | None]) -> None:
    placed = [(truth, code) for truth, code in zip(truths, codes, strict=True) if code]
    pairs = list(combinations(placed, 2))
    together = [one[0] == other[0] for one, other in pairs if one[1] == other[1]]
    belonging = [one[1] == other[1] for one, other in pairs if one[0] == other[0]]
    print(f"{'reports, placed':44} {len(truths):6} {len(placed):6}")
    print(f"{'sightings, incidents':44} {SIGHTINGS:6} {len({code for _, code in placed}):6}")
    print(f"{'pairs put together that belong together':44} {sum(together) / len(together):13.3f}")
    print(f"{'pairs that belong together put together':44} {sum(belonging) / len(belonging):13.3f}")


if __name__ == "__main__":
    main()
