"""The plan of Alder Ferry, the invented sample town, in metres east (x) and north (y) of its middle."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import sin

from geo.streetnames import ordinal

XY = tuple[float, float]

STREET_M = 200.0
"""From one numbered street to the next."""
AVENUE_M = 150.0
"""From one avenue to the next."""
HOUSES_PER_BLOCK = 100

NORTH, SOUTH, WEST, EAST = 1900.0, -2600.0, -1600.0, 1500.0
LAKE_Y = -2000.0
"""Lake Street takes the place of a 10th Street South."""
BANK_M = 110.0
"""From mid-river to the parkway on either bank."""


@dataclass(frozen=True, slots=True)
class Way:
    """One street as drawn."""

    name: str
    line: tuple[XY, ...]
    other_name: str = ""
    road_class: str = "local"
    runs_east: bool = True
    has_houses: bool = True


def river_x(y: float) -> float:
    """Where the middle of the river is at a height of the plan."""
    return -650.0 + 60.0 * sin(y / 900.0)


@cache
def ways() -> tuple[Way, ...]:
    """Every street of the town."""
    return (*_streets(), *_avenues(), *_slanting())


def _east_bank(y: float) -> float:
    return river_x(y) + BANK_M


def _west_bank(y: float) -> float:
    return river_x(y) - BANK_M


def _streets() -> list[Way]:
    """Those that run east and west. Only Ferry and Lake cross the river."""
    out = [
        Way("W Ferry St", ((WEST, 0), (0, 0)), road_class="primary"),
        Way("E Ferry St", ((0, 0), (EAST, 0)), road_class="primary"),
        Way("W Lake St", ((WEST, LAKE_Y), (0, LAKE_Y)), "County Road 9", "primary"),
        Way("E Lake St", ((0, LAKE_Y), (EAST, LAKE_Y)), "County Road 9", "primary"),
    ]
    for number in (2, 3, 4, 5, 6, 7, 8, 9):
        for side, sign in (("N", 1), ("S", -1)):
            y = sign * number * STREET_M
            end = EAST if (number, side) == (6, "N") else 1200.0
            out.append(Way(f"{ordinal(number)} St {side}", ((_east_bank(y), y), (end, y))))
    for number in (11, 12):
        y = -number * STREET_M
        out.append(Way(f"{ordinal(number)} St S", ((_east_bank(y), y), (1200.0, y))))
    west_bank = (("Mill St", 800.0), ("Granary St", 400.0), ("Orchard St", -400.0), ("Quarry Rd", -1200.0))
    out += [Way(name, ((WEST + 100, y), (_west_bank(y), y))) for name, y in west_bank]
    return out


def _avenues() -> list[Way]:
    """Those that run north and south; nearly all have a northern and a southern half."""
    twins = [("Linden Ave", -450.0), ("Juniper Ave", -300.0), ("Sumac Ave", -150.0), ("Main Ave", 0.0)]
    twins += [("Chicago Ave", AVENUE_M)]  # where a 1st Avenue would be
    twins += [(f"{ordinal(number)} Ave", number * AVENUE_M) for number in range(2, 9)]
    out = []
    for name, x in twins:
        road_class = "secondary" if name == "Main Ave" else "local"
        out.append(_avenue(f"{name} N", x, 0, 1800.0, road_class))
        out.append(_avenue(f"{name} S", x, SOUTH + 200, 0, road_class))
    out += [
        _avenue("Cedar Ave N", -1100.0, 0, 800.0),
        _avenue("Cedar Ave S", -1100.0, LAKE_Y, 0),
        _avenue("Alder Ave", -1500.0, LAKE_Y, 800.0),
        _avenue("Birch Ave", -1300.0, -1200.0, 800.0),
        _avenue("Dakota Ave", -900.0, -1200.0, 400.0),
        _avenue("St Anselm Ave", 1350.0, LAKE_Y, 0),
        _avenue("Martin Luther King Jr Blvd", 1350.0, 0, 1200.0, "secondary"),
    ]
    return out


def _avenue(name: str, x: float, low: float, high: float, road_class: str = "local") -> Way:
    return Way(name, ((x, low), (x, high)), road_class=road_class, runs_east=False)


def _slanting() -> list[Way]:
    """The parkways along the river, the diagonal, the highway and two crooked lanes."""
    heights = [y * STREET_M for y in range(-12, 10)]
    return [
        _parkway("East River Pkwy", _east_bank, heights),
        _parkway("West River Pkwy", _west_bank, [y for y in heights if LAKE_Y <= y <= 800]),
        Way("Bluestem Blvd", ((-450.0, -1000.0), (1350.0, 1160.0)), road_class="secondary"),
        Way(
            "Highway 17",
            ((EAST, SOUTH), (EAST, NORTH)),
            "Pioneer Hwy",
            "motorway",
            runs_east=False,
            has_houses=False,
        ),
        Way("Peñasco Ln", ((600.0, -2400.0), (680.0, -2500.0), (820.0, -2500.0), (900.0, -2400.0))),
        Way("O'Hara Ct", ((1200.0, 800.0), (1260.0, 840.0), (1260.0, 900.0)), runs_east=False),
    ]


def _parkway(name: str, bank: Callable[[float], float], heights: list[float]) -> Way:
    line = tuple((bank(y), y) for y in heights)
    return Way(name, line, runs_east=False, has_houses=False)


def _mid(y: float) -> XY:
    return river_x(y), y


NEIGHBORHOODS: dict[str, list[list[XY]]] = {
    # Corners in mid-river are joined along the river; a second ring is a hole.
    "Westbank": [[(-1700, SOUTH), _mid(SOUTH), _mid(NORTH), (-1700, NORTH)]],
    "Downtown": [[_mid(-500), (675, -500), (675, 500), _mid(500)]],
    "Old Mill": [[_mid(500), (675, 500), (675, NORTH), _mid(NORTH)]],
    "Northgate": [[(675, 0), (1600, 0), (1600, NORTH), (675, NORTH)]],
    "Cannery": [[(675, -1100), (1600, -1100), (1600, 0), (675, 0)]],
    "Orchard Hill": [[_mid(-1500), (675, -1500), (675, -500), _mid(-500)]],
    "Lakeside": [
        [_mid(SOUTH), (675, SOUTH), (675, -1500), _mid(-1500)],
        [(170, -2190), (280, -2190), (280, -2010), (170, -2010)],  # Mirror Lake is nobody's neighborhood
    ],
    "Southfield": [[(675, SOUTH), (1600, SOUTH), (1600, -1100), (675, -1100)]],
}

PLACES: tuple[tuple[str, str, float, float] | tuple[str, str, float, float, str], ...] = (
    # name, kind, x, y and perhaps another name. Public places only: there is no home among them.
    ("Alder Ferry High School", "school", 230, -1290, "AFHS"),
    ("Juniper Elementary School", "school", -270, -630),
    ("Northgate Middle School", "school", 960, 1030),
    ("Lakeside Elementary School", "school", -120, -2270),
    ("Escuela Nueva Luz", "school", 790, -1470, "New Light School"),
    ("St Anselm Academy", "school", 1320, -1570),
    ("Little Sparrows Childcare", "childcare", 330, 830),
    ("Alder Ferry Community College", "college", -1200, 600, "AFCC"),
    ("Mercy Falls Hospital", "hospital", 520, 1230),
    ("Riverbend Clinic", "clinic", -470, 430),
    ("Clínica Santa Lucía", "clinic", 1080, -1630),
    ("Northgate Family Health Center", "clinic", 1080, 630),
    ("St Anselm Church", "church", 1320, -770),
    ("Iglesia Buen Pastor", "church", 630, -1830),
    ("First Lutheran Church", "church", 120, 630),
    ("Old Mill Chapel", "church", -420, 1430),
    ("Dar Al-Noor Mosque", "worship", 930, -430, "Dar Al Noor"),
    ("Beth Shalom Synagogue", "worship", -30, 1230),
    ("Alder County Courthouse", "court", -120, 30, "County Courthouse"),
    ("Harbor House Shelter", "shelter", 480, -230),
    ("Mercado del Puente", "market", -420, -30),
    ("Cannery Market Hall", "market", 780, -630),
    ("Lake Street Grocery", "market", 330, -1970),
    ("Supermercado La Espiga", "market", 930, -1970),
    ("Sunrise Halal Market", "market", 1080, -30),
    ("Alder Ferry Public Library", "library", 30, -230),
    ("Westbank Library", "library", -1270, -30),
    ("Mirror Lake Park", "park", 225, -2150),
    ("Founders Park", "park", 225, -500),
    ("Northgate Commons", "park", 1020, 1500),
    ("Quarry Park", "park", -1400, -1100),
    ("Millrace Park", "park", -370, 900),
    ("Ferry Street Station", "station", 330, -30),
    ("Lakeside Transit Center", "station", -270, -1970),
    ("Ferry Street Bridge", "bridge", -650, 0),
    ("Lake Street Bridge", "bridge", -698, -2000),
    ("Prairie Packing Plant", "worksite", 1150, -900),
    ("Hardware Barn", "market", 1230, -1030, "day labor corner"),
    ("City Hall", "government", 30, 30, "Alder Ferry City Hall"),
    ("Cannery Community Center", "community", 930, -830, "Centro Comunitario Cannery"),
)
