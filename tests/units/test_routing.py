"""Who hears of a place: neighborhoods within reach, areas of any layer, and channels that watch one place."""

from dataclasses import replace

import pytest

from geo.gazetteer import Area, Crossing, Gazetteer, NamedPlace, Street
from geo.place import Place, Precision
from geo.point import Point
from handlers.policy import Channel, Directory, Policy, Room, Watched
from handlers.ports import Context
from handlers.quorum import Risk, risk_of
from handlers.routing import channels_for
from tests.quietcontext import quiet_context


def box(west: float, east: float, south: float = 45.0, north: float = 45.1) -> tuple[tuple[Point, ...], ...]:
    return ((Point(south, west), Point(south, east), Point(north, east), Point(north, west)),)


RING_WITH_A_HOLE = (box(-93.3, -93.2)[0], box(-93.26, -93.24, 45.04, 45.06)[0])
CITY = Gazetteer(
    streets=[Street(1, "Lake St", "lake", "st", ""), Street(2, "Cedar Ave", "cedar", "ave", "")],
    crossings=[Crossing(1, Point(45.05, -93.15), (1, 2))],
    areas=[
        Area(1, "Phillips", "neighborhood", (RING_WITH_A_HOLE,), ("phillips",)),
        Area(2, "Powderhorn", "neighborhood", (box(-93.2, -93.1), box(-93.0, -92.95)), ("powderhorn",)),
        Area(3, "South High", "school zone", (box(-93.25, -93.1),), ("south high",)),
        Area(4, "Our blocks", "drawn", (box(-93.16, -93.14, 45.04, 45.06),), ("our blocks",)),
    ],
    named_places=[NamedPlace(1, "South High School", "school", Point(45.0508, -93.15), ("south high school", "shs"))],
)


def channel(name: str, *areas: str, watch: tuple[Watched, ...] = ()) -> Channel:
    return Channel(name=name, rooms=(Room(name=f"{name}@sim"),), areas=areas, watch=watch)


DIRECTORY = Directory(
    moderation=(Room(name="moderators@sim"),),
    channels=(
        channel("phillips", "Phillips"),
        channel("powderhorn", "Powderhorn"),
        channel("zone", "South High"),
        channel("drawn", "our blocks"),
        channel("near", watch=(Watched(name="SHS", radius_m=100.0),)),
        channel("far", watch=(Watched(name="South High School", radius_m=2000.0),)),
        channel("nowhere", watch=(Watched(name="No such place", radius_m=5000.0),)),
    ),
)


@pytest.fixture
def ctx() -> Context:
    return quiet_context(CITY, directory=DIRECTORY)


def spot(lat: float, lon: float, *, neighborhood: str = "") -> Place:
    return Place(
        anchor="x:9",
        label="somewhere",
        point=Point(lat, lon),
        precision=Precision.CROSSING,
        radius_m=60.0,
        neighborhood=neighborhood,
    )


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (spot(45.02, -93.28), ["phillips"]),
        (spot(45.02, -93.201), ["phillips", "powderhorn", "zone"]),  # 79 m from a border: both hear
        (spot(45.05, -93.25), ["zone"]),  # in the hole, where only the school zone reaches
        (spot(45.05, -92.97), ["powderhorn"]),  # its other part
        (spot(45.05, -93.15), ["powderhorn", "zone", "drawn", "near", "far"]),
        (spot(45.06, -93.15), ["powderhorn", "zone", "drawn", "far"]),  # 1,020 m from the school
        (spot(45.02, -92.90), []),
    ],
)
def test_a_place_is_told_to_every_channel_it_concerns(ctx, place, names):
    assert [each.name for each in channels_for(ctx, place)] == names


def test_a_whole_neighborhood_is_told_to_the_layers_on_its_ground(ctx):
    powderhorn = ctx.gazetteer.resolve("in powderhorn", ctx.gazetteer.channels_hint()).place
    assert powderhorn.precision is Precision.AREA
    assert [each.name for each in channels_for(ctx, powderhorn)] == ["powderhorn", "zone", "drawn", "near", "far"]


def test_a_private_home_is_told_to_its_own_neighborhood_and_to_no_watching_channel(ctx):
    home = spot(45.05, -93.15, neighborhood="Powderhorn")
    assert [each.name for each in channels_for(ctx, home, private_home=True)] == ["powderhorn"]


@pytest.mark.parametrize(("within_m", "sensitive"), [(0.0, False), (80.0, False), (120.0, True)])
def test_how_near_a_school_counts_is_the_operators_choice(ctx, within_m, sensitive):
    beside = spot(45.05, -93.15)  # 89 m from it
    chosen = replace(ctx, policy=Policy(sensitive_within_m=within_m))
    assert risk_of(chosen, beside, 1) == Risk(channels=1, sensitive=sensitive)
