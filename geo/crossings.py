"""From two streets a message joins to the crossings they may mean, each with a score from 0 to 1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.entries import Crossing
from geo.gazetteer import Gazetteer
from geo.mentions.joins import Join
from geo.mentions.streetindex import StreetForm
from geo.mentions.streetmention import StreetMention
from geo.point import Point, distance_m

SAME_CORNER_M = 250.0
"""Crossings of the same two names closer than this are one place: both sides of a divided road."""
HALVES_M = 120.0
NEARLY_MEET_M = 130.0
"""Streets that never share a node but come this close are still said to meet (a plaza, a frontage road)."""

KIND_AGREES, KIND_DIFFERS = 0.05, -0.3
LOOSE_KIND_DIFFERS = -0.07
"""Twice this is less than the margin: of two types said loosely, both may be the other one. No agreement counts."""
NUMBERED_KIND_DIFFERS = -0.4
"""3rd Ave for 3rd St is another street in every grid; Cedar St for Cedar Ave is a slip of memory."""
DIRECTION_AGREES, DIRECTION_PARTLY, DIRECTION_DIFFERS, DIRECTION_UNKNOWN = 0.05, -0.15, -0.3, -0.12
DIRECTION_OPPOSITE = -0.6
"""North for south is another street kilometres away, not a slip."""
MIN_SCORE = 0.4
"""Below it too much of what was written speaks against a place."""
ALIAS = -0.16
"""More than the margin: a street's own name goes before another's old one."""
NAKED = -0.1
MISSPELLED = -2.0
"""Times how unlike the name is."""
NEARLY_MEETING = -0.2
MAX_NAMESAKES = 12
"""Of a name that more streets have than this, nobody can say which of them nearly meets another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One crossing that a message may mean, and by which two streets."""

    crossing: Crossing
    streets: tuple[int, int]
    score: float


def form_score(mention: StreetMention, form: StreetForm) -> float:
    """How well one street's name agrees with what was written: 0 for nothing against it, less otherwise."""
    score = (
        MISSPELLED * (1.0 - mention.likeness) + (ALIAS if form.is_alias else 0.0) + (NAKED if mention.naked else 0.0)
    )
    if mention.kind and form.kind:
        score += _kind_agrees(mention) if mention.kind == form.kind else _kind_differs(mention, form)
    if mention.direction:
        score += _direction_score(mention.direction, form.direction)
    return score


def _kind_agrees(mention: StreetMention) -> float:
    return 0.0 if mention.loose_kind else KIND_AGREES


def _kind_differs(mention: StreetMention, form: StreetForm) -> float:
    if mention.loose_kind or _routes(mention.kind, form.kind):
        return LOOSE_KIND_DIFFERS
    return NUMBERED_KIND_DIFFERS if mention.base[0].isdigit() else KIND_DIFFERS


def _routes(a: str, b: str) -> bool:
    return {a, b} <= {"hwy", "i", "cr", "fwy", "expy"}


def _direction_score(written: str, known: str) -> float:
    if not known:
        return DIRECTION_UNKNOWN
    if written == known:
        return DIRECTION_AGREES
    if known in written or written in known:
        return DIRECTION_PARTLY
    opposite = any({a, b} in _OPPOSITES for a in written for b in known)
    return DIRECTION_OPPOSITE if opposite else DIRECTION_DIFFERS


_OPPOSITES = ({"n", "s"}, {"e", "w"})


