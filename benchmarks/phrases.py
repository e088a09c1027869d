"""Corners as people write them: one true corner rendered in many ways, and what an answer to it is worth."""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.corners import corner_streets
from geo.gazetteer import Gazetteer
from geo.place import Outcome, Resolution
from geo.placing import segments_with_block
from geo.point import Point, distance_m
from geo.polygons import distance_to_line_m
from geo.streetnames import ParsedStreet, parse_street

HIT_M = 150.0
"""A bus stop stands within this of the corner it is named after."""
LONGEST_NAME = 4

_LONG = {
    "st": "Street", "ave": "Avenue", "blvd": "Boulevard", "rd": "Road", "dr": "Drive", "pkwy": "Parkway",
    "ln": "Lane", "pl": "Place", "ter": "Terrace", "ct": "Court", "way": "Way", "cir": "Circle", "hwy": "Highway",
    "n": "North", "s": "South", "e": "East", "w": "West",
    "ne": "Northeast", "se": "Southeast", "nw": "Northwest", "sw": "Southwest",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """A true corner: two street names as a source writes them, and where it is (all its stops)."""

    a: str
    b: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One phrase, what it means, and in which form it was rendered."""

    form: str
    text: str
    names: tuple[str, str]
    points: tuple[Point, ...]


def read_stops(path: Path) -> list[Corner]:
    """Read stops named by two streets: {"a": .., "b": .., "stops": [[lat, lon]..], "street_x_street": ..} lines."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Corner(a=row["a"], b=row["b"], points=tuple(Point(*stop) for stop in row["stops"]))
        for row in rows
        if row["street_x_street"]
    ]


def corners_of(gazetteer: Gazetteer) -> list[Corner]:
    """Return every crossing of two streets of a gazetteer, as its own truth."""
    named = ((corner_streets(gazetteer, crossing), crossing.point) for crossing in gazetteer.crossings)
    return [
        Corner(a=streets[0].name, b=streets[1].name, points=(point,)) for streets, point in named if len(streets) == 2
    ]


def cases_of(corners: Iterable[Corner]) -> list[Case]:
    """Render every corner in every form, the same way each time."""
    chance = random.Random(5)
    return [case for corner in corners for case in _rendered(corner, chance)]


def _rendered(corner: Corner, chance: random.Random) -> Iterator[Case]:
    a, b = parse_street(corner.a), parse_street(corner.b)
    x, y = a.base, b.base
    texts = {
        "full": f"{corner.a} & {corner.b}",
        "long": f"{_long(a, corner.a)} and {_long(b, corner.b)}",
        "no direction": f"{_typed(a, corner.a)} & {_typed(b, corner.b)}",
        "casual": f"{x} and {y}",
        "sentence": f"3 ICE trucks parked near {x} and {y} right now, agents in vests",
        "slash": f"{y}/{x}",
        "spanish": f"la migra en la esquina de la {_spanish(x)} con {_spanish(y)} hace 10 minutos",
        "chat": chance.choice(_CHAT).format(a=x, b=y),
        "chat, spanish": chance.choice(_CHARLA).format(a=_spanish(x), b=_spanish(y)),
    }
    wrong = _misspelled(x, chance)
    if wrong:
        texts["typo"] = f"{wrong} and {y}"
    for form, text in texts.items():
        yield Case(form=form, text=text, names=(x, y), points=corner.points)


_CHAT = (
    "ice @ {a} n {b}", "ICE activity reported {a} & {b} about 10 min ago", "{b} x {a}", "6 agents, {a} & {b}, went in",
    "saw them by the gas station on {a} and {b}", "they r at {b} and {a} stopping cars", "masked men on {a} at {b}",
    "just now, {a} and {b}. 4 suvs", "anyone know whats happening on {a} near {b}?",
)  # fmt: skip
_CHARLA = (
    "hay migra en la {a} y la {b}", "en la esquina de {b} y {a} hay 4 camionetas", "reten por la {a} con {b}",
    "cuidado en la {a} esquina con {b}, dos trocas", "la migra esta parada en la {a} a la altura de {b}",
)  # fmt: skip


def _typed(parsed: ParsedStreet, name: str) -> str:
    if parsed.is_route:
        return name
    return f"{parsed.base.title()} {parsed.kind.title()}".strip()


def _long(parsed: ParsedStreet, name: str) -> str:
    if parsed.is_route:
        return name
    kind, direction = _LONG.get(parsed.kind, parsed.kind), _LONG.get(parsed.direction, "")
    words = [direction, parsed.base.title(), kind] if kind == "Street" else [parsed.base.title(), kind, direction]
    return " ".join(word for word in words if word)


def _spanish(base: str) -> str:
    return base[:-2] if base[:1].isdigit() and base[-2:] in {"st", "nd", "rd", "th"} else base


def _misspelled(base: str, chance: random.Random) -> str:
    """The name with one slip: a letter left out, two swapped, or another letter typed. "" where it is too short."""
    if len(base) <= LONGEST_NAME or base[0].isdigit():
        return ""
    at = chance.randrange(1, len(base) - 1)
    slips: tuple[Callable[[], str], ...] = (
        lambda: base[:at] + base[at + 1 :],
        lambda: base[:at] + base[at + 1] + base[at] + base[at + 2 :],
        lambda: base[:at] + chance.choice("aeioustrnl") + base[at + 1 :],
    )
    return chance.choice(slips)()


def judged(resolution: Resolution, case: Case) -> str:
    """Return hit, asked (the truth is among the options), wrong, or none."""
    if resolution.place:
        return "hit" if _near(resolution.place.point, case.points) else "wrong"
    if any(_near(candidate.place.point, case.points) for candidate in resolution.candidates):
        return "asked"
    return "none"


def _near(point: Point, truth: Sequence[Point]) -> bool:
    return any(distance_m(point, other) <= HIT_M for other in truth)


def house_cases(path: Path, gazetteer: Gazetteer) -> list[Case]:
    """Read addresses of public places inside the city: a park's address is its gate, so parks are left out."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    cases = []
    for feature in features:
        told = feature["properties"]
        number, street = told.get("addr:housenumber"), told.get("addr:street")
        lon, lat = feature["geometry"]["coordinates"][:2]
        point = Point(lat, lon)
        if number and street and told.get("kind") != "parks" and gazetteer.areas_near(point, 0.0):
            cases.append(Case(form="house", text=f"{number} {street}", names=(street, ""), points=(point,)))
    return cases


def on_its_block(gazetteer: Gazetteer, resolution: Resolution, case: Case) -> bool:
    """Whether an address lies within `HIT_M` of the line of the block it led to."""
    if resolution.outcome is not Outcome.RESOLVED or not resolution.place:
        return False
    kind, _, rest = resolution.place.anchor.partition(":")
    if kind != "b":
        return False
    street_id, hundred = rest.split(":")[:2]
    segments = segments_with_block(gazetteer, int(street_id), int(hundred))
    return any(distance_to_line_m(case.points[0], segment.line) <= HIT_M for segment in segments)
