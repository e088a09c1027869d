"""Killed at any moment and started again, the bot loses no report and doubles no alert."""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.privacy.keyring import Keyring
from bot.sealer import KeyringSealer
from bot.storage.store import Store
from geo.gazetteer import Gazetteer
from handlers.incident import IncidentState
from handlers.ports import Transaction
from tests.crashing import CHANNEL, SPEED, lines, parts_of

KILLS = 20
REPORTS_A_LIFE = 3
LIFE_S = (0.0, 1.2)
"""How long the bot lives once it has started: twelve seconds of life and death at forty times the speed."""
DEAD_S = 20.0
"""How much of the town's time passes until it is started again."""
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
async def test_twenty_kills_lose_no_report_and_double_no_alert(tmp_path, town_gazetteer):
    rng, at_s = random.Random(20), 0.0
    corners = _corners(town_gazetteer)
    for life in range(KILLS):
        _send(tmp_path, [f"{2 + life % 5} agents at {corners.pop()}" for _ in range(REPORTS_A_LIFE)], life)
        process = await _started(tmp_path, town_gazetteer, at_s)
        born_s = time.monotonic()
        await asyncio.sleep(rng.uniform(*LIFE_S))
        process.kill()
        await process.wait()
        # Time goes on while the bot is dead, as it does.
        at_s += (time.monotonic() - born_s) * SPEED + DEAD_S
    process = await _started(tmp_path, town_gazetteer, at_s)
    try:
        await _until_quiet(tmp_path)
    finally:
        process.kill()
        await process.wait()

    reports, published, held = await _kept(tmp_path, town_gazetteer, at_s)
    assert reports == KILLS * REPORTS_A_LIFE, "every report is there, and none twice"
    assert published, "the story got as far as alerts"
    said = Counter(code for line in lines(tmp_path / "out.jsonl") if (code := _alerted(line, published)))
    assert max(said.values()) == 1, "no channel heard anything twice"
    assert set(published) - set(said) <= held, "what was not said is held for a moderator to decide"


async def _started(folder: Path, gazetteer: Path, at_s: float) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.crashing", str(folder), str(gazetteer), str(at_s),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    async with asyncio.timeout(60):
        assert await process.stdout.readline() == b"started\n"
    return process


async def _until_quiet(folder: Path) -> None:
    """Until everything that was sent is confirmed, and nothing more was said for a while."""
    seen = (-1, -1)
    async with asyncio.timeout(120):
        while True:
            await asyncio.sleep(2)
            now = (len(lines(folder / "in.jsonl")), len(lines(folder / "out.jsonl")))
            if now == seen and int((folder / "acked").read_text()) == now[0]:
                return
            seen = now


async def _kept(folder: Path, gazetteer: Path, at_s: float) -> tuple[int, dict[str, str], set[str]]:
    clock = parts_of(folder, gazetteer, at_s).clock
    store = await Store.open(folder / "whistle.db", sealer=KeyringSealer(Keyring.in_ram(now=clock.now)), now=clock.now)

    def read(tx: Transaction) -> tuple[int, dict[str, str]]:
        incidents = list(tx.incidents.open())
        published = {each.code: each.code for each in incidents if each.state is IncidentState.PUBLISHED}
        return sum(each.reports for each in incidents), published

    try:
        reports, published = await store.read(read)
        held = {row.post.incident for row in await store.held() if row.post}
        return reports, published, held
    finally:
        await store.close()


def _send(folder: Path, texts: list[str], life: int) -> None:
    with (folder / "in.jsonl").open("a") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"who": f"resident {life} {number}", "text": text}) + "\n")


def _alerted(line: dict[str, str], published: dict[str, str]) -> str:
    """The code of the alert that a line sends anew to the channel, "" for any other line."""
    if line["room"] != CHANNEL or line["what"] != "send":
        return ""
    return next((code for code in published if code in line["text"]), "")


def _corners(path: Path) -> list[str]:
    """Corners far enough from each other to be incidents of their own."""
    gazetteer = Gazetteer.open(path)
    crossings = [each for each in gazetteer.crossings if len(each.street_ids) > 1]
    names = [" & ".join(gazetteer.street(each).name for each in crossing.street_ids[:2]) for crossing in crossings]
    return names[: KILLS * REPORTS_A_LIFE]
