"""Which token may appear where, and until when. What is not written here may appear nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.canaries.search import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """A field, as tokens name it, may appear in a sink, for a reason; `ends` once the conversation is closed."""

    field: str
    sink: str
    why: str
    ends: bool = False


POLICY = (
    May(field="*/telegram/from.id", sink="out/telegram/private", why="chat_id of an answer", ends=True),
    May(field="*/telegram/message_id.*", sink="out/telegram/private", why="deleting it from the chat", ends=True),
    May(field="resident/*.photo.file_id", sink="out/telegram/platform", why="fetching a photo", ends=True),
    May(field="*/telegram/callback.id.*", sink="out/telegram/platform", why="answering the press", ends=True),
    May(field="moderator/*/telegram/from.id", sink="out/telegram/room", why="asking whether they are in the room"),
    May(field="resident/*/telegram/update_id", sink="files/whistle.db*", why="it is not tried again", ends=True),
    May(field="resident/*/telegram/update_id", sink="readyz", why="an operator sees what was set aside", ends=True),
    May(field="*/signal/sourceUuid", sink="out/signal/private", why="the recipient of an answer", ends=True),
    May(field="resident/*/words", sink="out/*/room", why="a moderator asked to see the wording", ends=True),
    May(field="resident/*/edited", sink="out/*/room", why="a moderator asked to see the wording", ends=True),
    May(field="moderator/*/note", sink="out/*/room", why="a moderator's own words", ends=True),
    May(field="moderator/*/note", sink="out/*/channel", why="a moderator's own words", ends=True),
    May(field="moderator/*/note", sink="out/signal/private", why="the same, to whoever subscribed", ends=True),
)


def forbidden(found: Iterable[Found], sink: str, *, closed: bool = False) -> list[Found]:
    """What of it may not be there; `closed`: every conversation has ended."""
    rules = [may for may in POLICY if fnmatchcase(sink, may.sink) and not (closed and may.ends)]
    return sorted(each for each in found if not any(fnmatchcase(each.field, may.field) for may in rules))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """So many fields of these may be found in the memory of a process that took over from one that had them all."""

    field: str
    most: int
    why: str


MEMORY = (
    Bound(
        field="moderator/*/signal/source*",
        most=2,
        why="a moderators' group is listed with its members' ids and numbers: who may decide is known while it runs",
    ),
    Bound(
        field="subscriber/*/signal/source*",
        most=2,
        why="a channel's group is listed with its members too, and answers stay in freed memory",
    ),
    Bound(field="*", most=8, why="what is allowed, not what is hoped: memory of Python cannot be wiped"),
)
"""For one moderator and one subscriber on Signal. The first bound that names a field counts it; nobody else has one."""


def over_bound(found: Iterable[Found]) -> dict[str, list[str]]:
    """The fields of every bound that too many were found of."""
    counted: dict[Bound, set[str]] = {bound: set() for bound in MEMORY}
    for each in found:
        counted[next(bound for bound in MEMORY if fnmatchcase(each.field, bound.field))].add(each.field)
    return {bound.field: sorted(fields) for bound, fields in counted.items() if len(fields) > bound.most}
