"""The one place that touches what aiosqlite keeps to itself: its thread and the plain connection behind it.

`tests/units/test_writer_seam.py` holds aiosqlite to what is used here.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

import aiosqlite
from sqlalchemy import Engine, StaticPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

T = TypeVar("T")
Hop = Callable[[Callable[[], Any]], Awaitable[Any]]


class Thread:
    """A SQLite connection and the thread that alone may use it; every call of ours is one hop to it."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def start(cls, connect: Callable[[], sqlite3.Connection]) -> "Thread":
        """Open in a new thread; the thread ends when opening fails."""
        connection = aiosqlite.Connection(connect, 64)
        try:
            return cls(await connection)
        except BaseException:
            # aiosqlite only asks it to end; a loop that closes first would make it die with a traceback.
            connection._thread.join()  # noqa: SLF001  the private seam
            raise

    async def hop(self, work: Callable[[], T]) -> T:
        """Run a function on the thread, after everything handed over before."""
        execute = cast(Hop, self._connection._execute)  # noqa: SLF001  the private seam
        result: T = await execute(work)
        return result

    def plain(self) -> DBAPIConnection:
        """The sqlite3 connection; to be touched on the thread only."""
        found: DBAPIConnection = self._connection._conn  # type: ignore[assignment]  # noqa: SLF001
        return found

    def engine(self, begin: str) -> Engine:
        """SQLAlchemy over this one connection, to be used on the thread only. `begin` starts its transactions."""
        # hide_parameters: an error's text must not quote what was to be stored.
        engine = create_engine("sqlite://", creator=self.plain, poolclass=StaticPool, hide_parameters=True)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    async def close(self) -> None:
        """Finish what was handed over, close, and end the thread."""
        await self._connection.close()
        # It has nothing left to do but to return.
        self._connection._thread.join()  # noqa: SLF001  the private seam
