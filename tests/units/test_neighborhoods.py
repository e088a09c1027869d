"""A place concerns every neighborhood near it; what nobody serves is told before going live."""

import pytest

from geo.gazetteer import Area, Gazetteer, NamedPlace
from geo.neighborhoods import (
    UnknownPlaceError,
    WatchPlace,
    channel_coverage,
    find_areas,
    is_sensitive,
    sharing_ground,
    watch_place,
)
from geo.place import Place, Precision
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
            Area(4, "South High", "school zone", box(-93.24, -93.1), ("south high",)),
        ],
        named_places=[
            NamedPlace(1, "South High School", "school", Point(45.05, -93.15), ("south high school", "shs")),
            NamedPlace(2, "El Mercado", "market", Point(45.05, -93.05), ("el mercado",)),
            NamedPlace(3, "El Mercado", "market", Point(45.05, -93.25), ("el mercado",)),
        ],
    )


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


def test_an_area_of_another_layer_covers_the_neighborhoods_it_holds(city):
    report = channel_coverage(city, {"school": ["South High"], "seward": ["Seward"]})
    assert report.uncovered == ("Phillips",)  # its middle lies outside the school zone, Powderhorn's inside


def test_areas_of_other_layers_on_the_same_ground_are_found(city):
    assert [area.name for area in sharing_ground(city, "powderhorn park")] == ["Powderhorn", "South High"]
    assert [area.name for area in sharing_ground(city, "South High")] == ["South High", "Powderhorn"]
    assert [area.name for area in sharing_ground(city, "Seward")] == ["Seward"]


def spot(lat: float, precision: Precision = Precision.CROSSING, *, radius_m: float = 60.0, kind: str = "") -> Place:
    return Place(
        anchor="x:1", label="somewhere", point=Point(lat, -93.15), precision=precision, radius_m=radius_m, kind=kind
    )


def test_a_watch_place_hears_of_what_is_within_its_own_radius(city):
    school = watch_place(city, "SHS", 400.0)
    assert school == WatchPlace(name="South High School", point=Point(45.05, -93.15), radius_m=400.0)
    assert school.concerns(spot(45.053))  # 334 m
    assert not school.concerns(spot(45.054))  # 445 m
    assert school.concerns(spot(45.054, Precision.STREET))  # somewhere along a street that comes nearer


@pytest.mark.parametrize(
    ("place", "sensitive"),
    [
        (spot(45.0508), True),  # 89 m from the school
        (spot(45.0512), False),  # 133 m
        (spot(45.0508, Precision.BLOCK), True),
        (spot(45.0508, Precision.NAMED, kind="market"), True),  # the shop beside it
        (spot(45.0500, Precision.AREA, radius_m=900.0), False),  # a neighborhood has its schools
        (spot(45.0500, Precision.STREET), False),
        (spot(45.09, Precision.NAMED, kind="clinic"), True),  # a clinic itself, wherever it is
    ],
)
def test_what_lies_beside_a_school_is_as_sensitive_as_the_school(city, place, sensitive):
    assert is_sensitive(city, place, 120.0) is sensitive


def test_a_watch_place_that_is_unknown_or_not_the_only_one_is_refused(city):
    with pytest.raises(UnknownPlaceError, match='no place called "Nowhere"'):
        watch_place(city, "Nowhere", 100)
    with pytest.raises(UnknownPlaceError, match="2 places"):
        watch_place(city, "el mercado", 100)
