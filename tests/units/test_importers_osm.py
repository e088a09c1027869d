"""OpenStreetMap extracts give the same city as any other source does."""

from collections import Counter
from pathlib import Path

import pytest

from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.importers.osm_tags import layer_of, place_of, road_of
from geo.place import Outcome
from geo.point import Point, distance_m
from geo.resolve import Resolver
from tests.osm_fixture import write_osm

SHARED = Path(__file__).parents[3] / "shared" / "data" / "osm"


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Gazetteer, Gazetteer]:
    """The sample town from its own files, and again from an .osm file written from it."""
    folder = tmp_path_factory.mktemp("osm")
    build(folder / "town.gazetteer", town_sources())
    town = Gazetteer.open(folder / "town.gazetteer")
    write_osm(town, folder / "town.osm")
    build(folder / "osm.gazetteer", [folder / "town.osm"])
    return town, Gazetteer.open(folder / "osm.gazetteer")


def corners(gazetteer: Gazetteer) -> dict[frozenset[tuple[str, str, str]], Point]:
    def name(street_id: int) -> tuple[str, str, str]:
        street = gazetteer.street(street_id)
        return street.base, street.kind, street.direction

    return {frozenset(map(name, c.street_ids)): c.point for c in gazetteer.crossings}


def test_both_importers_find_the_same_crossings_in_the_same_places(both):
    own, osm = (corners(gazetteer) for gazetteer in both)
    assert own.keys() == osm.keys()
    assert len(own) > 250
    assert max(distance_m(own[key], osm[key]) for key in own) < 1


def test_both_importers_show_the_same_names(both):
    town, osm = both
    assert [s.name for s in osm.streets] == [s.name for s in town.streets]
    assert {(a.base, a.kind) for a in osm.aliases} == {(a.base, a.kind) for a in town.aliases}


def test_places_and_neighborhoods_survive_the_other_road(both):
    town, osm = both
    assert {(p.name, p.kind) for p in osm.named_places} == {(p.name, p.kind) for p in town.named_places}
    assert [a.name for a in osm.areas] == [a.name for a in town.areas]
    lakeside = next(area for area in osm.areas if area.name == "Lakeside")
    assert [len(polygon) for polygon in lakeside.polygons] == [2]  # the lake in it is still a hole


def test_addresses_give_blocks_their_numbers(both):
    town, osm = both
    ours = {(town.street(s.street_id).name, s.low, s.high) for s in town.segments if s.high}
    theirs = [(osm.street(s.street_id).name, s.low, s.high) for s in osm.segments if s.high]
    assert len(theirs) > 0.9 * len(ours)
    reaches = Counter(name for name, _, _ in theirs)
    assert reaches.keys() >= {"E Lake St", "Chicago Ave S", "Linden Ave N"}
    for name, low, high in theirs:
        assert any(name == n and low >= lo - 200 and high <= hi + 200 for n, lo, hi in ours)


def test_the_licence_and_those_to_be_named_are_known(both):
    _, osm = both
    assert osm.info.licences == ("ODbL-1.0",)
    assert osm.info.attribution == "© OpenStreetMap contributors"


TWO_TOWNS = """<osm version="0.6">
<node id="1" version="1" lat="45.00" lon="-93.00"/><node id="2" version="1" lat="45.00" lon="-92.99"/>
<node id="3" version="1" lat="45.01" lon="-92.99"/><node id="4" version="1" lat="45.01" lon="-93.00"/>
<node id="5" version="1" lat="45.00" lon="-92.98"/><node id="6" version="1" lat="45.01" lon="-92.98"/>
<node id="7" version="1" lat="45.005" lon="-92.998"/><node id="8" version="1" lat="45.005" lon="-92.992"/>
<node id="9" version="1" lat="45.005" lon="-92.988"/><node id="10" version="1" lat="45.005" lon="-92.982"/>
<way id="20" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/></way>
<way id="21" version="1"><nd ref="2"/><nd ref="5"/><nd ref="6"/><nd ref="3"/><nd ref="2"/></way>
<way id="30" version="1"><nd ref="7"/><nd ref="8"/><tag k="highway" v="residential"/>
  <tag k="name" v="Main Street"/><tag k="name:es" v="Calle Mayor"/><tag k="ref" v="MN 55;CR 9"/></way>
<way id="31" version="1"><nd ref="9"/><nd ref="10"/><tag k="highway" v="residential"/><tag k="name" v="Main Street"/></way>
<way id="32" version="1"><nd ref="8"/><nd ref="9"/><tag k="highway" v="motorway_link"/><tag k="name" v="Exit 5"/></way>
<relation id="40" version="1"><member type="way" ref="20" role="outer"/><tag k="type" v="boundary"/>
  <tag k="boundary" v="administrative"/><tag k="admin_level" v="8"/><tag k="name" v="Ashford"/></relation>
<relation id="41" version="1"><member type="way" ref="21" role="outer"/><tag k="type" v="boundary"/>
  <tag k="boundary" v="administrative"/><tag k="admin_level" v="8"/><tag k="name" v="Burton"/></relation>
</osm>
"""


