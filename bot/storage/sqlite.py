"""SQLite: one writer, a few read-only readers, a file that only we may open, and nothing left of what was deleted."""

import asyncio
import fcntl
import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.marks import Mark
from bot.storage.engine import Job
from bot.storage.errors import StoreClosed, UnusableStore, failed
from bot.storage.migrate import migrate
from bot.storage.seam import Thread
from bot.storage.writer import Writer
from handlers.retention import SUPPRESSED_BELOW

T = TypeVar("T")

READERS = 2
BUSY_MS = 5_000
WIPE_TRIES, WIPE_PAUSE_S = 5, 0.2
"""Our own readers are done within milliseconds; somebody else's may take long, and the next purge tries again."""
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA secure_delete=ON",  # not every build has it on
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)
_WRITER_PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
_NOT_IN_A_BACKUP = ("wordings", "tags", "once_keys", "sequences", "set_aside")


class SqliteEngine:
    """One file. Readers see what is committed; the writer alone changes it."""

    has_many_writers = False
    keeps_copies = False

    def __init__(self, lock: int, thread: Thread, engine: sa.Engine, readers: "Readers") -> None:
        self._lock, self._thread, self._readers = lock, thread, readers
        self._writer = Writer(thread, engine, self._end_threads)
        self._closed: asyncio.Task[None] | None = None
        self._ending = False

    @classmethod
    async def open(cls, path: Path) -> "SqliteEngine":
        """Open or create the file and bring it up to date. Raises `UnusableStore`."""
        lock = _lock(path)
        thread: Thread | None = None
        try:
            thread = await Thread.start(partial(_connect, path, readonly=False))
            engine = thread.engine("BEGIN IMMEDIATE")
            await thread.hop(partial(migrate, engine))
            readers = await Readers.open(path)
        except BaseException as error:
            if thread is not None:
                await asyncio.shield(thread.close())
            os.close(lock)
            if isinstance(error, sqlite3.DatabaseError | DBAPIError):
                raise UnusableStore(f"{path} is not a database that Whistle can use") from None
            raise
        return cls(lock, thread, engine, readers)

    async def run(self, job: Job[T], mark: Mark | None) -> T:  # noqa: ARG002  one writer keeps every order
        return await self._writer.run(job)

    async def read(self, job: Job[T]) -> T:
        return await self._readers.run(job)

    async def wipe(self) -> bool:
        for _ in range(WIPE_TRIES):
            if await self._writer.outside(lambda: _checkpoint(self._thread)):
                return True
            await asyncio.sleep(WIPE_PAUSE_S)
        return False

    async def backup(self, path: Path) -> None:
        """A copy for moving house: structured rows only. Raises `UnusableStore` when the file exists."""
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise UnusableStore(f"{path}: {error.strerror}") from None
        await self._writer.outside(lambda: _plain(self._thread).execute("VACUUM INTO ?", (str(path),)).close())
        await asyncio.to_thread(_strip_backup, path)

    async def close(self) -> None:
        if self._closed is None:
            self._closed = asyncio.create_task(self._close(), name="whistle store close")
        await asyncio.shield(self._closed)

    async def _close(self) -> None:
        try:
            await self._writer.close()
        finally:
            await self._end_threads()

    async def _end_threads(self) -> None:
        if self._ending:
            return  # a close and the end of the loop may meet here
        self._ending = True
        try:
            await self._readers.close()
        finally:
            await self._thread.close()
            os.close(self._lock)


class Readers:
    """Read-only connections; each serves one question at a time."""

    def __init__(self, all_: list[tuple[Thread, sa.Engine]]) -> None:
        self._all = all_
        self._free: asyncio.Queue[tuple[Thread, sa.Engine]] = asyncio.Queue()
        for each in all_:
            self._free.put_nowait(each)
        self._asked: set[asyncio.Task[Any]] = set()
        self._closing = False

    @classmethod
    async def open(cls, path: Path) -> "Readers":
        threads: list[tuple[Thread, sa.Engine]] = []
        try:
            for _ in range(READERS):
                thread = await Thread.start(partial(_connect, path, readonly=True))
                threads.append((thread, thread.engine("BEGIN")))
        except BaseException:
            for thread, _ in threads:
                await asyncio.shield(thread.close())
            raise
        return cls(threads)

    async def run(self, job: Job[T]) -> T:
        if self._closing:
            raise StoreClosed("the store is closing")
        # A task of its own: a cancelled caller must not leave a reader inside a transaction.
        asked = asyncio.create_task(self._run(job))
        self._asked.add(asked)
        asked.add_done_callback(self._asked.discard)
        asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(asked)

    async def close(self) -> None:
        """Answer every question that was taken, then end the threads."""
        self._closing = True
        if self._asked:
            await asyncio.wait(self._asked)
        for thread, _ in self._all:
            await thread.close()

    async def _run(self, job: Job[T]) -> T:
        reader = await self._free.get()
        try:
            return await reader[0].hop(lambda: _read(reader[1], job))
        except DBAPIError as error:
            raise failed(error) from None
        finally:
            self._free.put_nowait(reader)


def _read(engine: sa.Engine, job: Job[T]) -> T:
    with engine.connect() as connection, connection.begin() as transaction:
        try:
            return job(connection)
        finally:
            transaction.rollback()


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    mode = "ro" if readonly else "rw"
    # isolation_level None: transactions begin and end where we say, not where the driver guesses.
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None)
    try:
        for pragma in (*_PRAGMAS, *(("PRAGMA query_only=ON",) if readonly else _WRITER_PRAGMAS)):
            connection.execute(pragma).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _lock(path: Path) -> int:
    """Hold the file for this process alone: two writers of one WAL can corrupt it in SQLite before 3.51.3."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        lock = os.open(path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise UnusableStore(f"{path}: {error.strerror}; name a file in a folder that Whistle may write to") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise UnusableStore(f"{path} is in use by another Whistle; stop that one first") from None
    return lock


def _plain(thread: Thread) -> sqlite3.Connection:
    connection = thread.plain()
    assert isinstance(connection, sqlite3.Connection)
    return connection


def _checkpoint(thread: Thread) -> bool:
    """Write the log into the file and empty it: until then it still holds what was deleted. False while it is read."""
    connection = _plain(thread)
    # Waiting for a reader here would hold up everything that is to be written.
    connection.execute("PRAGMA busy_timeout=0").fetchall()
    try:
        ((busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}").fetchall()
    return not busy


def _strip_backup(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete=ON").fetchall()
        for table in _NOT_IN_A_BACKUP:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  our own names
        connection.execute("DELETE FROM statistics WHERE n < ?", (SUPPRESSED_BELOW,))
        connection.execute("VACUUM")
    finally:
        connection.close()
