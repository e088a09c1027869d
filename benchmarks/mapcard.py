"""How long a map card takes, beside encoding an empty picture of its size, which is the least any card could take.

    python -m benchmarks.mapcard [--gazetteer FILE] [--cards 60]

Without a file the sample town is built. The first card also makes the gazetteer's index of segments. Times are of one
core's work, so that neighbors on a busy machine do not count; drawing waits for nothing.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

from geo.coarsen import crossing_anchor
from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.mapcard import HEIGHT, WIDTH, Caption, Theme, draw
from geo.place import Place


def main() -> None:
    options = _options()
    gazetteer = Gazetteer.open(options.gazetteer) if options.gazetteer else _town()
    step = max(1, len(gazetteer.crossings) // options.cards)
    places = [crossing_anchor(gazetteer, crossing) for crossing in list(gazetteer.crossings)[::step]]
    caption = Caption(title="K7Q2", line="REPORTED, not confirmed", attribution=gazetteer.info.attribution)
    first = _milliseconds(lambda: draw(gazetteer, places[0], caption))
    empty = statistics.median(_milliseconds(_empty_picture) for _ in range(20))
    print(f"first card {first:.0f} ms, with the index of segments made; an empty PNG of that size {empty:.1f} ms\n")
    print(f"{'theme':<8}{'cards':>6}{'p50 ms':>9}{'p99 ms':>9}{'p50 / empty':>13}{'KB':>6}")
    for theme in Theme:
        cards = [_timed(gazetteer, place, caption, theme) for place in places]
        times, sizes = sorted(each[0] for each in cards), [each[1] for each in cards]
        p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
        row = f"{theme.value:<8}{len(times):>6}{p50:>9.1f}{p99:>9.1f}{p50 / empty:>13.1f}"
        print(row + f"{statistics.median(sizes) / 1000:>6.0f}")


def _timed(gazetteer: Gazetteer, place: Place, caption: Caption, theme: Theme) -> tuple[float, int]:
    """Return milliseconds of work and bytes of one card."""
    start = time.process_time()
    card = draw(gazetteer, place, caption, theme=theme)
    return 1000 * (time.process_time() - start), len(card)


def _empty_picture() -> None:
    Image.new("RGB", (WIDTH, HEIGHT)).quantize(64, method=Image.Quantize.FASTOCTREE).save(BytesIO(), "PNG")


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def _town() -> Gazetteer:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "town.gazetteer"
        build(out, town_sources())
        return Gazetteer.open(out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time map cards.")
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--cards", type=int, default=60)
    return parser.parse_args()


if __name__ == "__main__":
    main()
