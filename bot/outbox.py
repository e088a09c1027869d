"""What storage and delivery agree on: a row of the outbox, and what may be done with it.

Neither imports the other. A row goes queued -> leased -> sending -> done, or back to queued with a time before
which it must not be tried, or to failed or unknown. `sending` is committed before the platform is called, so a
crash in between can be told from a crash before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.outbound import Notice, Post, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One leased row: either a post to a room or a notice to whoever sent a report."""

    id: int
    urgency: Urgency
    enqueued_at: datetime
    attempts: int = 0
    """How often it was tried before."""
    post: Post | None = None
    notice: Notice | None = None
    earlier_ref: str = ""
    """For a post that edits: the handle of the subject's message in that room, "" where there is none yet."""


class Deliveries(Protocol):
    """The delivery side of the store. Every method commits before it returns."""

    async def lease(
        self, now: datetime, owner: str, limit: int, rooms: Collection[str] | None = None
    ) -> Sequence[OutboxRow]:
        """Due rows, most urgent then oldest first; with `rooms`, only posts to them ("" stands for notices)."""
        ...

    async def sending(self, row: OutboxRow) -> bool:
        """Mark that the platform is called now; False when the row is not ours any more."""
        ...

    async def done(self, row: OutboxRow, sent_ref: str) -> None:
        """It is out; the subject's message in that room is `sent_ref` from now on ("" for a notice)."""
        ...

    async def failed(self, row: OutboxRow, not_before: datetime | None) -> None:
        """It is surely not out: queue it again for later, or (None) give it up."""
        ...

    async def unknown(self, row: OutboxRow) -> None:
        """It may or may not be out: hold it until a moderator says "send again"."""
        ...

    async def recover(self, owner: str) -> Sequence[OutboxRow]:
        """What an earlier process of this owner left behind: its leases are freed, its `sending` rows answered."""
        ...
