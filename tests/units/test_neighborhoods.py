"""A place concerns every neighborhood near it; what nobody serves is told before going live."""

import pytest

from geo.gazetteer import Area, Gazetteer, NamedPlace
from geo.neighborhoods import (
    ROUTE_WITHIN_M,
    UnknownPlaceError,
    WatchPlace,
    channel_coverage,
    find_areas,
    route,
    watch_place,
    watched,
)
from geo.point import Point


def box(west: float, east: float) -> tuple[tuple[tuple[Point, ...], ...], ...]:
    return (((Point(45.0, west), Point(45.0, east), Point(45.1, east), Point(45.1, west)),),)


@pytest.fixture
def city() -> Gazetteer:
    """Three neighborhoods side by side (0.1 degrees is about 7.9 km), a school zone over two of them."""
    return Gazetteer(
        areas=[
            Area(1, "Phillips", "neighborhood", box(-93.3, -93.2), ("phillips",)),
            Area(2, "Powderhorn", "neighborhood", box(-93.2, -93.1), ("powderhorn", "powderhorn park")),
            Area(3, "Seward", "neighborhood", box(-93.1, -93.0), ("seward",)),
            Area(4, "South High", "school zone", box(-93.25, -93.1), ("south high",)),
        ],
        named_places=[
            NamedPlace(1, "South High School", "school", Point(45.05, -93.15), ("south high school", "shs")),
            NamedPlace(2, "El Mercado", "market", Point(45.05, -93.05), ("el mercado",)),
            NamedPlace(3, "El Mercado", "market", Point(45.05, -93.25), ("el mercado",)),
        ],
    )


@pytest.mark.parametrize(
    ("lon", "within_m", "names"),
    [
        (-93.25, ROUTE_WITHIN_M, ["Phillips"]),  # in the middle of one
        (-93.201, ROUTE_WITHIN_M, ["Phillips", "Powderhorn"]),  # 79 m from the border
        (-93.201, 50.0, ["Phillips"]),  # a narrower reach
        (-93.199, ROUTE_WITHIN_M, ["Powderhorn", "Phillips"]),  # the one it lies in comes first
        (-92.999, ROUTE_WITHIN_M, ["Seward"]),  # just off the map
        (-92.9, ROUTE_WITHIN_M, []),  # far off it
    ],
)
def test_a_place_concerns_the_neighborhoods_within_reach(city, lon, within_m, names):
    assert [routed.area.name for routed in route(city, Point(45.05, lon), within_m=within_m)] == names


def test_distances_are_told_and_zero_inside(city):
    inside, outside = route(city, Point(45.05, -93.201))
    assert inside.metres == 0
    assert outside.metres == pytest.approx(78.6, abs=0.5)


def test_another_layer_is_routed_by_its_name(city):
    assert [r.area.name for r in route(city, Point(45.05, -93.22), layer="school zone")] == ["South High"]


def test_areas_are_found_by_any_of_their_names(city):
    assert [area.id for area in find_areas(city, "POWDERHORN PARK")] == [2]
    assert find_areas(city, "south high", layer="neighborhood") == ()


def test_what_no_channel_serves_is_reported(city):
    report = channel_coverage(
        city,
        {"phillips": ["Phillips"], "south side": ["Powderhorn Park", "Phillips", "Longfellow"]},
    )
    assert report.uncovered == ("Seward",)
    assert report.unknown == {"south side": ("Longfellow",)}
    assert report.shared == {"Phillips": ("phillips", "south side")}


def test_a_full_coverage_reports_nothing(city):
    report = channel_coverage(city, {"all": ["phillips", "powderhorn", "seward"]})
    assert (report.uncovered, dict(report.unknown), dict(report.shared)) == ((), {}, {})


def test_a_watch_place_hears_of_what_is_within_its_own_radius(city):
    school = watch_place(city, "SHS", 400.0)
    assert school == WatchPlace(name="South High School", point=Point(45.05, -93.15), radius_m=400.0)
    assert school.concerns(Point(45.053, -93.15))  # 334 m
    assert not school.concerns(Point(45.054, -93.15))  # 445 m
    assert school.concerns(Point(45.054, -93.15), slack_m=60.0)  # known only roughly


def test_watch_places_come_nearest_first(city):
    far = WatchPlace(name="Far", point=Point(45.06, -93.15), radius_m=5_000)
    near = WatchPlace(name="Near", point=Point(45.051, -93.15), radius_m=5_000)
    small = WatchPlace(name="Small", point=Point(45.06, -93.15), radius_m=10)
    assert [place.name for place in watched([far, small, near], Point(45.05, -93.15))] == ["Near", "Far"]


def test_a_watch_place_that_is_unknown_or_not_the_only_one_is_refused(city):
    with pytest.raises(UnknownPlaceError, match='no place called "Nowhere"'):
        watch_place(city, "Nowhere", 100)
    with pytest.raises(UnknownPlaceError, match="2 places"):
        watch_place(city, "el mercado", 100)