def test_namesakes_of_two_towns_are_told_apart_by_their_outlines(tmp_path):
    (tmp_path / "two.osm").write_text(TWO_TOWNS)
    build(tmp_path / "two.gazetteer", [tmp_path / "two.osm"])
    gazetteer = Gazetteer.open(tmp_path / "two.gazetteer")
    assert [(s.name, s.municipality) for s in gazetteer.streets] == [
        ("Main St", "Ashford"),
        ("Main St", "Burton"),
    ]
    assert {(a.base, a.kind) for a in gazetteer.aliases} == {("mayor", "st"), ("55", "hwy"), ("9", "cr")}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "place_of_worship", "religion": "muslim"}, "worship"),
        ({"amenity": "place_of_worship", "religion": "christian"}, "church"),
        ({"amenity": "social_facility", "social_facility": "shelter"}, "shelter"),
        ({"amenity": "courthouse"}, "court"),
        ({"shop": "supermarket"}, "market"),
        ({"shop": "clothes"}, "shop"),
        ({"building": "church"}, "church"),
        ({"building": "apartments"}, None),  # homes are no named places
        ({"building": "residential", "landuse": "residential"}, None),
        ({"amenity": "parking"}, None),
        ({"man_made": "bridge"}, "bridge"),
    ],
)
def test_tags_tell_what_kind_of_place_it_is(tags, kind):
    assert place_of({**tags, "name": "X"}) == kind


def test_roads_without_names_links_and_building_sites_are_no_streets():
    assert road_of({"highway": "residential"}) is None
    assert road_of({"highway": "primary_link", "name": "Ramp"}) is None
    assert road_of({"highway": "construction", "name": "New Rd"}) is None
    assert road_of({"building": "yes", "name": "Hall"}) is None
    freeway = road_of({"highway": "motorway", "ref": "I 94"})
    assert freeway is not None
    assert (freeway.name, freeway.rank) == ("I 94", 2)


def test_layers_tell_neighborhoods_from_districts():
    assert layer_of({"place": "neighbourhood"}) == "neighborhood"
    assert layer_of({"place": "suburb"}) == "district"
    assert layer_of({"boundary": "administrative", "admin_level": "10"}) == "neighborhood"
    assert layer_of({"admin_level": "10"}) == ""


needs_extracts = pytest.mark.skipif(not SHARED.is_dir(), reason="the real extracts are not beside the project")


@needs_extracts
def test_a_real_principality_is_read(tmp_path):
    report = build(tmp_path / "monaco", [SHARED / "monaco-latest.osm.pbf"])
    gazetteer = Gazetteer.open(tmp_path / "monaco")
    assert report.counts["streets"] > 200
    assert report.counts["crossings"] > 300
    names = {street.name: street for street in gazetteer.streets}
    assert names["Boulevard d'Italie"].municipality == "Monaco"
    rock = gazetteer.neighborhood_of(Point(43.7309, 7.4203))
    assert rock is not None
    assert rock.name == "Monaco-Ville"
    assert {"school", "church", "hospital", "court"} <= {place.kind for place in gazetteer.named_places}
    assert sum(bool(segment.high) for segment in gazetteer.segments) > 100


@needs_extracts
def test_a_real_compressed_extract_is_read(tmp_path):
    build(tmp_path / "oakland", [SHARED / "West-Oakland.osm.bz2"])
    gazetteer = Gazetteer.open(tmp_path / "oakland")
    assert {"7th St", "8th St", "Wood St"} <= {street.name for street in gazetteer.streets}
    assert len(gazetteer.crossings) >= 10


SEVERAL_NAMES = """<osm version="0.6">
<node id="1" version="1" lat="45.000" lon="-93.000"/><node id="2" version="1" lat="45.000" lon="-92.995"/>
<node id="3" version="1" lat="45.000" lon="-92.990"/><node id="4" version="1" lat="45.005" lon="-92.995"/>
<node id="5" version="1" lat="44.995" lon="-92.985"/><node id="6" version="1" lat="45.010" lon="-92.985"/>
<node id="7" version="1" lat="45.010" lon="-93.005"/><node id="8" version="1" lat="44.995" lon="-93.005"/>
<node id="9" version="1" lat="45.004" lon="-92.991"><tag k="amenity" v="clinic"/><tag k="name" v="People's Center"/>
  <tag k="old_name" v="Tallis Dispensary"/><tag k="name:es" v="Clinica del Pueblo"/><tag k="short_name" v="PCTD"/></node>
<way id="20" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/>
  <tag k="name" v="Independence Avenue"/><tag k="name:es" v="Avenida Independencia"/><tag k="alt_name" v="Indy Row"/>
  <tag k="old_name" v="Tannery Road"/><tag k="ref" v="MN 55"/></way>
<way id="21" version="1"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/><tag k="name" v="Orchid Street"/></way>
<relation id="40" version="1"><member type="way" ref="30" role="outer"/><tag k="type" v="multipolygon"/>
  <tag k="place" v="neighbourhood"/><tag k="name" v="Riverside"/><tag k="alt_name" v="The Bottoms"/></relation>
<way id="30" version="1"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="8"/><nd ref="5"/></way>
</osm>
"""


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("independence and orchid", "Orchid St & Independence Ave"),
        ("avenida independencia con orchid", "Orchid St & Independence Ave"),
        ("indy row & orchid", "Orchid St & Independence Ave"),
        ("tannery rd / orchid", "Orchid St & Independence Ave"),
        ("hwy 55 and orchid", "Orchid St & Independence Ave"),
        ("outside the tallis dispensary", "People's Center"),
        ("afuera de la clinica del pueblo", "People's Center"),
        ("at pctd", "People's Center"),
        ("they are in the bottoms", "Riverside"),
    ],
)
def test_other_names_that_openstreetmap_has_lead_to_the_same_place(tmp_path, text, label):
    (tmp_path / "names.osm").write_text(SEVERAL_NAMES)
    build(tmp_path / "names.gazetteer", [tmp_path / "names.osm"])
    found = Resolver(Gazetteer.open(tmp_path / "names.gazetteer")).resolve(text)
    assert found.outcome is Outcome.RESOLVED
    assert found.place is not None
    assert found.place.label == label
