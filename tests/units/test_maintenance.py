"""What has had its time goes by itself; what another program holds up goes as soon as it can, and the log says so."""

import io
import sqlite3
from pathlib import Path

import pytest

from bot import logs
from bot.app import App
from bot.clock import TownClock
from bot.maintenance import LOOK_EVERY
from bot.parts import Parts
from bot.privacy.members import ModeratorSecret
from handlers.policy import Directory, Policy, Room
from tests.runtime import NOON, Post, alder_ferry


@pytest.fixture
def log():
    stream = io.StringIO()
    undo = logs.configure(stream, "info")
    yield stream
    undo()


async def test_a_purge_held_up_by_a_reader_is_logged_and_tried_again_soon(tmp_path: Path, log: io.StringIO):
    clock = TownClock(NOON)
    parts = Parts(
        policy=Policy(),
        directory=Directory(moderation=(Room(name="moderators@sim"),), channels=()),
        gazetteer=alder_ferry(),
        store=tmp_path / "whistle.db",
        members=ModeratorSecret(bytes(32)),
        transports=(Post(),),
        clock=clock,
    )
    app = App(parts)
    await app.open()
    try:
        await app.store.run(lambda tx: tx.journal.count("opened", NOON))
        reader = sqlite3.connect(tmp_path / "whistle.db", isolation_level=None)
        reader.execute("begin")
        reader.execute("select count(*) from statistics").fetchone()
        await app.maintenance.step()
        assert "event=purge.done rows=0 busy=1" in log.getvalue()
        reader.close()
        clock.advance(LOOK_EVERY)
        await app.maintenance.step()
        assert "event=purge.done rows=0 busy=0" in log.getvalue()
        assert (tmp_path / "whistle.db-wal").stat().st_size == 0
    finally:
        await app.close()
