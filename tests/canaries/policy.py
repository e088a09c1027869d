"""Which token may appear where, and until when. What is not written here may appear nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from tests.canaries.search import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """A field, as tokens name it, may appear in a sink for a reason; `until` so long after anybody's last word."""

    field: str
    sink: str
    why: str
    until: timedelta | None = None


AT_ONCE, CLOSED, ADDRESS, PARTING = timedelta(minutes=1), timedelta(hours=6), timedelta(hours=6), timedelta(hours=7)
WORDING, SET_ASIDE, SUBSCRIPTION = timedelta(hours=24), timedelta(hours=48), timedelta(days=30)
"""As the retention table has it; incidents that nobody decides close by themselves in less."""

POLICY = (
    May(field="*/telegram/from.id", sink="out/telegram/private", why="chat_id of an answer", until=ADDRESS),
    May(
        field="*/telegram/from.id",
        sink="out/telegram/wiping",
        why="the chat that messages are deleted from",
        until=PARTING,
    ),
    May(field="*/telegram/message_id.*", sink="out/telegram/wiping", why="deleting it from the chat", until=PARTING),
    May(field="resident/*.photo.file_id", sink="out/telegram/platform", why="fetching a photo", until=AT_ONCE),
    May(field="*/telegram/callback.id.*", sink="out/telegram/platform", why="answering the press", until=AT_ONCE),
    May(field="moderator/*/telegram/from.id", sink="out/telegram/room", why="asking whether they are in the room"),
    May(field="resident/*/telegram/update_id", sink="files/whistle.db*", why="it is not tried again", until=SET_ASIDE),
    May(
        field="resident/*/telegram/update_id", sink="readyz", why="an operator sees what was set aside", until=SET_ASIDE
    ),
    May(field="*/signal/sourceUuid", sink="out/signal/private", why="the recipient of an answer", until=ADDRESS),
    May(
        field="subscriber/sid/signal/sourceUuid",
        sink="out/signal/private",
        why="an alert to whoever subscribed",
        until=SUBSCRIPTION,
    ),
    May(field="*/signal/sourceUuid", sink="out/signal/forgetting", why="whom signal-cli is to forget", until=PARTING),
    May(field="subscriber/*/signal/sourceUuid", sink="out/signal/platform", why="let into a group", until=AT_ONCE),
    May(field="resident/*/words", sink="out/signal/room", why="a moderator asked to see the wording", until=CLOSED),
    May(field="resident/*/edited", sink="out/signal/room", why="a moderator asked to see the wording", until=CLOSED),
    May(field="moderator/*/note", sink="out/*/room", why="a moderator's own words", until=WORDING),
    May(field="moderator/*/note", sink="out/*/channel", why="a moderator's own words", until=WORDING),
    May(field="moderator/*/note", sink="out/signal/private", why="the same, to whoever subscribed", until=WORDING),
)


def forbidden(found: Iterable[Found], sink: str, late: timedelta = timedelta(0)) -> list[Found]:
    """What of it may not be there so long after the last word."""
    rules = [may for may in POLICY if fnmatchcase(sink, may.sink) and (may.until is None or late < may.until)]
    return sorted(each for each in found if not any(fnmatchcase(each.field, may.field) for may in rules))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """So many fields of these may be found in the memory of a process that took over from one that had them all."""

    field: str
    most: int
    why: str


_LISTED = "each look asks signal-cli for its groups and keys, and it tells id, number and key of everybody it knows"
MEMORY = (
    Bound(field="resident/*", most=8, why="what is allowed, not what is hoped: memory of Python cannot be wiped"),
    Bound(field="moderator/*/signal/*", most=4, why=f"{_LISTED}; of moderators they are kept, for they may decide"),
    Bound(field="subscriber/*/signal/*", most=9, why=f"{_LISTED}; answers stay in freed memory"),
    Bound(field="*", most=8, why="as residents'"),
)
"""For one moderator and three subscribers on Signal. The first bound that names a field counts it."""


def over_bound(found: Iterable[Found]) -> dict[str, list[str]]:
    """The fields of every bound that too many were found of."""
    counted: dict[Bound, set[str]] = {bound: set() for bound in MEMORY}
    for each in found:
        counted[next(bound for bound in MEMORY if fnmatchcase(each.field, bound.field))].add(each.field)
    return {bound.field: sorted(fields) for bound, fields in counted.items() if len(fields) > bound.most}
