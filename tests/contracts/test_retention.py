"""Promise: every row goes at its age and not before, table by table, and what is gone opens nowhere."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.marks import Mark, SetAside
from bot.storage import setting_aside
from bot.storage.purging import TABLES
from bot.storage.schema import metadata
from bot.storage.store import Store
from handlers.incident import AlertRecord, Ballot, IncidentState, Vote
from handlers.ports import Transaction
from handlers.retention import Retention
from tests.storebuild import NOON, Desk, alert, incident, moderator, report

pytestmark = pytest.mark.promise
RETENTION = Retention()
KEPT = {
    "moderators": "until they are revoked",
    "members": "until they are revoked",
    "switches": "until what they switch is over",
    "lock_shards": "numbers of nobody",
}
"""Tables that no age empties."""


@dataclass(frozen=True)
class Row:
    """A table, how a row of it comes about at noon, and its age when it must go."""

    table: str
    fill: Callable[[Transaction], object]
    goes: timedelta
    mark: Mark | None = None


def closed(tx: Transaction) -> None:
    tx.incidents.add(incident(state=IncidentState.CLOSED, closed_at=NOON))


def of_closed(fill: Callable[[Transaction], object]) -> Callable[[Transaction], object]:
    def both(tx: Transaction) -> None:
        closed(tx)
        fill(tx)

    return both


def aside(tx: Transaction) -> None:
    unit = tx.reports.unit  # type: ignore[attr-defined]  # transports keep it, and no handler
    setting_aside.keep(unit, "sim", SetAside(number=7, error="Poison", at=NOON))


VOTE = Vote(alias="heron", ballot=Ballot.PUBLISH, edition=0, at=NOON)
RECORD = AlertRecord(incident="K7Q2", room="phillips@sim", first_at=NOON)
DETAILS = RETENTION.incident_details
ROWS = [
    Row("wordings", lambda tx: tx.wordings.put("report:r1", "words"), RETENTION.wording),
    Row("reports", of_closed(lambda tx: tx.reports.add(report(incident="K7Q2"))), DETAILS),
    Row("votes", of_closed(lambda tx: tx.votes.cast("K7Q2", VOTE)), DETAILS),
    Row("tags", of_closed(lambda tx: tx.tags.add("K7Q2", 3, 77)), DETAILS),
    Row("alerts", of_closed(lambda tx: tx.journal.record_alert(RECORD)), DETAILS),
    Row("incidents", closed, DETAILS),
    Row("outbox", lambda tx: tx.outbox.post(alert()), DETAILS),
    Row("posted", lambda tx: tx.outbox.post(alert()), DETAILS),
    Row("acts", lambda tx: tx.journal.acted("heron", "publish", "K7Q2", NOON), RETENTION.audit),
    Row("invites", lambda tx: tx.moderators.invite("hash", "wren", NOON + timedelta(hours=24)), timedelta(hours=24)),
    Row("codes", lambda tx: tx.incidents.add(incident()), RETENTION.codes),
    Row("sequences", lambda _tx: None, RETENTION.sequences, Mark(source="sim", sequence=7)),
    Row("set_aside", aside, RETENTION.set_aside),
    Row("once_keys", lambda _tx: None, RETENTION.once, Mark(source="sim", once=b"k")),
    # Counted by the day: a bucket is as old as its midnight.
    Row("statistics", lambda tx: tx.journal.count("opened", NOON, 7), RETENTION.statistics - timedelta(hours=12)),
]


async def rows_of(store: Store, table: str) -> int:
    def count(tx: Transaction) -> int:
        connection = tx.reports.unit.connection  # type: ignore[attr-defined]  # below the port on purpose
        return int(connection.exec_driver_sql(f"select count(*) from {table}").scalar())

    return await store.read(count)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.table)
async def test_a_row_goes_at_its_age_and_not_before(store: Store, desk: Desk, row: Row):
    await store.run(row.fill, row.mark)
    if row.table in ("outbox", "posted"):
        (sent,) = await store.lease(NOON, "me", 1)
        assert await store.sending(sent)
        assert await store.done(sent, "m1")
    desk.clock.now = NOON + row.goes
    await store.purge(desk.clock(), RETENTION)
    assert await rows_of(store, row.table) == 1
    desk.clock.passes(seconds=1)
    await store.purge(desk.clock(), RETENTION)
    assert await rows_of(store, row.table) == 0


def test_no_table_is_without_an_age_or_a_reason():
    assert {row.table for row in ROWS} == set(TABLES)
    assert set(metadata.tables) == set(TABLES) | set(KEPT)


async def test_a_moderator_stays(store: Store, desk: Desk):
    await store.run(lambda tx: tx.moderators.admit(moderator(), "member"))
    desk.clock.passes(days=4000)
    await store.purge(desk.clock(), RETENTION)
    assert await store.read(lambda tx: tx.moderators.by_member("member")) == moderator()


async def test_what_was_copied_before_a_purge_stays_unreadable_after_it(address, store: Store, desk: Desk):
    """The thief has the file and its log as they were; of the keys, what is left a day later."""
    await store.run(lambda tx: tx.wordings.put("report:r1", "three suvs", "[…] suvs"))
    stolen = await _copied(address, store)
    assert [desk.sealer.open_text(*each, b"report:r1") is not None for each in stolen] == [True]
    desk.clock.passes(hours=24)
    await store.purge(desk.clock(), RETENTION)
    desk.keyring.rotate()
    assert [desk.sealer.open_text(*each, b"report:r1") for each in stolen] == [None]


async def test_a_statistic_tells_the_day_and_not_the_second(store: Store):
    await store.run(lambda tx: tx.journal.count("opened", NOON + timedelta(seconds=7)))
    await store.run(lambda tx: tx.journal.count("opened", NOON + timedelta(hours=3), 4))
    (count,) = await store.statistics(NOON - timedelta(days=1))
    assert (count.bucket, count.n) == (NOON.replace(hour=0), 5)


async def _copied(address: str | Path, store: Store) -> list[tuple[int, bytes, bytes]]:
    """Sealed words out of a copy: of the file and its log, or of PostgreSQL's rows."""
    query = "select epoch, nonce, ciphertext from wordings"
    if isinstance(address, Path):
        copy = address.with_name("stolen.db")
        for end in ("", "-wal"):
            shutil.copyfile(f"{address}{end}", f"{copy}{end}")
        with sqlite3.connect(copy) as thief:
            found = thief.execute(query).fetchall()
        thief.close()
        return found

    def read(tx: Transaction) -> list[tuple[int, bytes, bytes]]:
        connection = tx.reports.unit.connection  # type: ignore[attr-defined]  # below the port on purpose
        return [tuple(each) for each in connection.exec_driver_sql(query)]

    return await store.read(read)
