"""Which open incident a report belongs to: near enough for how finely both places are known, and recent enough.

Pure and deterministic: the nearest wins, then the oldest, then the code.
"""

from collections.abc import Iterable

from geo.place import Place, Precision
from geo.point import distance_m
from handlers.incident import Incident

MOST_SLACK_M = 400.0
"""However vague two places are, things farther apart than this beyond the rule are told apart."""
_EXACT = frozenset({Precision.CROSSING, Precision.BLOCK})


def best_incident(place: Place, incidents: Iterable[Incident], same_place_m: float) -> Incident | None:
    """The incident that a report from `place` joins, None when it opens a new one."""
    near = [
        (distance_m(place.point, incident.place.point), incident.opened_at, incident.code, incident)
        for incident in incidents
        if incident.place is not None and is_same_place(place, incident.place, same_place_m)
    ]
    return min(near, key=lambda each: each[:3])[3] if near else None


def is_same_place(one: Place, other: Place, same_place_m: float) -> bool:
    """Whether two places may be one. A neighborhood is the same as itself only: it says too little to join more."""
    if Precision.AREA in (one.precision, other.precision):
        return one.anchor == other.anchor
    return distance_m(one.point, other.point) <= same_place_m + _slack_m(one) + _slack_m(other)


def search_radius_m(same_place_m: float) -> float:
    """How far incidents have to be looked for so that none that could be the same is missed."""
    return same_place_m + MOST_SLACK_M


def _slack_m(place: Place) -> float:
    """How much farther a vague place may reach than a crossing."""
    return 0.0 if place.precision in _EXACT else min(place.radius_m, MOST_SLACK_M / 2)


def finer(one: Place, other: Place) -> Place:
    """The one of two places that is known more finely; the first where they are alike."""
    ranks = list(Precision)
    return other if ranks.index(other.precision) < ranks.index(one.precision) else one
