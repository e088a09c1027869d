"""Holds aiosqlite to the private parts that storage stands on, and the writer to what it promises of them."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text

from bot.storage.errors import StoreClosed, StoreFailed
from bot.storage.seam import Thread
from bot.storage.writer import Writer


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def threads() -> set[int | None]:
    return {each.ident for each in threading.enumerate() if each is not threading.main_thread()}


async def opened(path: Path) -> tuple[Thread, Writer]:
    thread = await Thread.start(lambda: connect(path))
    await thread.hop(lambda: thread.plain().execute("create table t (n integer primary key)").close())
    return thread, Writer(thread, thread.engine("BEGIN IMMEDIATE"))


def adding(n: int):
    return lambda connection: connection.execute(text("insert into t values (:n)"), {"n": n}).rowcount


def counted(path: Path) -> int:
    with sqlite3.connect(path) as plain:
        found = plain.execute("select count(*) from t").fetchone()[0]
    plain.close()
    return int(found)


async def test_aiosqlite_still_has_the_seam(tmp_path):
    async with aiosqlite.connect(tmp_path / "t.db") as connection:
        assert isinstance(connection._conn, sqlite3.Connection)
        idents = [await connection._execute(threading.get_ident) for _ in range(2)]  # type: ignore[no-untyped-call]  # that is the seam
        assert idents[0] == idents[1] != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            await connection._execute(lambda: 1 // 0)  # type: ignore[no-untyped-call]  # as above
        assert isinstance(connection._thread, threading.Thread)


async def test_every_hop_is_on_one_thread_that_ends_with_close(tmp_path):
    before = threads()
    thread, writer = await opened(tmp_path / "t.db")
    ident = await writer.run(lambda connection: threading.get_ident())
    assert {await thread.hop(threading.get_ident)} == {ident}
    await writer.close()
    await thread.close()
    assert threads() <= before


async def test_opening_what_cannot_be_opened_leaves_no_thread(tmp_path):
    before = threads()
    with pytest.raises(sqlite3.OperationalError):
        await Thread.start(lambda: sqlite3.connect(tmp_path / "no" / "t.db"))
    assert threads() <= before


async def test_transactions_begin_immediate_and_end_with_their_group(tmp_path):
    thread, writer = await opened(tmp_path / "t.db")
    plain = thread.plain()
    inside = await writer.run(lambda connection: plain.in_transaction)
    after = await thread.hop(lambda: plain.in_transaction)
    assert (inside, after) == (True, False)
    await writer.close()
    await thread.close()


async def test_jobs_that_wait_together_share_a_commit(tmp_path):
    thread, writer = await opened(tmp_path / "t.db")
    commits: list[int] = []
    trace = lambda sql: commits.append(1) if sql.strip().upper() == "COMMIT" else None  # noqa: E731
    await thread.hop(lambda: thread.plain().set_trace_callback(trace))
    await asyncio.gather(*(writer.run(adding(n)) for n in range(50)))
    assert counted(tmp_path / "t.db") == 50
    assert len(commits) < 10
    await writer.close()
    await thread.close()


async def test_nobody_is_answered_when_the_commit_of_the_group_fails(tmp_path):
    path = tmp_path / "t.db"
    thread = await Thread.start(lambda: connect(path))

    def make() -> None:
        plain = thread.plain()
        plain.execute("pragma foreign_keys=on")
        plain.execute("create table t (n integer primary key)")
        plain.execute("create table c (n references t deferrable initially deferred)")

    await thread.hop(make)
    writer = Writer(thread, thread.engine("BEGIN IMMEDIATE"))
    orphan = text("insert into c values (99)")
    both = await asyncio.gather(
        writer.run(adding(1)),
        writer.run(lambda connection: connection.execute(orphan).rowcount),
        return_exceptions=True,
    )
    assert all(isinstance(each, StoreFailed) for each in both)
    assert counted(path) == 0
    assert await writer.run(adding(1)) == 1  # and it goes on
    await writer.close()
    await thread.close()


async def test_a_crash_in_the_middle_of_a_group_leaves_nothing_of_it(tmp_path):
    path = tmp_path / "t.db"
    thread, writer = await opened(path)
    seen: list[int] = []

    def look(connection) -> None:
        # What another process would find if this one died here.
        seen.append(counted(path))

    await asyncio.gather(writer.run(adding(1)), writer.run(look), writer.run(adding(2)), writer.run(look))
    assert seen == [0, 0]
    assert counted(path) == 2
    await writer.close()
    await thread.close()


async def test_a_cancelled_caller_leaves_the_connection_outside_a_transaction(tmp_path):
    thread, writer = await opened(tmp_path / "t.db")
    calls = [asyncio.create_task(writer.run(adding(n))) for n in range(30)]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    assert await writer.run(adding(1000)) == 1
    assert counted(tmp_path / "t.db") == 31
    await writer.close()
    await thread.close()


async def test_closing_the_writer_finishes_its_jobs_first(tmp_path):
    thread, writer = await opened(tmp_path / "t.db")
    calls = [asyncio.create_task(writer.run(adding(n))) for n in range(100)]
    await asyncio.sleep(0)
    await writer.close()
    assert await asyncio.gather(*calls) == [1] * 100
    with pytest.raises(StoreClosed):
        await writer.run(adding(1000))
    await thread.close()


def test_a_loop_that_goes_down_around_the_writer_takes_the_thread_with_it(tmp_path):
    before = set(threading.enumerate())

    async def forgets_to_close() -> None:
        _, writer = await opened(tmp_path / "t.db")
        await writer.run(adding(1))

    asyncio.run(forgets_to_close())
    for each in set(threading.enumerate()) - before:
        each.join(5)
        assert not each.is_alive()
