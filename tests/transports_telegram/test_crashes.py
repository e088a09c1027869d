"""Killed at any point, by signal 9, again and again: nothing lost, nothing twice."""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import sys
from pathlib import Path

import pytest

UPDATES = int(os.environ.get("WHISTLE_CRASH_UPDATES", "400"))
KILLS = int(os.environ.get("WHISTLE_CRASH_KILLS", "4"))
ROOT = Path(__file__).parents[2]


def stored(file: Path) -> list[tuple[str, str]]:
    """Each text in the order it was first committed, with how often it was."""
    if not file.exists():
        return []
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        try:
            return list(db.execute("select name, value from switches order by rowid"))
        except sqlite3.OperationalError:
            return []
        finally:
            db.rollback()


async def bot(fake, file: Path, die_at: int, when: str, port: list[str]) -> asyncio.subprocess.Process:
    arguments = [fake.token, fake.url, str(file), str(die_at), when, *port]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.transports_telegram.crashing_bot", *arguments, cwd=ROOT
    )


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(town, fake, tmp_path, way):
    dice, file = random.Random(5), tmp_path / "store.db"
    port: list[str] = []
    if way == "webhook":
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = [str(free.getsockname()[1])]
    people = [fake.person(f"P{n}") for n in range(7)]
    sent = [f"report {number}" for number in range(UPDATES)]
    for number, text in enumerate(sent):
        people[number % 7].writes(text)
    for _ in range(KILLS):
        process = await bot(fake, file, dice.randint(1, UPDATES // (KILLS + 1)), dice.choice(("before", "after")), port)
        assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL
    last = await bot(fake, file, 0, "never", port)
    try:
        await fake.until(lambda: len(stored(file)) >= UPDATES, within_s=120)
    finally:
        last.kill()
        await last.wait()
    texts = stored(file)
    assert sorted(texts) == sorted((text, "1") for text in sent)
    if way == "polling":
        assert [text for text, _ in texts] == sent
