"""From the options of a reading to one of the three outcomes. Nothing ambiguous is ever picked silently."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from geo.gazetteer import Gazetteer
from geo.place import Candidate, Hints, Place
from geo.point import Point, distance_m
from geo.readings.option import Option, Reading

MARGIN = 0.15
"""Options whose score lies within this of the best are all meant; a person decides."""
FULL_MARGIN = 0.5
"""A lead of this much is as good as being alone."""
FULL_SCORE = 0.75
"""Below it something written speaks against the place, and the confidence sinks with the score."""
MAX_OPTIONS = 4
MAX_WEIGHED = 16
"""The best of a message's options are weighed against hints; nothing real has more, and each costs time."""
NEAR_HINT_M = 1500.0
HINT_AREA_M = 300.0


_OPPOSITE = {"n": "s", "s": "n", "e": "w", "w": "e"}
_Tip = tuple[str, Callable[[Option], bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a message says of the place besides naming it."""

    area_ids: frozenset[int] = frozenset()
    side: str = ""
    """The part of town, as a direction ("n")."""
    towns: frozenset[str] = frozenset()
    """The municipalities it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option, or several to ask about, with what tipped the balance."""

    options: tuple[Option, ...]
    confidence: float
    why: tuple[str, ...]
    more: int = 0
    """Places as likely as these that are not among them."""


def choose(gazetteer: Gazetteer, reading: Reading, hints: Hints, beside: Beside) -> Choice:
    """Return the best option if it leads clearly, else up to four that a person has to choose from."""
    best = reading.options[0].score
    level = [option for option in reading.options[:MAX_WEIGHED] if option.score >= best - MARGIN]
    why: list[str] = []
    for says, holds in _tips(gazetteer, hints, beside):
        favored = [option for option in level if len(level) > 1 and holds(option)]
        if 0 < len(favored) < len(level):
            level = favored
            why.append(f"{says} leaves {len(level)}")
    if len(level) > 1:
        why.append(f"{len(level)} places score within {MARGIN} of each other: ask")
        more = max(0, len(level) - MAX_OPTIONS)
        return Choice(options=tuple(level[:MAX_OPTIONS]), confidence=0.0, why=tuple(why), more=more)
    rest = [option.score for option in reading.options if option is not level[0]]
    lead = min(FULL_MARGIN, level[0].score - max(rest)) / FULL_MARGIN if rest and not why else 1.0
    agreement = min(1.0, level[0].score / FULL_SCORE)
    confidence = max(0.0, min(1.0, reading.certainty * agreement * (0.8 + 0.2 * lead)))
    return Choice(options=(level[0],), confidence=round(confidence, 3), why=tuple(why))


def _tips(gazetteer: Gazetteer, hints: Hints, beside: Beside) -> Iterator[_Tip]:
    if beside.area_ids:
        yield (
            "the neighborhood named beside it",
            lambda option: bool(beside.area_ids & _areas_at(gazetteer, option.point)),
        )
    if beside.towns:
        yield "the town named beside it", lambda option: bool(beside.towns & option.towns)
    if beside.side:
        yield "the part of town named beside it", lambda option: _on_side(option, beside.side)
    if hints.near is not None:
        near = hints.near
        yield "the place chosen before", lambda option: distance_m(option.point, near) <= NEAR_HINT_M
    if hints.neighborhoods:
        names = {name.casefold() for name in hints.neighborhoods}
        yield "the neighborhood known", lambda option: bool(names & _names_at(gazetteer, option.point))


def _on_side(option: Option, side: str) -> bool:
    """Whether none of its streets is named for the other side: E 46th St lies in the south as well."""
    opposite = _OPPOSITE[side[0]]
    return not any(opposite in direction for direction in option.directions)


def _areas_at(gazetteer: Gazetteer, point: Point) -> set[int]:
    return {area.id for area, _ in gazetteer.areas_near(point, HINT_AREA_M)}


def _names_at(gazetteer: Gazetteer, point: Point) -> set[str]:
    return {area.name.casefold() for area, _ in gazetteer.areas_near(point, HINT_AREA_M)}


def candidates(options: Sequence[Option]) -> tuple[Candidate, ...]:
    """Return what is asked about, told apart by neighborhood, else by where they lie to each other."""
    places = [option.make() for option in options]
    named = [_with_neighborhood(place) for place in places]
    labels = _told_apart(
        places, [_with_town(label, named, option) for label, option in zip(named, options, strict=True)]
    )
    return tuple(
        Candidate(place=place, label=label, score=round(option.score, 3))
        for place, label, option in zip(places, labels, options, strict=True)
    )


def told_apart(places: Sequence[Place]) -> tuple[Candidate, ...]:
    """The same for places that no score tells apart."""
    labels = _told_apart(places, [_with_neighborhood(place) for place in places])
    return tuple(Candidate(place=place, label=label, score=0.0) for place, label in zip(places, labels, strict=True))


def _told_apart(places: Sequence[Place], labels: Sequence[str]) -> list[str]:
    """Labels with a side of the sky where neighborhoods do not tell the places apart, then with a number."""
    points = [place.point for place in places]
    sided = [
        f"{label}, {_side(place.point, points)}" if labels.count(label) > 1 else label
        for place, label in zip(places, labels, strict=True)
    ]
    return [f"{label} ({at + 1})" if sided.count(label) > 1 else label for at, label in enumerate(sided)]


def _with_neighborhood(place: Place) -> str:
    if not place.neighborhood or place.neighborhood in place.label:
        return place.label
    return f"{place.label} ({place.neighborhood})"


def _with_town(label: str, labels: Sequence[str], option: Option) -> str:
    """The label with its town where another place is called the same."""
    return f"{label}, {min(option.towns)}" if option.towns and labels.count(label) > 1 else label


def _side(point: Point, all_points: Sequence[Point]) -> str:
    lat = sum(p.lat for p in all_points) / len(all_points)
    lon = sum(p.lon for p in all_points) / len(all_points)
    # A degree of longitude is shorter than one of latitude everywhere people live.
    if abs(point.lat - lat) >= abs(point.lon - lon) * 0.7:
        return "N" if point.lat >= lat else "S"
    return "E" if point.lon >= lon else "W"
