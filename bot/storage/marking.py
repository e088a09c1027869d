"""Marks of inputs, checked and written in the transaction of the work itself."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.marks import Duplicate, Mark
from bot.storage.schema import once_keys, sequences
from bot.storage.unit import Unit

SEQUENCE_HOLDS = timedelta(hours=48)
"""After a quiet week Telegram starts counting anew at a random number; long before, an old number means nothing."""
ONCE_HOLDS = timedelta(days=1)

_LATEST = select(sequences.c.latest, sequences.c.at).where(sequences.c.source == bindparam("b_source"))
_RAISE = (
    insert(sequences)
    .values({name: bindparam(name) for name in ("source", "latest", "at")})
    .on_conflict_do_update(
        index_elements=["source"], set_={"latest": bindparam("new_latest"), "at": bindparam("new_at")}
    )
)
_FORGET_OLD_KEY = delete(once_keys).where(
    once_keys.c.source == bindparam("b_source"),
    once_keys.c.key == bindparam("b_key"),
    once_keys.c.at <= bindparam("b_old"),
)
_ONCE = insert(once_keys).on_conflict_do_nothing()


def check_and_keep(unit: Unit, mark: Mark) -> None:
    """Raise `Duplicate` for an input that was committed before, otherwise remember it."""
    if mark.sequence is not None:
        _keep_sequence(unit, mark.source, mark.sequence)
    if mark.once is not None:
        _keep_once(unit, mark.source, mark.once)


def _keep_sequence(unit: Unit, source: str, sequence: int) -> None:
    now = unit.now_s
    found = unit.first(_LATEST, b_source=source)
    if found and sequence <= found.latest and found.at > now - SEQUENCE_HOLDS.total_seconds():
        raise Duplicate("an earlier input of this source")
    unit.change(_RAISE, source=source, latest=sequence, at=now, new_latest=sequence, new_at=now)


def _keep_once(unit: Unit, source: str, key: bytes) -> None:
    old = unit.now_s - int(ONCE_HOLDS.total_seconds())
    unit.change(_FORGET_OLD_KEY, b_source=source, b_key=key, b_old=old)
    if not unit.change(_ONCE, source=source, key=key, at=unit.now_s):
        raise Duplicate("this input was handled before")
