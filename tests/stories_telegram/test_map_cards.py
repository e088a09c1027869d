"""An alert's map on Telegram, from the moderators' card to ALL CLEAR, through the real library and HTTP."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.clock import TownClock
from geo.mapcard import HEIGHT, WIDTH
from tests.fake_telegram.server import FakeTelegram
from tests.instants import NOON
from tests.stories_telegram.telegramtown import TelegramTown, code_of, telegram_settings

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"


@pytest.fixture
async def town(town_gazetteer: Path, tmp_path: Path, fake: FakeTelegram) -> AsyncIterator[TelegramTown]:
    settings = telegram_settings(town_gazetteer, tmp_path, fake, alerts={"map_card": "light"})
    async with TelegramTown.open(settings, fake, TownClock(NOON)) as town:
        yield town


async def test_an_alert_arrives_with_its_map_and_is_edited_to_all_clear(town: TelegramTown, fake: FakeTelegram):
    heron, wren, neighbor = town.moderator("Heron"), town.moderator("Wren"), town.channel("lakeside")
    await town.resident("Ana").says(SIGHTING)
    card = await heron.sees_card("E Lake St & Chicago Ave S")
    assert card.given["protect_content"] == "true"
    await heron.picks(card, "approve")
    await wren.picks(card, "approve")
    alert = await neighbor.hears("REPORTED, not confirmed")
    first = alert.photo
    assert Image.open(BytesIO(first)).size == (WIDTH, HEIGHT)
    for moderator in (heron, wren):
        await moderator.writes(f"clear {code_of(card)}")
    marked, news = sorted([await neighbor.hears("ALL CLEAR"), await neighbor.hears("ALL CLEAR")], key=lambda m: m.id)
    assert marked.id == alert.id
    assert marked.photo not in (b"", first), "the map says so as well"
    assert news.photo == b""
    assert neighbor.room.removed == []
    assert [each["chat_id"] for each in fake.called("editMessageMedia")].count(str(neighbor.room.id)) == 1
