"""Promise: a bot that crashes leaves no core, though whoever started it lets it; and one that was left would be found."""

import asyncio
import resource
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.canaries import memory, sinks
from tests.canaries.command import whistle, write_settings
from tests.canaries.search import Scanner
from tests.canaries.telegram import Marked
from tests.canaries.tokens import Mint
from tests.fake_telegram.server import fake_telegram
from tests.stories_telegram.telegramtown import MODERATORS_ID, telegram_tables

pytestmark = pytest.mark.promise

ENDS_WITHIN_S = 60


@asynccontextmanager
async def bot_in_a_conversation(gazetteer: Path, folder: Path, mint: Mint, **environ: str) -> AsyncIterator[Process]:
    """`whistle run`, which has just answered somebody."""
    (folder / "data").mkdir()
    async with fake_telegram() as fake:
        write_settings(folder, telegram_tables(gazetteer, folder / "data", fake))
        fake.world.room(MODERATORS_ID, "supergroup", title="Moderators")
        ana = Marked(fake, mint, "resident/ana")
        async with whistle(folder, "run", module="tests.canaries.unguarded", **environ) as process:
            ana.writes(f"3 agents at lake & chicago {mint.word('resident/ana/words')}")
            await fake.until(lambda: any("Lake St" in text for text in ana.chat.texts), within_s=60)
            yield process


@pytest.mark.parametrize("crash", [signal.SIGABRT, signal.SIGQUIT, signal.SIGSEGV])
async def test_a_crash_leaves_no_core_and_no_word(town_gazetteer, tmp_path, crash: signal.Signals):
    mint, began_s = Mint(), time.time()
    async with bot_in_a_conversation(town_gazetteer, tmp_path, mint) as process:
        process.send_signal(crash)
        out, log = await asyncio.wait_for(process.communicate(), ENDS_WITHIN_S)
    assert process.returncode == -crash
    assert b"core_dumps=on" in log
    assert memory.cores(tmp_path, began_s) == {}
    left = {**sinks.files(tmp_path / "data", "files"), **sinks.files(tmp_path / "tmp", "tmp"), "out": out, "log": log}
    scanner = Scanner(mint.tokens.values())
    assert {name: found for name, raw in left.items() if (found := scanner.scan(raw))} == {}


async def test_without_the_guards_a_core_is_left_and_found(town_gazetteer, tmp_path):
    """The positive control. Where the kernel writes no files, a core is taken from the process and put there."""
    mint, began_s = Mint(), time.time()
    by_kernel = memory.writes_core_files() and resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
    async with bot_in_a_conversation(town_gazetteer, tmp_path, mint, NO_GUARDS="1") as process:
        if not by_kernel:
            memory.write_core(process.pid, tmp_path / "core")
        process.send_signal(signal.SIGABRT)
        await asyncio.wait_for(process.communicate(), ENDS_WITHIN_S)
    found = memory.cores(tmp_path, began_s)
    for name in found:
        (memory.core_folder(tmp_path) / Path(name).name).unlink()
    assert len(found) == 1
    fields = {each.field for raw in found.values() for each in Scanner(mint.tokens.values()).scan(raw)}
    assert fields >= {"resident/ana/words", "resident/ana/telegram/from.id", "resident/ana/telegram/from.first_name"}
