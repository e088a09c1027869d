"""Inputs that could not be taken in, by number and kind of error."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.codec import moment, seconds
from bot.marks import MOST_SET_ASIDE, SetAside
from bot.storage.schema import set_aside
from bot.storage.unit import Unit

_NO_NUMBER = -1

_COLUMNS = ("source", "number", "error", "at")
_KEEP = (
    insert(set_aside)
    .values({name: bindparam(name) for name in _COLUMNS})
    .on_conflict_do_update(
        index_elements=["source", "number"], set_={"error": bindparam("new_error"), "at": bindparam("new_at")}
    )
)
_NEWEST_FIRST = (
    select(set_aside)
    .where(set_aside.c.source == bindparam("b_source"))
    .order_by(set_aside.c.at.desc(), set_aside.c.number.desc())
)
_FORGET = delete(set_aside).where(
    set_aside.c.source == bindparam("b_source"), set_aside.c.number == bindparam("b_number")
)


def keep(unit: Unit, source: str, each: SetAside) -> None:
    """Remember it, and forget the oldest beyond the most."""
    number = _NO_NUMBER if each.number is None else each.number
    error, at = each.error[:64], seconds(each.at)
    unit.change(_KEEP, source=source, number=number, error=error, at=at, new_error=error, new_at=at)
    for row in unit.rows(_NEWEST_FIRST, b_source=source)[MOST_SET_ASIDE:]:
        unit.change(_FORGET, b_source=source, b_number=row.number)


def kept(unit: Unit, source: str) -> Sequence[SetAside]:
    """Oldest first."""
    rows = reversed(unit.rows(_NEWEST_FIRST, b_source=source))
    return [
        SetAside(number=None if row.number == _NO_NUMBER else row.number, error=row.error, at=moment(row.at))
        for row in rows
    ]
