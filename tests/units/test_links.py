"""Positions inside links are read as strings; a link that would have to be fetched is reported as such."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.codes import geohash, osm_short_code
from geo.links import link_positions
from geo.point import Point, distance_m

HERE = Point(44.9484, -93.2581)
CITY = Point(44.96, -93.27)

WITH_POSITION = [
    # Signal for Android shares a location as text with this link; some locales write decimal commas
    ("https://maps.google.com/maps?q=44.9484%2C-93.2581", "Google link"),
    ("https://maps.google.com/maps?q=44%2C9484%2C-93%2C2581", "Google link"),
    # the pin (!3d!4d) is where the place is, @ only where the map was centred
    (
        "https://www.google.com/maps/place/Some+Mall/@44.95,-93.28,17z/data=!3m1!4b1!8m2!3d44.9484!4d-93.2581!16s",
        "Google link",
    ),
    ("https://www.google.com/maps/@44.9484,-93.2581,15z", "Google link"),
    ("https://www.google.com/maps/search/?api=1&query=44.9484%2C-93.2581", "Google link"),
    ("https://www.google.com/maps/dir/?api=1&destination=44.9484,-93.2581", "Google link"),
    ("https://www.google.com/maps/dir//44.9484,-93.2581", "Google link"),
    (
        "https://www.google.com/maps/place/44%C2%B056'54.2%22N+93%C2%B015'29.2%22W/@44.9,-93.2,17z",
        "Google link",
    ),
    ("https://maps.google.com/?q=loc:44.9484,-93.2581", "Google link"),
    ("https://maps.google.es/maps?ll=44.9484,-93.2581&z=17", "Google link"),
    ("google.com/maps?q=44.9484,-93.2581", "Google link"),  # without https://
    ("https://maps.apple.com/?ll=44.9484,-93.2581&q=Dropped%20Pin", "Apple link"),
    ("https://maps.apple.com/place?coordinate=44.9484,-93.2581&name=Marked%20Location", "Apple link"),
    ("https://maps.apple.com/?q=44.9484,-93.2581", "Apple link"),
    ("https://www.openstreetmap.org/#map=17/44.9484/-93.2581", "OpenStreetMap link"),
    # the marker counts, not the view
    ("https://www.openstreetmap.org/?mlat=44.9484&mlon=-93.2581#map=15/44.9/-93.2", "OpenStreetMap link"),
    ("https://waze.com/ul?ll=44.9484%2C-93.2581&navigate=yes", "Waze link"),
    ("https://www.waze.com/live-map/directions?to=ll.44.9484%2C-93.2581", "Waze link"),
    ("https://www.bing.com/maps?cp=44.9484~-93.2581&lvl=17", "map link"),
    ("https://osmand.net/map?pin=44.9484,-93.2581", "map link"),
    ("geo:44.9484,-93.2581", "geo: URI"),
    ("geo:44.9484,-93.2581;u=35", "geo: URI"),
    ("geo:0,0?q=44.9484,-93.2581(Lake)", "geo: URI"),
    ("WPXR+9Q", "plus code"),  # completed around the city's middle
    ("86P8WPXR+9Q", "plus code"),
    ("https://plus.codes/86P8WPXR+9Q", "plus code"),
    ("https://www.google.com/maps?q=WPXR%2B9Q", "Google link"),
]


@pytest.mark.parametrize(("link", "how"), WITH_POSITION)
def test_a_position_is_read_out_of_a_long_link(link, how):
    text = f"here {link}."
    (found,) = link_positions(text, CITY)
    assert found.how == how
    assert text[found.start : found.end] == link
    assert distance_m(found.readings[0], HERE) < 15


FETCHING_NEEDED = [
    "https://maps.app.goo.gl/AbCd12",
    "maps.app.goo.gl/AbCd12",
    "https://goo.gl/maps/xyz",
    "https://maps.apple/p/abc",
    "https://maps.apple.com/p/abc",
    "///filled.count.soap",
    "https://w3w.co/filled.count.soap",
    "https://what3words.com/filled.count.soap",
    "https://omaps.app/o4MnIOApKp",
    "https://www.google.com/maps/@44.9484,-93.2581,9z",  # a view of half the state is no position
]


@pytest.mark.parametrize("link", FETCHING_NEEDED)
def test_a_link_that_would_have_to_be_fetched_has_no_reading(link):
    (found,) = link_positions(f"look {link}", CITY)
    assert found.readings == ()
    assert found.words == ""


def test_a_link_that_names_its_place_gives_the_words():
    (found,) = link_positions("https://maps.google.com/?q=Lake+St+and+Chicago+Ave", CITY)
    assert (found.readings, found.words) == ((), "Lake St and Chicago Ave")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/44.9,-93.2",  # not a map
        "https://www.google.com/search?q=rights",
        "see youtube.com/watch?v=1",
        "mail ana@google.com/maps",
        "2345+67 = 2412",  # a sum
        "a//b.c.d",
        "geo:0,0?q=Lake",
    ],
)
def test_other_links_and_sums_are_left_alone(text):
    assert [found for found in link_positions(text, CITY) if found.readings or not found.words] == []


def test_openstreetmap_short_codes_are_decoded_as_its_server_does():
    london = osm_short_code("0EEQjE--")
    assert london is not None
    assert (round(london.lat, 4), round(london.lon, 4)) == (51.5108, 0.0549)
    assert osm_short_code("0E") is None  # a whole country
    assert osm_short_code("0EE!jE--") is None


def test_a_geohash_is_unpacked():
    assert distance_m(geohash("9zvxkqcjdq"), Point(44.906222, -93.327382)) < 1


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_no_link_breaks_the_reading(tail):
    for base in (
        "https://www.google.com/maps/",
        "https://osm.org/go/",
        "geo:",
        "https://waze.com/ul/h",
        "///",
    ):
        text = base + tail
        for found in link_positions(text, CITY):
            assert 0 <= found.start < found.end <= len(text)
