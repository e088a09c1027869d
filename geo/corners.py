"""What a crossing is called: the same every time, in whatever order its streets were named."""

from collections.abc import Iterable, Sequence

from geo.entries import Crossing, Street
from geo.gazetteer import Gazetteer

_ROUTES = ("hwy", "i", "cr")
_KIND_ORDER = {"st": 0, "ave": 1}
"""Streets go before avenues, as people say it ("Lake St & Chicago Ave"); then everything else by name."""

MOST_NAMES = 2
"""Where more streets meet, the two biggest name the corner."""


def corner_streets(gazetteer: Gazetteer, crossing: Crossing) -> tuple[Street, ...]:
    """Return the streets that name a crossing, in the order they are said; one of each name."""
    by_name: dict[tuple[str, str], list[Street]] = {}
    for street_id in crossing.street_ids:
        street = gazetteer.street(street_id)
        by_name.setdefault(street.own_name, []).append(street)
    firsts = [min(streets, key=lambda street: street.id) for streets in by_name.values()]
    biggest = sorted(firsts, key=lambda street: (_is_route(street), -street.rank, _order(street)))[:MOST_NAMES]
    return tuple(sorted(biggest, key=_order))


def corner_label(gazetteer: Gazetteer, crossing: Crossing) -> str:
    """Return a crossing's name, "E Lake St & Chicago Ave".

    Where both halves of a street meet (E and W Lake St at Main Ave) the direction says nothing and goes.
    """
    streets = corner_streets(gazetteer, crossing)
    present = [gazetteer.street(street_id) for street_id in crossing.street_ids]
    return " & ".join(_shown(street, present) for street in streets)


def _shown(street: Street, present: Iterable[Street]) -> str:
    halves = {s.direction for s in present if s.own_name == street.own_name}
    return street.name if len(halves) == 1 else _without_direction(street.name.split(), street.direction)


def _without_direction(words: Sequence[str], direction: str) -> str:
    if words[0].lower() == direction:
        return " ".join(words[1:])
    if words[-1].lower() == direction:
        return " ".join(words[:-1])
    return " ".join(words)


def _is_route(street: Street) -> bool:
    """Numbered routes name a corner only when nothing else does: a corner is where somebody stands."""
    return street.kind in _ROUTES and street.base[:1].isdigit()


def _order(street: Street) -> tuple[int, str, str, int]:
    return _KIND_ORDER.get(street.kind, 2), street.base, street.direction, street.id
