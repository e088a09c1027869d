"""The sample town is what stories need: twins, a river, a diagonal, places that matter, and nobody's home."""

import json
from collections import Counter
from itertools import combinations

import pytest

from geo.corners import corner_label
from geo.data import make_town, town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.mapshapes import joined, map_shapes, simplified
from geo.place import SENSITIVE_KINDS
from geo.point import Point, distance_m


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Gazetteer:
    out = tmp_path_factory.mktemp("town") / "town.gazetteer"
    report = build(out, town_sources())
    assert report.conflicts == ()
    return Gazetteer.open(out)


def test_the_committed_files_are_what_the_script_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(make_town, "HERE", tmp_path)
    make_town.main()
    for path in town_sources():
        if path.suffix == ".geojson":
            assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_the_town_is_as_big_as_stories_need(town):
    assert 55 <= len(town.streets) <= 70
    assert len([area for area in town.areas if area.layer == "neighborhood"]) == 8
    assert len(town.named_places) >= 40
    assert len(town.crossings) > 250
    assert {place.kind for place in town.named_places} >= SENSITIVE_KINDS | {"market", "park", "worksite"}
    assert not any(place.kind in {"housing", "residential"} for place in town.named_places)


def test_north_and_south_twins_make_ambiguity_real(town):
    meetings: dict[tuple[tuple[str, str], ...], list[Point]] = {}
    for crossing in town.crossings:
        names = sorted({(town.street(i).base, town.street(i).kind) for i in crossing.street_ids})
        for pair in combinations(names, 2):
            meetings.setdefault(pair, []).append(crossing.point)
    twins = {
        pair: points
        for pair, points in meetings.items()
        if any(distance_m(a, b) > 250 for a, b in combinations(points, 2))
    }
    assert len(twins) > 60
    linden_and_5th = twins[("5th", "st"), ("linden", "ave")]
    assert len(linden_and_5th) == 2
    assert distance_m(*linden_and_5th) == pytest.approx(2_000, rel=0.01)
    homes = {area.name for point in linden_and_5th if (area := town.neighborhood_of(point))}
    assert homes == {"Old Mill", "Orchard Hill"}


def test_only_ferry_and_lake_street_cross_the_river(town):
    banks: dict[str, set[str]] = {}
    for street in town.streets:
        for crossing in town.crossings_of(street.id):
            others = {town.street(i).name for i in crossing.street_ids}
            banks.setdefault(street.name, set()).update(others & {"E River Pkwy", "W River Pkwy"})
    both = {name for name, met in banks.items() if len(met) == 2 and "River" not in name}
    assert both == {"W Ferry St", "W Lake St"}


def test_every_neighborhood_has_crossings_and_every_place_has_a_neighborhood(town):
    crossings = Counter(area.name for c in town.crossings if (area := town.neighborhood_of(c.point)))
    assert len(crossings) == 8
    assert min(crossings.values()) >= 10
    assert all(town.neighborhood_of(place.point) for place in town.named_places)


def test_blocks_have_numbers_that_grow_away_from_the_middle(town):
    linden = next(street for street in town.streets if street.name == "Linden Ave S")
    ranges = sorted((s.low, s.high) for s in town.segments_of(linden.id) if s.high)
    assert ranges[0][0] < 100
    assert ranges[-1][1] > 1_000
    assert all(low <= high for low, high in ranges)


def test_every_corner_has_one_label(town):
    labels = Counter(corner_label(town, crossing) for crossing in town.crossings)
    assert labels["E Lake St & Chicago Ave S"] == 1
    assert [label for label, times in labels.items() if times > 1] == []


def test_the_map_is_small_and_whole(town):
    shapes = map_shapes(town)
    assert len(json.dumps(shapes)) < 100_000
    assert len(shapes["streets"]["features"]) == len(town.streets)
    assert len(shapes["anchors"]["features"]) == len(town.crossings)
    lake = next(f for f in shapes["streets"]["features"] if f["properties"]["name"] == "E Lake St")
    assert lake["properties"]["class"] == "main"
    assert [len(line) for line in lake["geometry"]["coordinates"]] == [2]  # one straight line, whatever it crosses
    lakeside = next(f for f in shapes["neighborhoods"]["features"] if f["properties"]["name"] == "Lakeside")
    assert len(lakeside["geometry"]["coordinates"][0]) == 2  # with the hole of its lake
    (south, west), (north, east) = shapes["bounds"]
    assert (south < 47.1 < north, west < -106.6 < east) == (True, True)
    assert shapes["attribution"] == "Alder Ferry (invented)"


def test_lines_are_joined_whichever_way_they_run():
    a, b, c, d, e = (0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (9.0, 9.0)
    assert joined([[a, b], [c, b], [c, d], [d, e]]) in ([[a, b, c, d, e]], [[e, d, c, b, a]])
    assert joined([[a, b], [d, e]]) == [[a, b], [d, e]]
    assert len(joined([[a, b], [b, c], [c, a]])) == 1


def test_simplifying_keeps_the_ends_and_the_bends():
    line = [(0.0, 45.0), (0.0005, 45.000001), (0.001, 45.0), (0.001, 45.01)]
    assert simplified(line, 4.0) == [(0.0, 45.0), (0.001, 45.0), (0.001, 45.01)]
