"""Which platforms the settings bring up, how fast each is written to, and where moved groups are kept."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MachineClock
from bot.platforms import MovedRooms, UnusablePlatform, paces_of, platforms_of, telegram_config
from bot.settings import Settings
from bot.storage.store import Store
from bot.transports.base import TryAgain
from tests.storebuild import Desk

TOKEN = "7000000001:AAcanaryTOKENcanaryTOKEN"
GROUP = "group.TW9kZXJhdG9ycwAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
PHILLIPS = {"name": "phillips", "areas": ("Lakeside",)}


def settings(**tables: Any) -> Settings:
    return Settings.model_validate(tables)


def made(**tables: Any) -> dict[str, Any]:
    return {each.features.platform: each for each in platforms_of(settings(**tables), clock=MachineClock())}


def test_nothing_is_made_where_nothing_is_enabled():
    assert made(telegram={"token": TOKEN}, signal={"number": "+15555550100"}) == {}


def test_each_enabled_platform_knows_its_rooms_and_no_other():
    there = made(
        telegram={"enabled": True, "token": TOKEN},
        signal={"enabled": True, "number": "+15555550100"},
        moderation={"telegram": -1001000000000, "signal": GROUP},
        channels=({**PHILLIPS, "telegram": -1001000000001},),
    )
    assert there["telegram"].rooms == {"moderators@telegram", "phillips@telegram"}
    assert there["signal"].rooms == {"moderators@signal"}


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"telegram": {"enabled": True, "token": "canary"}}, "BotFather"),
        ({"telegram": {"enabled": True}}, "BotFather"),
        ({"signal": {"enabled": True, "number": "+15555550100", "url": "http://127.0.0.1/canary"}}, "host"),
    ],
)
def test_what_cannot_be_had_is_told_without_repeating_it(tables, says):
    with pytest.raises(UnusablePlatform, match=says) as told:
        made(**tables)
    assert "canary" not in str(told.value)
    assert "+1555" not in str(told.value)


def test_the_delivery_numbers_are_the_pace():
    paces = paces_of(
        settings(
            delivery={
                "telegram_per_second": 5, "telegram_room_per_minute": 7, "signal_every": "4 s", "signal_burst": 2,
            }
        )
    )  # fmt: skip
    assert (paces["telegram"].per_second, paces["telegram"].window_count) == (5, 7)
    assert (paces["signal"].per_second, paces["signal"].burst) == (0.25, 2)
    assert paces_of(settings(delivery={"signal_every": "0 s"}))["signal"].per_second is None


@pytest.mark.parametrize(("enabled", "loaded"), [("", set()), ("signal", {"signalbot"}), ("telegram", {"telegram"})])
def test_a_platform_that_is_not_used_is_not_imported(enabled, loaded):
    code = (
        "import sys; from bot.platforms import platforms_of; from bot.settings import Settings;"
        "from bot.clock import MachineClock;"
        f"s = {{'telegram': {{'enabled': {enabled == 'telegram'}, 'token': '{TOKEN}'}},"
        f"'signal': {{'enabled': {enabled == 'signal'}, 'number': '+15555550100'}}}};"
        "platforms_of(Settings.model_validate(s), clock=MachineClock()); print(*sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, text=True, check=True)
    assert set(done.stdout.split()) & {"telegram", "signalbot"} == loaded


def test_a_room_can_be_a_topic_of_its_supergroup():
    telegram = {"enabled": True, "token": TOKEN, "pin_alerts": True}
    moderation = {"telegram": [{"address": "-1001234567890", "topic": 7}]}
    config = telegram_config(settings(telegram=telegram, moderation=moderation))
    assert (config.topics, config.pin_alerts) == ({"moderators@telegram": 7}, True)
    assert telegram_config(settings(telegram=telegram, moderation={"telegram": -1001234567890})).topics == {}


@pytest.fixture
def opened(tmp_path) -> Callable[[], Any]:
    return lambda: Store.open(tmp_path / "whistle.db", sealer=Desk().sealer, now=MachineClock().now)


async def test_a_group_that_moves_twice_is_found_under_its_first_number_after_a_restart(opened):
    moves = MovedRooms()
    store = await opened()
    moves.keep_in(store)
    assert await moves.moved() == {}
    await moves.move(-1, -1001)
    await moves.move(-1001, -1002)
    await moves.move(-7, -1007)
    await store.close()
    store = await opened()
    again = MovedRooms()
    again.keep_in(store)
    assert await again.moved() == {-1: -1002, -1001: -1002, -7: -1007}
    await store.close()


async def test_a_move_that_cannot_be_kept_now_is_asked_for_again(opened):
    moves = MovedRooms()
    with pytest.raises(TryAgain):
        await moves.move(-1, -1001)
    store = await opened()
    moves.keep_in(store)
    await store.close()
    with pytest.raises(TryAgain):
        await moves.move(-1, -1001)
