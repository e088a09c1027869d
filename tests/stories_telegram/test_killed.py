"""Killed at any moment and started again on Telegram: no report is lost, and no alert is out twice unseen."""

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.clock import TownClock
from bot.privacy.keyring import Keyring
from bot.sealer import KeyringSealer
from bot.storage.store import Store
from geo.gazetteer import Gazetteer
from handlers.incident import IncidentState
from handlers.ports import Transaction
from tests.fake_telegram.people import Person
from tests.fake_telegram.server import FakeTelegram
from tests.fake_telegram.world import Room, Said
from tests.instants import NOON
from tests.stories_telegram.telegramtown import MODERATORS_ID, ROOM_IDS, TownTime, telegram_tables

KILLS = 12
REPORTS_A_LIFE = 2
SPEED = 40.0
LIFE_S = (0.0, 1.5)
"""Of real time, how long the bot lives once it has started."""
ROOT = Path(__file__).parents[2]
RULES: dict[str, dict[str, Any]] = {
    "alerts": {"alert_lives": "24 h", "release_delay": "0 s"},
    "reports": {"draft_delay": "5 s", "pending_lives": "24 h", "same_place_m": 1.0},
}
"""However slow the machine, nothing expires while it is counted; and each report is an incident of its own."""


@pytest.mark.slow
async def test_twelve_kills_lose_no_report_and_whatever_may_be_out_twice_a_moderator_decides(
    fake: FakeTelegram, tmp_path: Path, town_gazetteer: Path
):
    clock, rng, corners = TownClock(NOON), random.Random(12), _corners(town_gazetteer)
    fake.world.clock = TownTime(clock)
    tables = telegram_tables(town_gazetteer, tmp_path, fake, **RULES)
    moderators = fake.world.room(MODERATORS_ID, "supergroup", title="Moderators")
    channels = {name: fake.world.room(number, "channel", title=name) for name, number in ROOM_IDS.items()}
    crew = [fake.person(name) for name in ("Heron", "Wren", "Crane")]
    moderators.members |= {each.id: "member" for each in crew}
    clock.run_at(SPEED)
    for life in range(KILLS):
        for number in range(REPORTS_A_LIFE):
            fake.person(f"Resident{life}No{number}").writes(f"{2 + number} agents in vests at {corners.pop()}")
        process = await _started(tables, clock)
        approving = asyncio.create_task(_approve(moderators, crew))
        await asyncio.sleep(rng.uniform(*LIFE_S))
        process.kill()
        await process.wait()
        approving.cancel()
    process = await _started(tables, clock)
    approving = asyncio.create_task(_approve(moderators, crew))
    try:
        await fake.until(lambda: len(_settled(moderators, channels)) == KILLS * REPORTS_A_LIFE, within_s=120)
        await fake.until(lambda: not fake.waiting.updates)
    finally:
        approving.cancel()
        process.kill()
        await process.wait()

    published, held = await _kept(tmp_path / "whistle.db", clock)
    assert len(published) == KILLS * REPORTS_A_LIFE, "every report is there, and none twice"
    said = Counter(
        (code, name) for name, room in channels.items() for text in room.texts for code in published if code in text
    )
    assert max(said.values()) == 1, "no channel has an alert twice"
    assert {code for code, _ in held} <= _asked_about(moderators), "of each that may be out, moderators are asked"
    assert {(code, name) for code, rooms in published.items() for name in rooms} - held == said.keys() - held


async def _started(tables: dict[str, Any], clock: TownClock) -> Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.stories_telegram.mortal_bot", cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin
    assert process.stdout
    setup = {"tables": tables, "start": clock.now().isoformat(), "speed": SPEED}
    process.stdin.write(json.dumps(setup, default=str).encode())
    process.stdin.close()
    async with asyncio.timeout(60):
        assert await process.stdout.readline() == b"started\n"
    return process


async def _approve(room: Room, crew: list[Person]) -> None:
    """Press under every card, and again where that did nothing."""
    while True:
        for said in tuple(room.said.values()):
            if data := _approval(said):
                for moderator in crew:
                    moderator.presses(data, room, said)
        await asyncio.sleep(1.0)


def _approval(said: Said) -> str:
    buttons = [button for row in said.markup.get("inline_keyboard", []) for button in row]
    return next((button["callback_data"] for button in buttons if "pprove" in button["text"]), "")


def _settled(moderators: Room, channels: dict[str, Room]) -> set[str]:
    """The codes whose alert is out, or may be."""
    cards = {text.split()[0].lstrip("#") for text in moderators.texts if text.startswith("#")}
    told = [text for room in channels.values() for text in room.texts]
    return {code for code in cards if any(code in text for text in told)} | _asked_about(moderators)


def _asked_about(moderators: Room) -> set[str]:
    return {text.partition(":")[0].lstrip("#") for text in moderators.texts if "nobody can tell whether" in text}


async def _kept(file: Path, clock: TownClock) -> tuple[dict[str, list[str]], set[tuple[str, str]]]:
    """The channels that had each incident's alert, and of which alerts nobody knows whether they are out."""
    store = await Store.open(file, sealer=KeyringSealer(Keyring.in_ram(now=clock.now)), now=clock.now)

    def read(tx: Transaction) -> dict[str, list[str]]:
        incidents = [each for each in tx.incidents.open() if each.state is IncidentState.PUBLISHED]
        assert all(each.reports == 1 for each in incidents)
        return {
            each.code: [record.room.partition("@")[0] for record in tx.journal.alerted(each.code)] for each in incidents
        }

    try:
        held = {(row.post.incident, row.post.room.partition("@")[0]) for row in await store.held() if row.post}
        return await store.read(read), held
    finally:
        await store.close()


def _corners(path: Path) -> list[str]:
    """As many corners as there will be reports."""
    gazetteer = Gazetteer.open(path)
    crossings = [each for each in gazetteer.crossings if len(each.street_ids) > 1]
    names = [" & ".join(gazetteer.street(each).name for each in crossing.street_ids[:2]) for crossing in crossings]
    return names[: KILLS * REPORTS_A_LIFE]
