"""The fields a moderator may set by typing, and their values in every language, read strictly.

What is not one of the known values is refused with the list of them: an alert never takes over typed words.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar
from zoneinfo import ZoneInfo

from geo.folding import fold
from handlers.errors import Refused
from handlers.messages import catalogue
from handlers.observation import Activity, Heading, Observation, Uniform, Vehicle
from handlers.ports import Context

MOST = 500
E = TypeVar("E", bound=Enum)


class Field(Enum):
    """Each with the words that name it."""

    PLACE = ("place", "where", "lugar", "donde")
    AGENTS = ("agents", "agentes", "size")
    VEHICLES = ("vehicles", "vehiculos", "cars", "carros")
    KINDS = ("kinds", "kind", "tipo", "tipos")
    ACTIVITY = ("activity", "activities", "actividad")
    UNIFORM = ("uniform", "uniforms", "uniforme")
    TIME = ("time", "hora")
    HEADING = ("heading", "direction", "rumbo", "direccion")


_NONE = ("", "none", "no", "-", "ninguno", "ninguna", "nada")


def field_named(name: str) -> Field | None:
    folded = fold(name)
    return next((field for field in Field if folded in field.value), None)


def with_field(seen: Observation, field: Field, value: str, ctx: Context) -> Observation:
    """The observation with one field set anew, or emptied. Raises Refused for a value that is not known."""
    given = "" if fold(value) in _NONE else value
    match field:
        case Field.AGENTS:
            changed = replace(seen, agents=_number(given))
        case Field.VEHICLES:
            changed = replace(seen, vehicles=_number(given))
        case Field.KINDS:
            changed = replace(seen, vehicle_kinds=_listed(Vehicle, "vehicle", given))
        case Field.ACTIVITY:
            changed = replace(seen, activities=_listed(Activity, "activity", given))
        case Field.UNIFORM:
            changed = replace(seen, uniforms=_listed(Uniform, "uniform", given))
        case Field.HEADING:
            changed = replace(seen, heading=next(iter(_listed(Heading, "heading", given)), None))
        case _:
            changed = replace(seen, seen_at=_time(given, ctx))
    return changed


def _number(value: str) -> int | None:
    if not value:
        return None
    if not value.isdecimal() or not 0 < int(value[:6]) <= MOST:
        raise Refused("room.edit.number", most=MOST)
    return int(value)


def _listed(kind: type[E], group: str, value: str) -> tuple[E, ...]:
    if not value:
        return ()
    names = {name: item for item in kind for name in _names(item, group)}
    wanted = [fold(part) for part in value.split(",") if part.strip()]
    found = [names.get(part) or names.get(part.removesuffix("s")) for part in wanted]
    known = tuple(item for item in found if item is not None)
    if not known or len(known) != len(wanted):
        raise Refused("room.edit.values", values=", ".join(str(item.value) for item in kind))
    return tuple(dict.fromkeys(known))


def _names(item: Enum, group: str) -> Sequence[str]:
    said = [catalogue.of(language).say(f"room.{group}.{item.value}") for language in catalogue.languages()]
    return [fold(str(item.value)), *(fold(name) for name in said)]


def _time(value: str, ctx: Context) -> datetime | None:
    """A time of day where the city is, today or, if that is still to come, yesterday."""
    if not value:
        return None
    here = ctx.now.astimezone(ZoneInfo(ctx.policy.timezone))
    try:
        wanted = datetime.strptime(value.strip(), "%H:%M").time()  # noqa: DTZ007  the zone is added below
    except ValueError:
        raise Refused("room.edit.time") from None
    at = here.replace(hour=wanted.hour, minute=wanted.minute, second=0, microsecond=0)
    if at > here:
        at -= timedelta(days=1)
    return at.astimezone(ctx.now.tzinfo)
