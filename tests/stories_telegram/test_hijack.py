"""The day the token leaks: revoked at BotFather, replaced without a restart, and every channel warned meanwhile."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.clock import TownClock
from bot.platforms import spare_config
from bot.transports.telegram.survey import survey_spare
from tests.fake_telegram.server import NEW_TOKEN, SPARE_TOKEN, TOKEN, FakeTelegram
from tests.fake_telegram.world import SPARE_ID
from tests.instants import NOON
from tests.stories_telegram.telegramtown import MODERATORS_ID, TelegramTown, code_of, telegram_settings

CHANNEL_IDS = (-1001000001, -1001000002, -1001000003)
ROOT = Path(__file__).parents[2]
SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
CONFIG = """
[city]
gazetteer = "{gazetteer}"
timezone = "America/Chicago"
[telegram]
enabled = true
token_file = "token"
spare_token_file = "spare"
base_url = "{url}"
[moderation]
telegram = {moderators}
[[channels]]
name = "lakeside"
areas = ["Lakeside"]
telegram = [{{ address = "-1001000001", language = "en" }}, {{ address = "-1001000002", language = "es" }}]
[[channels]]
name = "downtown"
areas = ["Downtown"]
telegram = -1001000003
"""


@pytest.fixture
async def town(town_gazetteer, tmp_path, fake: FakeTelegram):
    (tmp_path / "token").write_text(TOKEN)
    settings = telegram_settings(town_gazetteer, tmp_path, fake, telegram={"token_file": tmp_path / "token"})
    async with TelegramTown.open(settings, fake, TownClock(NOON)) as town:
        yield town


async def test_a_revoked_token_is_replaced_without_a_restart_and_nothing_that_was_under_way_is_lost(
    town: TelegramTown, fake: FakeTelegram, tmp_path
):
    ana, heron, wren = town.resident("Ana"), town.moderator("Heron"), town.moderator("Wren")
    await ana.says(SIGHTING)
    card = await heron.sees_card()
    await heron.picks(card, "approve")
    asked = len(fake.waiting.asked)
    fake.token = NEW_TOKEN  # revoked: from now on the old one is answered with 401
    wren.presses(card, "approve")  # waits at Telegram
    late = town.resident("Luis")
    late.person.writes("two vans at ferry and main")
    (tmp_path / "token").write_text(NEW_TOKEN)
    await town.channel("lakeside").hears("REPORTED")
    await late.hears("Main")
    assert [code_of(card)] == [each.code for each in await town.open_incidents() if each.published_at]
    assert town.alerts_in("lakeside") != []
    assert fake.waiting.asked[asked]["offset"], "it asks on from where it was"
    assert "token" not in town.telegram.health().finding
    await town.restarts()
    await town.passes(minutes=2)
    assert len(town.alerts_in("lakeside")) == 1
    assert len(await town.open_incidents()) == 2


async def whistle(folder: Path, *arguments: str) -> tuple[int, str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("WHISTLE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env={**environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode()


@pytest.fixture
def taken_over(fake: FakeTelegram, tmp_path, town_gazetteer) -> FakeTelegram:
    """Three rooms of two channels, the main token revoked, the spare bot in each channel."""
    config = CONFIG.format(gazetteer=town_gazetteer, url=fake.url, moderators=MODERATORS_ID)
    (tmp_path / "config.toml").write_text(config)
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "spare").write_text(SPARE_TOKEN)
    fake.world.room(MODERATORS_ID, "supergroup", title="Moderators")
    for number in CHANNEL_IDS:
        fake.world.room(number, "channel", title="channel", members={SPARE_ID: "administrator"})
    fake.token = NEW_TOKEN
    return fake


WARN = ("warn", "--distrust", "telegram", "--since", "14:20", "--real", "@our_new_bot", "--yes")


async def test_the_warning_reaches_exactly_the_channels_in_their_language_though_the_token_is_dead(
    taken_over: FakeTelegram, tmp_path
):
    status, out = await whistle(tmp_path, *WARN)
    texts = {number: room.warnings for number, room in taken_over.world.rooms.items()}
    assert texts[MODERATORS_ID] == []
    assert "since 14:20" in texts[-1001000001][0]
    assert "desde las 14:20" in texts[-1001000002][0]
    assert all("@our_new_bot" in texts[number][0] and len(texts[number]) == 1 for number in CHANNEL_IDS)
    assert (status, out.count("warned: ")) == (0, 3)
    assert "canary" not in out


async def test_a_channel_that_cannot_be_warned_is_named_and_stops_no_other(taken_over: FakeTelegram, tmp_path):
    taken_over.world.rooms[-1001000001].members[SPARE_ID] = "left"
    status, out = await whistle(tmp_path, *WARN)
    assert status == 1
    assert "NOT warned: lakeside@telegram" in out
    assert len(taken_over.world.rooms[-1001000003].warnings) == 1


async def test_nothing_is_sent_unless_somebody_says_yes(taken_over: FakeTelegram, tmp_path):
    status, out = await whistle(tmp_path, *WARN[:-1])
    assert status == 130
    assert "somebody else may be writing as our bot on Telegram" in out, "what would be sent is shown"
    assert not any(room.warnings for room in taken_over.world.rooms.values())


async def test_without_a_second_sender_the_remedy_is_told(taken_over: FakeTelegram, tmp_path):
    (tmp_path / "config.toml").write_text(
        (tmp_path / "config.toml").read_text().replace('spare_token_file = "spare"', "")
    )
    status, out = await whistle(tmp_path, *WARN)
    assert status == 2
    assert "telegram.spare_token_file" in out
    _, checked = await whistle(tmp_path, "check")
    assert "nobody could warn your channels" in checked


async def test_check_finds_out_whether_the_spare_bot_could_warn(
    taken_over: FakeTelegram, town_gazetteer, tmp_path, town
):
    del town_gazetteer, tmp_path
    settings = town.settings.model_copy(
        update={"telegram": town.settings.telegram.model_copy(update={"spare_token": SecretStr(SPARE_TOKEN)})}
    )
    for room in town.channels.values():
        room.members[SPARE_ID] = "administrator"
    spare = spare_config(settings)
    assert spare is not None
    assert await survey_spare(spare) == []
    town.channels["lakeside"].members[SPARE_ID] = "left"
    (flaw,) = await survey_spare(spare)
    assert (flaw.text, flaw.grave) == ("spare bot: lakeside@telegram: the bot is not in there", True)
