"""How often a phrase leads to the right corner, and how fast, beside usaddress as a parser.

    python -m benchmarks.places [--gazetteer FILE] [--stops FILE] [--no-place FILE] [--houses FILE] [SOURCE...]

Without arguments the sample town is built and its own crossings are the truth. With SOURCEs (the files or the
folder a gazetteer is built from) and stops named by two streets the truth is independent of the gazetteer.
usaddress is no dependency: it is measured where it is installed. It only takes a phrase apart, so for it a hit
is that both street names come out right, which is less than a corner.
"""

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.phrases import HIT_M, Case, cases_of, corners_of, house_cases, judged, on_its_block, read_stops
from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.place import Outcome
from geo.resolve import Resolver
from geo.streetnames import parse_street

RESULTS = ("hit", "asked", "wrong", "none")
MAX_CORNERS = 1500


def main() -> None:
    options = _options()
    start_mb = _memory_mb()
    gazetteer = Gazetteer.open(options.gazetteer) if options.gazetteer else _built(options.sources)
    loaded_mb = _memory_mb()
    resolver = Resolver(gazetteer)
    resolver.resolve("warm up")
    print(f"memory: gazetteer {loaded_mb - start_mb:.0f} MB, resolver beside it {_memory_mb() - loaded_mb:.0f} MB")
    corners = read_stops(options.stops) if options.stops else corners_of(gazetteer)
    cases = cases_of(random.Random(1).sample(corners, min(MAX_CORNERS, len(corners))))
    truth = options.stops.name if options.stops else "its own crossings"
    print(f"\n{len(corners)} corners ({truth}), {len(cases)} phrases")
    _print_phrases(resolver, cases)
    if options.no_place:
        _print_no_place(resolver, options.no_place)
    if options.houses:
        _print_houses(resolver, gazetteer, options.houses)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sources", nargs="*", type=Path, help="files or folders to build a gazetteer from")
    parser.add_argument("--gazetteer", type=Path, help="a built gazetteer instead")
    parser.add_argument("--stops", type=Path, help="JSON lines of stops named by two streets")
    parser.add_argument("--no-place", type=Path, help="texts that name no place, one a line")
    parser.add_argument("--houses", type=Path, help="GeoJSON of public places with addr:housenumber, addr:street")
    return parser.parse_args()


def _built(sources: Iterable[Path]) -> Gazetteer:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "city.gazetteer"
        build(out, list(sources) or town_sources())
        return Gazetteer.open(out)


def _memory_mb() -> float:
    """Resident memory now; the peak where the system does not tell."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _print_phrases(resolver: Resolver, cases: list[Case]) -> None:
    parse = _usaddress()
    found: dict[str, Counter[str]] = {}
    parsed: dict[str, Counter[bool]] = {}
    times: dict[str, list[float]] = {}
    their_times: list[float] = []
    for case in cases:
        started = time.process_time()
        resolution = resolver.resolve(case.text)
        times.setdefault(case.form, []).append(time.process_time() - started)
        found.setdefault(case.form, Counter())[judged(resolution, case)] += 1
        if parse:
            started = time.process_time()
            right = parse(case)
            their_times.append(time.process_time() - started)
            parsed.setdefault(case.form, Counter())[right] += 1
    heads = ("phrasing", "n", *RESULTS, "right or asked", "p50 ms", "p99 ms", "usaddress")
    print(("{:<14}{:>6}" + "{:>8}" * 4 + "{:>16}{:>8}{:>8}{:>11}").format(*heads))
    for form, counts in found.items():
        _print_row(form, counts, times[form], parsed.get(form))
    every = [one for of_form in times.values() for one in of_form]
    print(f"all phrases: p50 {_ms(every, 0.5):.2f} ms, p99 {_ms(every, 0.99):.2f} ms", end="")
    print(f"; usaddress p50 {_ms(their_times, 0.5):.2f} ms, p99 {_ms(their_times, 0.99):.2f} ms" if parse else "")


def _print_row(form: str, counts: Counter[str], times: list[float], parsed: Counter[bool] | None) -> None:
    n = counts.total()
    shares = "".join(f"{counts[result] / n:>8.3f}" for result in RESULTS)
    theirs = f"{parsed[True] / parsed.total():.3f}" if parsed else "not installed"
    right = (counts["hit"] + counts["asked"]) / n
    print(f"{form:<14}{n:>6}{shares}{right:>16.3f}{_ms(times, 0.5):>8.2f}{_ms(times, 0.99):>8.2f}  {theirs:>9}")


def _ms(times: list[float], share: float) -> float:
    return 1000 * sorted(times)[min(len(times) - 1, int(share * len(times)))]


def _usaddress() -> Callable[[Case], bool] | None:
    try:
        import usaddress  # type: ignore[import-not-found]  # measured, never required
    except ImportError:
        return None

    def parse(case: Case) -> bool:
        try:
            parts: dict[str, Any] = usaddress.tag(case.text)[0]
        except usaddress.RepeatedLabelError:
            return False
        named = {parse_street(parts.get(part, "")).base for part in ("StreetName", "SecondStreetName")}
        return named == {parse_street(name).base for name in case.names}

    return parse


def _print_no_place(resolver: Resolver, path: Path) -> None:
    texts = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    placed = [text for text in texts if resolver.resolve(text).outcome is not Outcome.UNRESOLVED]
    print(f"\ntexts that name no place: {len(placed)} of {len(texts)} = {len(placed) / len(texts):.4f} got one")


def _print_houses(resolver: Resolver, gazetteer: Gazetteer, path: Path) -> None:
    cases = house_cases(path, gazetteer)
    right = sum(on_its_block(gazetteer, resolver.resolve(case.text), case) for case in cases)
    share = f"{right} of {len(cases)} = {right / len(cases):.3f}"
    print(f"house numbers whose block lies within {HIT_M:.0f} m of the address: {share}")


if __name__ == "__main__":
    main()