class CrossingFinder:
    """Looks up where streets meet. Made for one message: it remembers the crossings of its streets."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._of_street: dict[int, tuple[Crossing, ...]] = {}

    def _crossings_of(self, street_id: int) -> tuple[Crossing, ...]:
        if street_id not in self._of_street:
            self._of_street[street_id] = self._gazetteer.crossings_of(street_id)
        return self._of_street[street_id]

    def meetings(self, join: Join) -> list[Scored]:
        """Return the crossings two joined streets may mean, best first."""
        a, b = _best_by_street(join.a), _best_by_street(join.b)
        seconds: dict[int, list[int]] = {}
        for second in b:
            for at in self._gazetteer.crossing_positions(second):
                seconds.setdefault(at, []).append(second)
        best: dict[int, tuple[float, int, int]] = {}
        for first, first_score in a.items():
            for at in self._gazetteer.crossing_positions(first):
                for second in seconds.get(at, ()):
                    score = 0.9 + first_score + b[second] - join.strength.value
                    if first != second and score >= MIN_SCORE and (at not in best or best[at][0] < score):
                        best[at] = score, first, second
        found = [
            Scored(crossing=self._gazetteer.crossings[at], streets=(first, second), score=score)
            for at, (score, first, second) in best.items()
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.crossing.id))

    def near_meetings(self, join: Join) -> list[Scored]:
        """Return crossings where the streets come close without sharing a node."""
        a, b = _best_by_street(join.a), _best_by_street(join.b)
        if max(len(a), len(b)) > MAX_NAMESAKES:
            return []
        found = []
        for first, first_score in a.items():
            for second, second_score in b.items():
                if first != second and (hit := self._closest(first, second)):
                    crossing, metres = hit
                    score = 0.9 + first_score + second_score - join.strength.value + NEARLY_MEETING
                    score -= metres / 1000
                    if score < MIN_SCORE:
                        continue
                    found.append(Scored(crossing=crossing, streets=(first, second), score=score))
        return sorted(found, key=lambda hit: (-hit.score, hit.crossing.id))

    def crossing_streets(self, mention: StreetMention) -> set[int]:
        """Return the streets that meet any street the mention may mean."""
        return {
            street_id
            for form in mention.forms
            for at in self._gazetteer.crossing_positions(form.street_id)
            for street_id in self._gazetteer.streets_at(at)
        }

    def _closest(self, first: int, second: int) -> tuple[Crossing, float] | None:
        ours, theirs = self._crossings_of(first), self._crossings_of(second)
        best: tuple[float, int, Crossing] | None = None
        for crossing in ours:
            for other in theirs:
                if abs(crossing.point.lat - other.point.lat) > NEARLY_MEET_M / 110_000:
                    continue
                metres = distance_m(crossing.point, other.point)
                if metres <= NEARLY_MEET_M and (best is None or (metres, crossing.id) < best[:2]):
                    best = (metres, crossing.id, crossing)
        return (best[2], best[0]) if best else None


def _best_by_street(mention: StreetMention) -> dict[int, float]:
    best: dict[int, float] = {}
    for form in mention.forms:
        score = form_score(mention, form)
        if score > best.get(form.street_id, -9.0):
            best[form.street_id] = score
    return best


def corners(gazetteer: Gazetteer, hits: Sequence[Scored]) -> list[list[Scored]]:
    """Group crossings, best first, into places: close together and of the same two names, halves aside.

    42nd St & 41st Ave and 42nd Ave & 41st St lie a block apart and stay two.
    """
    groups: list[tuple[frozenset[tuple[str, str]], list[Scored]]] = []
    for hit in hits:
        streets = (gazetteer.street(street_id) for street_id in hit.streets)
        names = frozenset(street.own_name for street in streets)
        for others, group in groups:
            if others == names and _one_corner(group[0], hit):
                group.append(hit)
                break
        else:
            groups.append((names, [hit]))
    return [group for _, group in groups]


def _one_corner(a: Scored, b: Scored) -> bool:
    """Whether two crossings of the same names are one corner: halves of a street have to be nearer together.

    E and W River Pkwy run along two banks; the two sides of a divided road are the same street.
    """
    same_streets = set(a.streets) == set(b.streets)
    return distance_m(a.crossing.point, b.crossing.point) <= (SAME_CORNER_M if same_streets else HALVES_M)


def medoid(points: Iterable[Point]) -> Point:
    """The point with the least total distance to the others; the first wins a tie."""
    listed = list(points)
    return min(listed, key=lambda point: sum(distance_m(point, other) for other in listed))
