"""The store: runs the handlers' transactions and serves delivery, on whatever engine the address names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from bot.marks import Duplicate, Mark, SetAside
from bot.outbox import Handles, OutboxRow
from bot.storage import deliveries, setting_aside
from bot.storage.engine import Engine, Job
from bot.storage.errors import StoreClosed, StoreError, StoreFailed, UnusableStore
from bot.storage.journal import Count, counts
from bot.storage.marking import check_and_keep
from bot.storage.purging import purge
from bot.storage.sqlite import SqliteEngine
from bot.storage.transaction import transaction
from bot.storage.unit import SealedText, Sealer, Unit
from handlers.ports import Transaction
from handlers.retention import Retention

__all__ = [
    "Count",
    "Duplicate",
    "SealedText",
    "Sealer",
    "Store",
    "StoreClosed",
    "StoreError",
    "StoreFailed",
    "UnusableStore",
]

T = TypeVar("T")


class Seals(NamedTuple):
    """What seals words, and what seals nouns (None: they rest as they are)."""

    words: Sealer
    details: Sealer | None


class Store:
    """Every call is one transaction and answers after its commit. A cancelled caller loses the answer only."""

    def __init__(self, engine: Engine, seals: Seals, now: Callable[[], datetime]) -> None:
        self._engine, self._seals, self._now = engine, seals, now
        self.wiped = True
        """Whether the last purge left nothing behind: not while another program reads the file."""

    @classmethod
    async def open(
        cls, url_or_path: str | Path, *, sealer: Sealer, details: Sealer | None = None, now: Callable[[], datetime]
    ) -> "Store":
        """A file's path, or a postgresql:// address, which needs `details` too. Raises `UnusableStore`.

        `sealer` is for wordings. `details` is for whole nouns, used where the database keeps what was deleted.
        """
        engine = await _engine(str(url_or_path))
        if engine.keeps_copies and details is None:
            await engine.close()
            raise UnusableStore("PostgreSQL keeps copies of what is deleted: it needs the keys of details")
        return cls(engine, Seals(sealer, details if engine.keeps_copies else None), now)

    # What handlers do

    async def run(self, work: Callable[[Transaction], T], mark: Mark | None = None) -> T:
        """Run a use case and commit. It may be run again after a conflict, so it must be free of side effects.

        Raises `Duplicate` when the mark was seen (nothing is done then), `StoreError` when nothing was committed,
        and whatever the work raised, which undoes it.
        """

        def job(unit: Unit) -> T:
            if mark is not None:
                check_and_keep(unit, mark)
            return work(transaction(unit))

        return await self._run(job, mark)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Ask without changing anything; a change is refused with `StoreFailed`."""
        return await self._engine.read(self._job(lambda unit: work(transaction(unit)), locks=False))

    # What delivery does

    async def lease(
        self, now: datetime, owner: str, limit: int, rooms: Iterable[str] | None = None, *, notices: bool = True
    ) -> list[OutboxRow]:
        """Take rows to send, in the order to send them; None means every room. One at a time a room and incident."""
        only = None if rooms is None else tuple(rooms)
        return await self._run(lambda unit: deliveries.lease(unit, owner, limit, only, notices), now=now)

    async def sending(self, row: OutboxRow, *, is_edit: bool | None = None) -> bool:
        """Commit that the call begins now. False: the row was dropped or taken, and must not be sent.

        `is_edit` says whether an earlier message is changed, which may be repeated; by default where one is known.
        """
        edits = bool(row.edit_ref) if is_edit is None else is_edit
        return await self._run(lambda unit: deliveries.begin(unit, row, edits))

    async def done(
        self,
        row: OutboxRow,
        sent_ref: str = "",
        *,
        shown: str = "",
        latest: str = "",
        edited: bool | None = None,
        gone_at: datetime | None = None,
    ) -> bool:
        """It is out as `sent_ref` with the picture marked `shown` ("": none).

        `latest` is its newest edition where that is another handle; `edited` when that is the earlier message, by
        default where one is known. At `gone_at` it is deleted again.
        """
        edits = bool(row.edit_ref) if edited is None else edited
        handles = Handles(ref=sent_ref, latest=latest, shown=shown)
        return await self._run(lambda unit: deliveries.done(unit, row, handles, edits, gone_at))

    async def failed(self, row: OutboxRow, retry_at: datetime | None = None) -> None:
        """Surely not sent: again at `retry_at`, or never when that is None."""
        if retry_at is None:
            await self._run(lambda unit: deliveries.give_up(unit, row, "failed"))
        else:
            await self._run(lambda unit: deliveries.retry(unit, row, retry_at))

    async def dropped(self, row: OutboxRow) -> None:
        """Not sent and not wanted any more: a notice whose address is gone."""
        await self._run(lambda unit: deliveries.give_up(unit, row, "dropped"))

    async def unknown(self, row: OutboxRow) -> None:
        """May or may not be out: held until a moderator's Resend (`tx.outbox.release`)."""
        await self._run(lambda unit: deliveries.unsure(unit, row))

    async def recover(self, owner: str | None = None) -> list[OutboxRow]:
        """After a death: free its leases, queue its edits again, and answer the sends whose outcome is unknown.

        None means every owner: right where only one process uses the database, at its start.
        """
        return await self._run(lambda unit: deliveries.recover(unit, owner))

    async def recover_lapsed(self) -> list[OutboxRow]:
        """The same for calls whose owner was not heard of since its lease ended."""
        return await self._run(deliveries.recover_lapsed)

    async def held(self) -> list[OutboxRow]:
        """Rows of unknown outcome, oldest first."""
        return await self._engine.read(self._job(deliveries.held, locks=False))

    async def next_due(self) -> datetime | None:
        """When the next queued row may go (past times: now); None when nothing waits."""
        return await self._engine.read(self._job(deliveries.next_due, locks=False))

    # What transports could not take in

    async def set_aside(self, source: str, each: SetAside) -> None:
        """Remember an input of a source that will not be tried again; the oldest make room for it."""
        await self._run(lambda unit: setting_aside.keep(unit, source, each))

    async def set_asides(self, source: str) -> Sequence[SetAside]:
        """Those of one source, oldest first."""
        return await self._engine.read(self._job(lambda unit: setting_aside.kept(unit, source), locks=False))

    # What maintenance does

    async def purge(self, now: datetime, retention: Retention) -> Mapping[str, int]:
        """Delete what has had its time, and make it unreadable; answers rows by table."""
        gone = await self._run(lambda unit: purge(unit, retention), now=now)
        self.wiped = await self._engine.wipe()
        return gone

    async def backup(self, path: Path, now: datetime, retention: Retention) -> None:
        """Purge, then write a copy without wordings, tags and marks to a file that does not exist yet."""
        await self.purge(now, retention)
        await self._engine.backup(path)

    async def statistics(self, since: datetime) -> list[Count]:
        """Counts by name and bucket; small ones are suppressed."""
        return await self._engine.read(self._job(lambda unit: counts(unit, since), locks=False))

    async def close(self) -> None:
        """Finish what was handed over; ends every connection and thread."""
        await self._engine.close()

    async def _run(self, job: Callable[[Unit], T], mark: Mark | None = None, now: datetime | None = None) -> T:
        return await self._engine.run(self._job(job, locks=self._engine.has_many_writers, now=now), mark)

    def _job(self, job: Callable[[Unit], T], *, locks: bool, now: datetime | None = None) -> Job[T]:
        def run(connection: Connection) -> T:
            return job(Unit(connection, self._seals.words, now or self._now(), locks, self._seals.details))

        return run


async def _engine(address: str) -> Engine:
    if not address.startswith("postgresql"):
        return await SqliteEngine.open(Path(address))
    # Its driver is an extra that small installations do without.
    from bot.storage.postgres import PostgresEngine

    return await PostgresEngine.open(address)
