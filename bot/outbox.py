"""Rows of the outbox as delivery sees them, what is known of the messages they edit, and where they are leased."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.outbound import Notice, Post, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Exactly one of `post` and `notice` is set.

    `edit_ref` is the platform's handle of the message to edit, "" when the row is to be sent anew; `shown` marks the
    picture above that message; `edits` and `first_sent_at` tell whether the platform still lets it be edited.
    `attempts` counts the calls begun so far.
    """

    id: int
    urgency: Urgency
    owner: str
    attempts: int = 0
    post: Post | None = None
    notice: Notice | None = None
    edit_ref: str = ""
    shown: str = ""
    edits: int = 0
    first_sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """What a message that is out is found by: `ref`, its newest edition, and a mark of the picture above it."""

    ref: str = ""
    latest: str = ""
    shown: str = ""


class Deliveries(Protocol):
    """The delivery side of the store. Every method commits before it returns."""

    async def lease(
        self, now: datetime, owner: str, limit: int, rooms: Iterable[str] | None = None, *, notices: bool = True
    ) -> Sequence[OutboxRow]: ...

    async def sending(self, row: OutboxRow, *, is_edit: bool | None = None) -> bool: ...

    async def done(
        self,
        row: OutboxRow,
        sent_ref: str = "",
        *,
        shown: str = "",
        latest: str = "",
        edited: bool | None = None,
        gone_at: datetime | None = None,
    ) -> bool: ...

    async def failed(self, row: OutboxRow, retry_at: datetime | None = None) -> None: ...

    async def dropped(self, row: OutboxRow) -> None: ...

    async def unknown(self, row: OutboxRow) -> None: ...

    async def recover(self, owner: str | None = None) -> Sequence[OutboxRow]: ...

    async def next_due(self) -> datetime | None: ...
