"""A gazetteer answers from memory what is near, and refuses files that are none."""

import sqlite3

import pytest

from geo.errors import GazetteerError, GazetteerFileError
from geo.gazetteer import APPLICATION_ID, SCHEMA, Area, Crossing, Gazetteer, NamedPlace, Segment, Street
from geo.importers import build
from geo.point import Point, distance_m


def square(south: float, west: float, size: float) -> tuple[Point, ...]:
    north, east = south + size, west + size
    return (Point(south, west), Point(south, east), Point(north, east), Point(north, west))


@pytest.fixture
def city() -> Gazetteer:
    """Two streets on a grid, a park with a pond in it, and two neighborhoods side by side."""
    return Gazetteer(
        streets=[Street(1, "Lake St", "lake", "st", ""), Street(2, "Chicago Ave", "chicago", "ave", "")],
        crossings=[Crossing(9, Point(45.01, -93.0), (1, 2)), Crossing(7, Point(45.0, -93.0), (1, 2))],
        segments=[
            Segment(2, 0, 0, (Point(45.0, -93.0), Point(45.01, -93.0))),
            Segment(1, 100, 198, (Point(45.0, -93.0), Point(45.0, -92.99))),
        ],
        named_places=[NamedPlace(1, "Pond Park", "park", Point(45.02, -93.02), ("pond park",))],
        areas=[
            Area(1, "West", "neighborhood", ((square(45.0, -93.1, 0.1),),), ("west",)),
            Area(2, "East", "neighborhood", ((square(45.0, -93.0, 0.1),),), ("east",)),
            Area(3, "Shore", "ward", ((square(45.0, -93.1, 0.1), square(45.04, -93.06, 0.02)),), ("shore",)),
        ],
    )


def test_the_nearest_crossing_is_found_near_and_far(city):
    near = city.nearest_crossing(Point(45.001, -93.0001))
    assert near is not None
    assert near[0].id == 7
    assert near[1] == pytest.approx(distance_m(Point(45.0, -93.0), Point(45.001, -93.0001)), rel=0.01)
    far = city.nearest_crossing(Point(10.0, 20.0))
    assert far is not None
    assert far[0].id in {7, 9}


def test_an_empty_gazetteer_knows_nothing_and_says_so():
    empty = Gazetteer()
    assert empty.nearest_crossing(Point(45, -93)) is None
    assert empty.neighborhood_of(Point(45, -93)) is None
    assert empty.nearest_segment(Point(45, -93), 100) is None
    assert empty.info.counts["streets"] == 0


def test_crossings_and_segments_are_found_by_street(city):
    assert [crossing.id for crossing in city.crossings_of(1)] == [7, 9]
    assert city.crossings_of(99) == ()
    assert [segment.low for segment in city.segments_of(1)] == [100]
    assert city.crossing(9).point == Point(45.01, -93.0)
    with pytest.raises(KeyError):
        city.crossing(8)


def test_the_nearest_segment_is_told_with_its_distance(city):
    found = city.nearest_segment(Point(45.0001, -92.995), 100)
    assert found is not None
    assert found[0].street_id == 1
    assert found[1] == pytest.approx(11.1, abs=0.2)
    assert city.nearest_segment(Point(45.09, -92.9), 100) is None


def test_areas_are_near_by_distance_to_their_edge_and_inside_is_zero(city):
    near = city.areas_near(Point(45.05, -93.0005), 150, layer="neighborhood")
    assert [(area.name, round(metres)) for area, metres in near] == [("West", 0), ("East", 39)]
    assert city.neighborhood_of(Point(45.05, -93.0005)).name == "West"


def test_a_hole_is_outside_and_its_edge_is_what_is_near(city):
    pond = Point(45.05, -93.05)
    assert city.areas_near(pond, 100, layer="ward") == ()
    ((area, metres),) = city.areas_near(pond, 2_000, layer="ward")
    assert area.name == "Shore"
    assert metres == pytest.approx(786, abs=5)


def test_a_point_just_off_the_map_belongs_to_the_nearest_neighborhood(city):
    assert city.neighborhood_of(Point(44.9985, -93.05)).name == "West"
    assert city.neighborhood_of(Point(44.9, -93.05)) is None


def test_the_city_ends_a_little_outside_its_box(city):
    assert city.contains(Point(44.997, -93.0))
    assert not city.contains(Point(44.9, -93.0))


def test_crossings_near_come_nearest_first(city):
    near = city.crossings_near(Point(45.009, -93.0), 1_500)
    assert [crossing.id for crossing, _ in near] == [9, 7]


def test_a_missing_file_is_refused_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(GazetteerFileError, match=r"no such file.*whistle gazetteer build"):
        Gazetteer.open(tmp_path / "city.gazetteer")


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "city.gazetteer"
    path.write_bytes(b"just some text, long enough to be looked at as a database header" * 20)
    with pytest.raises(GazetteerFileError, match=r"city\.gazetteer: this is not a gazetteer"):
        Gazetteer.open(path)


def database(path, application_id: int, schema: int) -> None:
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA application_id = {application_id}")
        db.execute(f"PRAGMA user_version = {schema}")
        db.execute("CREATE TABLE other (x)")
    db.close()


def test_another_database_is_refused(tmp_path):
    database(tmp_path / "other.db", 0, 0)
    with pytest.raises(GazetteerFileError, match="not a gazetteer"):
        Gazetteer.open(tmp_path / "other.db")


def test_a_gazetteer_of_another_version_asks_to_be_built_anew(tmp_path):
    database(tmp_path / "old.gazetteer", APPLICATION_ID, SCHEMA + 1)
    with pytest.raises(GazetteerFileError, match=rf"layout {SCHEMA + 1}.*Build it anew"):
        Gazetteer.open(tmp_path / "old.gazetteer")


def test_a_damaged_gazetteer_is_refused(tmp_path):
    database(tmp_path / "hurt.gazetteer", APPLICATION_ID, SCHEMA)
    with pytest.raises(GazetteerError, match="damaged"):
        Gazetteer.open(tmp_path / "hurt.gazetteer")


def test_a_gazetteer_cut_short_is_refused(tmp_path):
    crossings = tmp_path / "crossings.csv"
    crossings.write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    out = tmp_path / "city.gazetteer"
    build(out, [crossings])
    whole = out.read_bytes()
    out.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(GazetteerFileError):
        Gazetteer.open(out)


def test_opening_reads_only(tmp_path):
    crossings = tmp_path / "crossings.csv"
    crossings.write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    out = tmp_path / "city.gazetteer"
    build(out, [crossings])
    before = out.read_bytes()
    out.chmod(0o444)
    Gazetteer.open(out)
    assert out.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["city.gazetteer", "crossings.csv"]
