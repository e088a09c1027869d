"""A pin becomes the anchor it is nearest to, the same for everybody near, and nothing else of it remains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coarsen import ANCHOR_RADIUS_M, ANCHOR_REACH_M, anchor
from geo.corners import corner_label
from geo.data import town_sources
from geo.gazetteer import Area, Crossing, Gazetteer, Segment, Street
from geo.importers import build
from geo.place import Precision
from geo.point import Point, distance_m


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Gazetteer:
    out = tmp_path_factory.mktemp("town") / "town.gazetteer"
    build(out, town_sources())
    return Gazetteer.open(out)


def test_a_pin_is_snapped_to_the_nearest_crossing(town):
    lake_and_chicago = next(c for c in town.crossings if corner_label(town, c) == "E Lake St & Chicago Ave S")
    pin = Point(lake_and_chicago.point.lat + 0.0003, lake_and_chicago.point.lon + 0.0002)
    place = anchor(town, pin)
    assert place is not None
    assert (place.anchor, place.label) == (f"x:{lake_and_chicago.id}", "E Lake St & Chicago Ave S")
    assert (place.precision, place.neighborhood) == (Precision.CROSSING, "Lakeside")
    assert place.point == lake_and_chicago.point


@settings(max_examples=60, deadline=None)
@given(north=st.floats(-2_500, 1_800), east=st.floats(-1_500, 1_400))
def test_nothing_of_a_pin_but_its_anchor_remains(town, north, east):
    pin = Point(47.1 + north / 111_195, -106.6 + east / 75_700)
    place = anchor(town, pin)
    assert place is not None
    nearest = town.nearest_crossing(pin)
    assert nearest is not None
    if nearest[1] <= ANCHOR_REACH_M:
        # Everybody snapped to this crossing gets the same answer as somebody standing right on it.
        assert place == anchor(town, nearest[0].point)
        assert place.radius_m == ANCHOR_RADIUS_M
    else:
        # A block or an area, by its own middle.
        assert place.precision in {Precision.BLOCK, Precision.AREA}


def test_outside_the_city_there_is_no_anchor(town):
    assert anchor(town, Point(47.3, -106.6)) is None
    assert anchor(town, Point(0.0, 0.0)) is None


@pytest.fixture
def prairie() -> Gazetteer:
    """One long road with a crossing at its western end, and a wide neighborhood around it."""
    return Gazetteer(
        streets=[Street(1, "Long Rd", "long", "rd", ""), Street(2, "End St", "end", "st", "")],
        crossings=[Crossing(1, Point(45.0, -93.0), (1, 2))],
        segments=[Segment(1, 4001, 4098, (Point(45.0, -93.0), Point(45.0, -92.98)))],
        areas=[
            Area(
                1,
                "Plains",
                "neighborhood",
                (
                    (
                        (
                            Point(44.95, -93.05),
                            Point(44.95, -92.95),
                            Point(45.05, -92.95),
                            Point(45.05, -93.05),
                        ),
                    ),
                ),
                ("plains",),
            )
        ],
    )


def test_far_from_every_crossing_the_block_stands_for_the_pin(prairie):
    place = anchor(prairie, Point(45.0002, -92.985))
    assert place is not None
    assert (place.anchor, place.label) == ("b:1:4000", "4000 block of Long Rd")
    assert place.precision is Precision.BLOCK
    assert anchor(prairie, Point(44.9998, -92.988)) == place  # elsewhere on the block: the same


def test_far_from_every_street_the_neighborhood_stands_for_the_pin(prairie):
    place = anchor(prairie, Point(45.03, -92.96))
    assert place is not None
    assert (place.anchor, place.label, place.precision) == ("a:1", "Plains", Precision.AREA)


def test_where_there_is_nothing_else_a_far_crossing_does_and_says_so():
    bare = Gazetteer(
        streets=[Street(1, "A St", "a", "st", ""), Street(2, "B Ave", "b", "ave", "")],
        crossings=[Crossing(1, Point(45.0, -93.0), (1, 2)), Crossing(2, Point(45.02, -93.0), (1, 2))],
    )
    place = anchor(bare, Point(45.01, -93.0))
    assert place is not None
    assert place.anchor in {"x:1", "x:2"}
    assert place.radius_m > distance_m(place.point, Point(45.01, -93.0))


def test_an_empty_gazetteer_anchors_nothing():
    assert anchor(Gazetteer(), Point(45.0, -93.0)) is None


def corner(*streets: Street) -> str:
    gazetteer = Gazetteer(
        streets=streets, crossings=[Crossing(1, Point(45.0, -93.0), tuple(street.id for street in streets))]
    )
    return corner_label(gazetteer, gazetteer.crossings[0])


@pytest.mark.parametrize(
    ("streets", "label"),
    [
        # Streets go before avenues, in whatever order they are stored.
        ((Street(1, "Chicago Ave", "chicago", "ave", ""), Street(2, "E Lake St", "lake", "st", "e")),
         "E Lake St & Chicago Ave"),
        # Both halves of a street meet: its direction says nothing.
        ((Street(1, "E Lake St", "lake", "st", "e"), Street(2, "W Lake St", "lake", "st", "w"),
          Street(3, "Nicollet Ave", "nicollet", "ave", "")), "Lake St & Nicollet Ave"),
        # Three names: the two bigger roads name the corner.
        ((Street(1, "Side Ln", "side", "ln", "", "", 0), Street(2, "Oak St", "oak", "st", "", "", 1),
          Street(3, "Elm Ave", "elm", "ave", "", "", 1)), "Oak St & Elm Ave"),
        # A highway number comes last: people stand at streets.
        ((Street(1, "Hwy 62", "62", "hwy", "", "", 2), Street(2, "Penn Ave S", "penn", "ave", "s"),
          Street(3, "W 61st St", "61st", "st", "w")), "W 61st St & Penn Ave S"),
    ],
)  # fmt: skip
def test_a_corner_is_called_the_same_every_time(streets, label):
    assert corner(*streets) == label
    assert corner(*reversed(streets)) == label
