"""PostgreSQL: the same transactions on asyncpg, many at a time, locking what they decide on."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.marks import Mark
from bot.storage.engine import Job
from bot.storage.errors import StoreClosed, StoreFailed, UnusableStore, failed
from bot.storage.migrate import migrate_on
from bot.storage.schema import metadata
from handlers.errors import Conflict

T = TypeVar("T")

TRIES = 8
"""Runs of one transaction that meets others: each loser waits for its winner, so few suffice."""
_TRY_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_ONE_MIGRATES = text("select pg_advisory_xact_lock(7311201)")


class PostgresEngine:
    """One database, possibly shared with other processes."""

    has_many_writers = True
    keeps_copies = True

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._order: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    @classmethod
    async def open(cls, address: str, *, pool: int = 8) -> "PostgresEngine":
        """Connect and bring the tables up to date; "?search_path=..." names a schema. Raises `UnusableStore`."""
        try:
            url = make_url(address).set(drivername="postgresql+asyncpg")
            schema = url.query.get("search_path")
            settings = {"server_settings": {"search_path": str(schema)}} if schema else {}
            engine = create_async_engine(
                url.difference_update_query(["search_path"]),
                pool_size=pool,
                max_overflow=0,
                hide_parameters=True,
                isolation_level="READ COMMITTED",
                connect_args=settings,
            )
        except (ArgumentError, ValueError, ImportError):
            raise UnusableStore("no usable PostgreSQL address or driver; install whistle[postgres]") from None
        try:
            async with engine.begin() as connection:
                await connection.execute(_ONE_MIGRATES)
                await connection.run_sync(migrate_on)
        except BaseException as error:
            await asyncio.shield(engine.dispose())
            if isinstance(error, OSError | SQLAlchemyError):
                raise UnusableStore("the PostgreSQL database cannot be reached or used") from None
            raise
        return cls(engine)

    async def run(self, job: Job[T], mark: Mark | None) -> T:
        if mark is None or mark.sequence is None:
            return await self._shielded(self._until_settled(job))
        # A number that overtook an earlier one would make that look like a duplicate.
        return await self._shielded(self._in_order(self._order.setdefault(mark.source, asyncio.Lock()), job))

    async def read(self, job: Job[T]) -> T:
        return await self._shielded(self._read(job))

    async def wipe(self) -> bool:
        """Deleted rows lie in the heap until they are vacuumed; log archives and replicas keep their own copies."""
        async with self._engine.connect() as connection:
            auto = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await auto.exec_driver_sql("VACUUM " + ", ".join(metadata.tables))
        return True

    async def backup(self, path: Path) -> None:
        raise UnusableStore(f"nothing was written to {path}: back up PostgreSQL with its own tools")

    async def close(self) -> None:
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks)
        await asyncio.shield(self._engine.dispose())

    async def _shielded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run as a task of its own: a cancelled caller must not cut a transaction in two."""
        if self._closing:
            work.close()
            raise StoreClosed("the store is closing")
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    async def _in_order(self, lock: asyncio.Lock, job: Job[T]) -> T:
        async with lock:
            return await self._until_settled(job)

    async def _until_settled(self, job: Job[T]) -> T:
        last: Exception = StoreFailed("the database failed")
        for _ in range(TRIES):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(job)
            except Conflict as conflict:
                last = conflict
            except DBAPIError as error:
                last = failed(error)
                if getattr(error.orig, "sqlstate", None) not in _TRY_AGAIN:
                    raise last from None
            except (OSError, SQLAlchemyError) as error:
                raise failed(error) from None
        raise last

    async def _read(self, job: Job[T]) -> T:
        try:
            async with self._engine.connect() as connection:
                asking = await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                async with asking.begin():
                    return await asking.run_sync(job)
        except (OSError, SQLAlchemyError) as error:
            raise failed(error) from None
