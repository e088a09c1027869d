"""Positions written out in a text are read in every notation people paste."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import pair, positions
from geo.point import Point, distance_m

HERE = Point(44.9484, -93.2581)
ROUNDING_M = 60.0
"""Whole seconds of longitude are 22 m here, three decimals of a degree about 110 m at worst half of it."""

NOTATIONS = [
    "44.9484, -93.2581",  # what every map app copies
    "44.9484 -93.2581",  # comma lost on the way
    "(44.9484,-93.2581)",  # in brackets, no space
    "44.9484;-93.2581",
    "44.9484 / -93.2581",
    "44,9484, -93,2581",  # decimal commas
    "44,9484,-93,2581",  # decimal commas and no space: four numbers, two values
    "44,9484; -93,2581",
    "−44.9484 −93.2581".replace("−44", "44"),  # a typographic minus
    "４４.9484, -93.2581",  # full-width digits
    "44.9484 N 93.2581 W",
    "44.9484°N, 93.2581°W",
    "44.9484° N 93.2581° O",  # Spanish oeste
    "44.9484 norte, 93.2581 oeste",
    "N44.9484 W93.2581",
    "N 44.9484, W 93.2581",
    "W 93.2581 N 44.9484",  # longitude first, but it says so
    "44°56'54.2\"N 93°15'29.2\"W",  # Google's own notation
    "44°56′54″N, 93°15′29″W",  # primes
    "44º56’54”N 93º15’29”W",  # what a phone keyboard has
    "44°56'54'' N 93°15'29'' W",
    "44 56 54 N 93 15 29 W",  # the notation geopy reads as 15 degrees south
    "44:56:54N 93:15:29W",
    "44d56m54s N 93d15m29s W",
    "44° 56.903' N, 93° 15.487' W",  # decimal minutes
    "N 44° 56.903 W 093° 15.487",  # geocaching
    "44°56'54\", -93°15'29\"",  # signed degrees with minutes
    "44.9484° -93.2581°",
    "lat 44.9484 lon -93.2581",
    "lat: 44.9484, lng: -93.2581",
    "lat=44.9484&lon=-93.2581",
    "latitud 44.9484 longitud -93.2581",
    "-93.2581, 44.9484",  # GeoJSON order: the second reading
    "44.9484, 93.2581",  # the minus forgotten: a later reading
]


@pytest.mark.parametrize("written", NOTATIONS)
def test_a_position_is_read_in_any_notation_and_found_inside_a_sentence(written):
    text = f"vans at {written} right now"
    (found,) = positions(text)
    assert any(distance_m(point, HERE) <= ROUNDING_M for point in found.readings)
    assert found.certain
    covered = text[found.start : found.end]
    assert sum(c.isdigit() for c in covered) == sum(c.isdigit() for c in written)


NOT_POSITIONS = [
    "call 612.555.0143 or 612-555-0143",  # telephone numbers
    "3 agents, 2 vans",
    "10:30, 11:45",
    "12:34:56 N 3 vans",
    "44.95, -93.26",  # two decimals are a kilometre
    "44 N 93 W",  # whole degrees are half a state
    "44°56' N 93°15' W",  # whole minutes are two kilometres
    "44 56 99 N 93 15 29 W",  # 99 seconds do not exist
    "44.9484 N 93.2581 N",  # two latitudes
    "S 5 north",
    "1.2.3.4, 5.6.7.8",
]


@pytest.mark.parametrize("text", NOT_POSITIONS)
def test_numbers_that_are_no_position_are_left_alone(text):
    assert list(positions(text)) == []


def test_two_short_numbers_without_sign_are_only_perhaps_a_position():
    (found,) = positions("I paid 2.500, 3.500 for it")
    assert not found.certain


def test_a_bare_pair_is_read_as_links_write_it():
    assert pair("44.9484,-93.2581")[0] == HERE
    assert pair("44,9484,-93,2581")[0] == HERE
    assert pair("44,-93")[0] == Point(44, -93)
    assert pair("Lake St, Chicago Ave") == ()


@settings(max_examples=150)
@given(st.text(max_size=120))
def test_no_text_breaks_the_reading(text):
    for found in positions(text):
        assert 0 <= found.start < found.end <= len(text)


@settings(max_examples=100)
@given(st.floats(-89, 89), st.floats(-179, 179))
def test_what_a_map_prints_is_read_back(lat, lon):
    (found,) = positions(f"{lat:.5f}, {lon:.5f}")
    assert distance_m(found.readings[0], Point(lat, lon)) < 2
