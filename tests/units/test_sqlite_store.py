"""What the SQLite store promises of its file: nobody else opens it, nothing deleted is left, no thread stays."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.storage.errors import StoreClosed
from bot.storage.schema import metadata
from bot.storage.sqlite import Readers
from bot.storage.store import Store, StoreFailed, UnusableStore
from handlers.incident import IncidentState
from handlers.ports import Transaction
from handlers.retention import Retention
from tests.storebuild import NOON, Desk, alert, incident, report

CANARY = "zebra crossing canary"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "whistle.db"


async def opened(path: Path, desk: Desk) -> Store:
    return await Store.open(path, sealer=desk.sealer, now=desk.clock)


def on_disk(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())


async def test_the_file_is_ours_alone_to_read(path: Path, desk: Desk):
    store = await opened(path, desk)
    await store.run(lambda tx: tx.reports.add(report()))
    for each in path.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each.name
    await store.close()


async def test_a_second_whistle_is_told_that_the_first_has_the_file(path: Path, desk: Desk):
    store = await opened(path, desk)
    with pytest.raises(UnusableStore, match="in use by another Whistle"):
        await opened(path, desk)
    await store.run(lambda tx: tx.reports.add(report()))
    await store.close()
    await (await opened(path, desk)).close()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"this is a shopping list, not a database" * 40, "not a database"), (b"", "")],
    ids=["other file", "empty file"],
)
async def test_a_foreign_file_is_refused_and_left_as_it_is(path: Path, desk: Desk, content, said):
    path.write_bytes(content)  # noqa: ASYNC240  a few bytes, before anything runs
    if not said:
        await (await opened(path, desk)).close()
        return
    with pytest.raises(UnusableStore, match=said):
        await opened(path, desk)
    assert path.read_bytes() == content  # noqa: ASYNC240  as above


async def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path, desk: Desk):
    with pytest.raises(UnusableStore, match="No such file or directory; name a file in a folder"):
        await opened(tmp_path / "no" / "whistle.db", desk)


async def test_a_database_of_a_later_version_is_refused_and_left_as_it_is(path: Path, desk: Desk):
    await (await opened(path, desk)).close()
    with sqlite3.connect(path) as plain:
        plain.execute("update alembic_version set version_num = '9999'")
    plain.close()
    with pytest.raises(UnusableStore, match="later version"):
        await opened(path, desk)
    with sqlite3.connect(path) as plain:
        assert plain.execute("select version_num from alembic_version").fetchone() == ("9999",)
    plain.close()


async def test_the_migrations_make_exactly_the_schema(path: Path, desk: Desk):
    await (await opened(path, desk)).close()
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_no_column_is_named_for_a_person():
    forbidden = {"chat_id", "user_id", "username", "phone", "source_id", "uuid", "message_id", "address", "name"}
    columns = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    assert {each for each in columns if each[1] in forbidden} == {("switches", "name"), ("statistics", "name")}


async def test_the_writer_and_readers_run_with_the_pragmas_of_the_house(path: Path, desk: Desk):
    store = await opened(path, desk)
    names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store", "trusted_schema")

    def pragmas(tx: Transaction) -> list[object]:
        connection = tx.reports.unit.connection  # type: ignore[attr-defined]  # below the port on purpose
        return [connection.exec_driver_sql(f"pragma {each}").scalar() for each in names]

    assert await store.run(pragmas) == ["wal", 2, 1, 1, 2, 0]
    assert (await store.read(pragmas))[2:] == [1, 1, 2, 0]
    await store.close()


async def test_a_purge_leaves_nothing_of_what_it_deletes_in_any_file(path: Path, desk: Desk):
    store = await opened(path, desk)

    def fill(tx: Transaction) -> None:
        for n in range(50):
            shut = incident(f"C{n:03}", state=IncidentState.CLOSED, closed_at=NOON)
            tx.incidents.add(shut)
            tx.reports.add(report(f"r{n}", incident=shut.code, understood=CANARY))

    await store.run(fill)
    assert CANARY.encode() in on_disk(path.parent)
    desk.clock.passes(days=8)
    gone = await store.purge(desk.clock(), Retention())
    assert (gone["reports"], gone["incidents"]) == (50, 50)
    assert CANARY.encode() not in on_disk(path.parent)
    await store.close()


async def test_a_posts_content_is_gone_once_it_is_sent_and_wiped(path: Path, desk: Desk):
    store = await opened(path, desk)
    await store.run(lambda tx: tx.outbox.post(alert(payload={"text": CANARY})))
    (row,) = await store.lease(desk.clock(), "one", 1)
    assert await store.sending(row)
    assert await store.done(row, "m1")
    await store.purge(desk.clock(), Retention())
    assert CANARY.encode() not in on_disk(path.parent)
    await store.close()


async def test_what_somebody_else_reads_is_wiped_when_they_are_done_and_said_not_to_be_until_then(
    path: Path, desk: Desk
):
    store = await opened(path, desk)
    await store.run(lambda tx: tx.incidents.add(incident(state=IncidentState.CLOSED, closed_at=NOON)))
    await store.run(lambda tx: tx.reports.add(report(incident="K7Q2", understood=CANARY)))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from reports").fetchone()
    desk.clock.passes(days=8)
    await store.purge(desk.clock(), Retention())
    assert [store.wiped] == [False]
    assert CANARY.encode() in on_disk(path.parent), "the log still holds it"
    await store.run(lambda tx: tx.incidents.add(incident("R4TX")))  # nothing that is to be written waits for a reader
    reader.close()
    await store.purge(desk.clock(), Retention())
    assert [store.wiped] == [True]
    assert CANARY.encode() not in on_disk(path.parent)
    await store.close()


async def test_open_incidents_and_drafts_are_kept_however_old(path: Path, desk: Desk):
    store = await opened(path, desk)
    await store.run(lambda tx: tx.incidents.add(incident()))
    await store.run(lambda tx: tx.reports.add(report()))
    desk.clock.passes(days=400)
    await store.purge(desk.clock(), Retention())
    assert await store.read(lambda tx: tx.incidents.get("K7Q2")) == incident()
    assert await store.read(lambda tx: tx.reports.get("r1")) == report()
    await store.close()


async def test_a_backup_holds_structured_rows_and_no_sealed_words(path: Path, desk: Desk):
    store = await opened(path, desk)

    def fill(tx: Transaction) -> None:
        tx.incidents.add(incident())
        tx.tags.add("K7Q2", 3, 77)
        tx.wordings.put("report:r1", "words")
        tx.journal.count("opened", NOON, 4)
        tx.journal.count("published", NOON, 5)

    await store.run(fill)
    copy = path.with_name("copy.db")
    await store.backup(copy, desk.clock(), Retention())
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(UnusableStore, match="File exists"):
        await store.backup(copy, desk.clock(), Retention())
    await store.close()
    restored = await opened(copy, desk)
    assert await restored.read(lambda tx: tx.incidents.get("K7Q2")) == incident()
    assert await restored.read(lambda tx: tx.wordings.read("report:r1")) is None
    assert await restored.read(lambda tx: tx.tags.count("K7Q2")) == 0
    assert {each.name for each in await restored.statistics(NOON - timedelta(days=1))} == {"published"}
    with sqlite3.connect(copy) as plain:
        assert plain.execute("select name from statistics").fetchall() == [("published",)]
    plain.close()
    await restored.close()


async def test_a_full_disk_is_told_and_the_store_goes_on_afterwards(path: Path, desk: Desk):
    store = await opened(path, desk)

    def limit(pages: int) -> Callable[[Any], object]:
        return lambda tx: tx.reports.unit.connection.exec_driver_sql(f"pragma max_page_count={pages}").scalar()

    await store.run(limit(1))
    big = report("big", understood="x" * 200_000)
    with pytest.raises(StoreFailed):
        await store.run(lambda tx: tx.reports.add(big))
    await store.run(limit(100_000))
    await store.run(lambda tx: tx.reports.add(big))
    assert await store.read(lambda tx: tx.reports.get("big")) == big
    await store.close()


async def test_a_cancelled_question_leaves_its_reader_free(path: Path, desk: Desk):
    store = await opened(path, desk)
    for _ in range(10):
        asked = asyncio.create_task(store.read(lambda tx: tx.incidents.open()))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    assert await store.read(lambda tx: tx.incidents.open()) == []
    await store.close()


async def test_a_cancelled_close_still_ends_every_thread(path: Path, desk: Desk):
    before = set(threading.enumerate())
    store = await opened(path, desk)
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.gather(closing, return_exceptions=True)
    await store.close()
    assert set(threading.enumerate()) <= before


async def test_a_question_taken_before_a_close_is_answered(path: Path, desk: Desk):
    await (await opened(path, desk)).close()
    readers = await Readers.open(path)
    asked = asyncio.create_task(readers.run(lambda connection: connection.exec_driver_sql("select 7").scalar()))
    await asyncio.sleep(0)  # it is taken, and no reader has it yet
    await readers.close()
    assert await asked == 7
    with pytest.raises(StoreClosed):
        await readers.run(lambda connection: None)


def test_a_loop_that_ends_in_the_middle_of_a_close_leaves_no_thread(path: Path, desk: Desk):
    before = set(threading.enumerate())
    slow = threading.Event()

    async def is_cut_short() -> None:
        store = await opened(path, desk)
        jobs: list[asyncio.Task[Any]] = [asyncio.create_task(store.run(lambda tx: slow.wait(60)))]
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # the writer has the first job, and the others wait
        jobs += [asyncio.create_task(store.run(lambda tx: tx.incidents.open())) for _ in range(3)]
        closing = asyncio.create_task(store.close())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not any(each.done() for each in (*jobs, closing))
        slow.set()

    asyncio.run(is_cut_short())
    assert set(threading.enumerate()) <= before


def test_a_loop_that_ends_without_a_close_leaves_no_thread_and_no_lock(path: Path, desk: Desk):
    before = set(threading.enumerate())

    async def forgets_to_close() -> None:
        store = await opened(path, desk)
        await store.run(lambda tx: tx.reports.add(report()))

    asyncio.run(forgets_to_close())
    for each in set(threading.enumerate()) - before:
        each.join(5)
        assert not each.is_alive()

    async def opens_again() -> None:
        await (await opened(path, desk)).close()

    asyncio.run(opens_again())
