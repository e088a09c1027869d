"""How long a gazetteer takes to build, how much memory it takes, and how both grow with the city.

    python benchmarks/gazetteer.py [SOURCE...]          a real city, when sources are given
    python benchmarks/gazetteer.py --sizes 30000,300000

The synthetic city is a grid of numbered streets and avenues in towns of about 10,000 segments each, written
as GeoJSON. Every figure comes from a process of its own; memory is told over an interpreter that did nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

SIDE = 70
"""Streets a side of one town: 2 x 70 x 69 segments."""

CHILD = """
import json, sys, time
from pathlib import Path
def mb(key): return next(int(l.split()[1]) / 1024 for l in open('/proc/self/status') if l.startswith(key))
empty = mb('VmRSS')
what, out, sources = sys.argv[1], Path(sys.argv[2]), [Path(s) for s in sys.argv[3:]]
if what == 'build':
    from geo.importers import build
    start = time.process_time()
    report = build(out, sources)
    print(json.dumps({'s': time.process_time() - start, 'mb': mb('VmHWM') - empty, **report.counts}))
else:
    from geo.gazetteer import Gazetteer
    from geo.point import Point
    start = time.process_time()
    city = Gazetteer.open(out)
    took = time.process_time() - start
    city.crossings_of(city.streets[0].id)
    centre, times = city.info.centre, []
    for i in range(2000):
        begin = time.process_time()
        city.nearest_crossing(Point(centre.lat + (i % 45 - 22) / 2000, centre.lon + (i // 45 - 22) / 2000))
        times.append(time.process_time() - begin)
    print(json.dumps({'s': took, 'mb': mb('VmRSS') - empty, 'p99_ms': sorted(times)[1980] * 1000}))
"""


def synthetic(path: Path, segments: int) -> None:
    towns = max(1, round(segments / (2 * SIDE * (SIDE - 1))))
    with path.open("w", encoding="utf-8") as out:
        out.write('{"type": "FeatureCollection", "features": [\n')
        first = True
        for town in range(towns):
            south, west = 40.0 + (town // 6) * 0.16, -100.0 + (town % 6) * 0.2
            for line in range(SIDE):
                for piece in range(SIDE - 1):
                    for name, a, b in (
                        (f"{line} St", (piece, line), (piece + 1, line)),
                        (f"{line} Ave", (line, piece), (line, piece + 1)),
                    ):
                        spots = [[round(west + x * 0.0025, 6), round(south + y * 0.002, 6)] for x, y in (a, b)]
                        properties = {
                            "FULLNAME": name,
                            "MUNI": f"Town {town}",
                            "L_FROM": piece * 100 + 1,
                            "L_TO": piece * 100 + 99,
                        }
                        feature = {
                            "type": "Feature",
                            "properties": properties,
                            "geometry": {"type": "LineString", "coordinates": spots},
                        }
                        out.write(("" if first else ",\n") + json.dumps(feature))
                        first = False
        out.write("\n]}\n")


def child(what: str, out: Path, sources: list[Path]) -> dict[str, float]:
    command = [sys.executable, "-c", CHILD, what, str(out), *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measure(name: str, sources: list[Path], folder: Path) -> dict[str, float]:
    out = folder / "city.gazetteer"
    built, opened = child("build", out, sources), child("open", out, [])
    print(
        f"{name:<20}{built['segments']:>10}{built['crossings']:>10}{built['s']:>9.2f}{built['mb']:>10.0f}"
        f"{out.stat().st_size / 1e6:>9.1f}{opened['s']:>9.2f}{opened['mb']:>9.1f}{opened['p99_ms']:>9.3f}"
    )
    return built


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--sizes", default="30000,300000")
    arguments = parser.parse_args()
    print(
        f"{'city':<20}{'segments':>10}{'crossings':>10}{'build s':>9}{'build MB':>10}{'file MB':>9}"
        f"{'open s':>9}{'open MB':>9}{'near p99':>9}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.sources:
            measure("real", arguments.sources, folder)
        per_segment = []
        for size in (int(size) for size in arguments.sizes.split(",") if size):
            source = folder / "synthetic.geojson"
            synthetic(source, size)
            built = measure(f"synthetic {size}", [source], folder)
            per_segment.append(built["s"] / built["segments"])
        if len(per_segment) > 1:
            growth = per_segment[-1] / per_segment[0]
            print(f"seconds a segment, last over first: {growth:.2f} (1 is linear growth)")


if __name__ == "__main__":
    main()
