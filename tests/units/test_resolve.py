"""A resident's words become one place, a question with few answers, or what is still missing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Crossing, Gazetteer, Street
from geo.place import Missing, Outcome, Precision
from geo.point import Point
from geo.resolve import Resolver


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    """Lake St meets Chicago Ave and Cedar Ave; 4th St and Elm Ave have twins 9 km apart."""
    return Resolver(
        Gazetteer(
            streets=[
                Street(1, "E Lake St", "lake", "st", "e"),
                Street(2, "Chicago Ave", "chicago", "ave", ""),
                Street(3, "Cedar Ave", "cedar", "ave", ""),
                Street(4, "4th St N", "4th", "st", "n"),
                Street(5, "4th St S", "4th", "st", "s"),
                Street(6, "Elm Ave N", "elm", "ave", "n"),
                Street(7, "Elm Ave S", "elm", "ave", "s"),
            ],
            crossings=[
                Crossing(1, Point(45.0, -93.0), (1, 2)),
                Crossing(2, Point(45.0, -93.01), (1, 3)),
                Crossing(3, Point(45.08, -93.0), (4, 6)),
                Crossing(4, Point(45.0, -93.02), (5, 7)),
            ],
        )
    )


def test_a_crossing_is_found_inside_a_sentence(resolver):
    found = resolver.resolve("3 unmarked suvs stopping people lake & chicago rn")
    assert found.outcome is Outcome.RESOLVED
    assert (found.place.anchor, found.place.label) == ("x:1", "E Lake St & Chicago Ave")
    assert found.place.precision is Precision.CROSSING


def test_a_corner_that_exists_twice_is_asked_about(resolver):
    found = resolver.resolve("4th and elm")
    assert found.outcome is Outcome.AMBIGUOUS
    assert {candidate.place.anchor for candidate in found.candidates} == {"x:3", "x:4"}


def test_a_street_alone_is_known_but_not_where_on_it(resolver):
    found = resolver.resolve("ICE on Lake St")
    assert (found.outcome, found.missing) == (Outcome.UNRESOLVED, Missing.CROSS_STREET)
    assert found.understood == ("E Lake St",)


def test_a_pin_is_moved_to_its_crossing(resolver):
    found = resolver.resolve("", pin=Point(45.0003, -93.0002))
    assert found.place.anchor == "x:1"
    assert found.place.point == Point(45.0, -93.0)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer_and_spans_stay_inside_it(resolver, text):
    found = resolver.resolve(text)
    assert all(0 <= start < end <= len(text) for start, end in found.spans)
