"""Which reports are of one thing: a table of distances and precisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geo.place import Place, Precision
from geo.point import Point
from handlers.grouping import best_incident, finer, is_same_place
from handlers.incident import Incident, IncidentState
from handlers.observation import Observation

NOON = datetime(2026, 1, 15, 18, 0, tzinfo=UTC)
METRE = 1 / 111_195


def place(metres: float, precision: Precision = Precision.CROSSING, radius_m: float = 30.0, anchor: str = "") -> Place:
    point = Point(44.95 + metres * METRE, -93.26)
    return Place(anchor=anchor or f"x:{metres}", label="X", point=point, precision=precision, radius_m=radius_m)


def incident(code: str, at: Place | None, opened_at: datetime = NOON) -> Incident:
    return Incident(
        code=code,
        state=IncidentState.PENDING,
        observation=Observation(),
        place=at,
        epoch=1,
        opened_at=opened_at,
        last_report_at=opened_at,
    )


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (place(249), True),  # two crossings within the rule
        (place(252), False),
        (place(252, Precision.BLOCK, 80), False),  # a block is as exact as a crossing
        (place(320, Precision.NAMED, 100), True),  # a large place reaches farther
        (place(380, Precision.NAMED, 100), False),
        (place(440, Precision.STREET, 900), True),  # a street at most 200 m farther
        (place(460, Precision.STREET, 900), False),
        (place(10, Precision.AREA, 900, "a:3"), False),  # a neighborhood joins itself only
    ],
)
def test_how_far_two_places_may_lie_apart(other, same):
    assert is_same_place(place(0), other, 250.0) is same
    assert is_same_place(other, place(0), 250.0) is same


def test_a_neighborhood_is_the_same_as_itself():
    area = place(0, Precision.AREA, 900, "a:3")
    assert is_same_place(area, area, 250.0)
    assert not is_same_place(area, replace(area, anchor="a:4"), 250.0)


def test_the_nearest_wins_then_the_oldest_then_the_code():
    far, near = incident("B2C3", place(200)), incident("K7Q2", place(100))
    assert best_incident(place(0), [far, near], 250.0) is near
    older = incident("Z9Z9", place(100), NOON - timedelta(minutes=5))
    assert best_incident(place(0), [near, older], 250.0) is older
    twin = incident("C2C2", place(100))
    assert best_incident(place(0), [near, twin], 250.0) is best_incident(place(0), [twin, near], 250.0) is twin
    assert best_incident(place(0), [incident("B2C3", None), incident("C2C2", place(900))], 250.0) is None


def test_the_finer_place_is_kept():
    vague, exact = place(0, Precision.STREET), place(9)
    assert finer(vague, exact) is finer(exact, vague) is exact
    assert finer(exact, place(5)) is exact
