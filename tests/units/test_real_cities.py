"""Real files of real cities just work. They are not part of the project; where they are absent this is skipped."""

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.point import Point, distance_m
from geo.streetnames import parse_street
from tests.osm_fixture import write_osm

SHARED = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside the project")


@pytest.fixture(scope="module")
def minneapolis(tmp_path_factory) -> Gazetteer:
    out = tmp_path_factory.mktemp("minneapolis") / "city.gazetteer"
    report = build(out, [SHARED / "minneapolis"])
    assert [source.info.kind for source in report.sources] == ["areas", "places", "streets"]
    assert report.coverage.crossings_inside > 0.99
    return Gazetteer.open(out)


def test_minneapolis_is_read_whole(minneapolis):
    counts = minneapolis.info.counts
    assert counts["streets"] > 850
    assert counts["crossings"] > 6_500
    assert counts["areas"] == 87
    assert counts["named_places"] > 1_100
    assert "ODbL-1.0" in minneapolis.info.licences


def test_well_known_corners_are_where_they_are(minneapolis):
    names: dict[frozenset[str], list[Point]] = {}
    for crossing in minneapolis.crossings:
        bases = frozenset(minneapolis.street(i).base for i in crossing.street_ids)
        names.setdefault(bases, []).append(crossing.point)
    (corner,) = names[frozenset({"lake", "chicago"})]
    assert distance_m(corner, Point(44.94836, -93.26268)) < 20
    home = minneapolis.neighborhood_of(Point(44.9345, -93.2625))
    assert home is not None
    assert home.name in {"Central", "Bryant", "Powderhorn Park", "Bancroft"}


def test_county_roads_lead_to_the_streets_they_are(minneapolis):
    by_alias: dict[tuple[str, str], set[str]] = {}
    for alias in minneapolis.aliases:
        by_alias.setdefault((alias.base, alias.kind), set()).add(minneapolis.street(alias.street_id).name)
    assert {"Lake St E", "Lake St W"} <= by_alias[("3", "cr")]
    assert "Hiawatha Ave" in by_alias[("55", "hwy")]


def test_bus_stops_called_after_crossings_stand_at_them(minneapolis):
    lines = (SHARED / "eval" / "minneapolis_stops_dev.jsonl").read_text(encoding="utf-8").splitlines()
    stops = [json.loads(line) for line in lines]
    corners: dict[frozenset[str], list[Point]] = {}
    names: dict[int, set[str]] = {street.id: {street.base} for street in minneapolis.streets}
    for alias in minneapolis.aliases:
        names[alias.street_id].add(alias.base)
    for crossing in minneapolis.crossings:
        bases = sorted(set().union(*(names[i] for i in crossing.street_ids)))
        for a in bases:
            for b in bases:
                corners.setdefault(frozenset({a, b}), []).append(crossing.point)
    results: Counter[str] = Counter()
    for stop in stops:
        if stop["street_x_street"]:
            found = corners.get(frozenset({parse_street(stop["a"]).base, parse_street(stop["b"]).base}), [])
            near = any(distance_m(p, Point(*spot)) <= 150 for p in found for spot in stop["stops"])
            results["near" if near else "far" if found else "unknown"] += 1
    assert results["near"] / results.total() > 0.97


def test_minneapolis_through_the_other_importer_is_the_same_city(minneapolis, tmp_path):
    write_osm(minneapolis, tmp_path / "city.osm")
    build(tmp_path / "osm.gazetteer", [tmp_path / "city.osm"])
    other = Gazetteer.open(tmp_path / "osm.gazetteer")

    def corners(gazetteer: Gazetteer) -> Counter[frozenset[str]]:
        return Counter(frozenset(gazetteer.street(i).base for i in c.street_ids) for c in gazetteer.crossings)

    assert corners(minneapolis) == corners(other)


@pytest.mark.parametrize(("city", "areas"), [("minneapolis", 85), ("oakland", 131), ("los-angeles", 114)])
def test_neighborhood_files_of_three_cities_are_read(tmp_path, city, areas):
    report = build(tmp_path / "out", [SHARED / "neighborhoods" / f"{city}.geojson"])
    assert report.counts["areas"] == areas
    gazetteer = Gazetteer.open(tmp_path / "out")
    assert all(area.layer == "neighborhood" and area.polygons for area in gazetteer.areas)


def test_three_cities_at_once_are_built_with_a_warning(tmp_path):
    report = build(tmp_path / "out", [SHARED / "neighborhoods"])
    assert report.counts["areas"] == 330
    assert sum("same city" in conflict.what for conflict in report.conflicts) == 2


def test_a_city_takes_little_memory(minneapolis, tmp_path):
    build(tmp_path / "city.gazetteer", [SHARED / "minneapolis"])
    program = (
        "import sys; from pathlib import Path\n"
        "def mb(): return int(open('/proc/self/statm').read().split()[1]) * 4 / 1024\n"
        "empty = mb()\n"
        "from geo.gazetteer import Gazetteer\n"
        "from geo.point import Point\n"
        "city = Gazetteer.open(Path(sys.argv[1]))\n"
        "city.nearest_segment(Point(44.95, -93.26), 100); city.crossings_of(1)\n"
        "print(mb() - empty)\n"
    )
    path = str(tmp_path / "city.gazetteer")
    root = Path(__file__).parents[2]
    shown = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True, cwd=root)
    assert float(shown.stdout) < 60


def test_segments_have_lines_and_ranges_in_order(minneapolis):
    ranges = [(s.low, s.high) for s in minneapolis.segments]
    assert all(low <= high for low, high in ranges)
    assert sum(bool(high) for _, high in ranges) > 12_000
    assert all(a != b for segment in minneapolis.segments for a, b in pairwise(segment.line))
