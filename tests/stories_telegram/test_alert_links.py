"""What stands on and around an alert in a channel: doors into the private chat, and the last one at the top."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import TownClock
from tests.fake_telegram.server import FakeTelegram
from tests.fake_telegram.world import BOT_NAME, Said
from tests.instants import NOON
from tests.stories_telegram.telegramtown import TelegramTown, code_of, telegram_settings


@pytest.fixture
async def town(town_gazetteer, tmp_path, fake: FakeTelegram) -> AsyncIterator[TelegramTown]:
    settings = telegram_settings(town_gazetteer, tmp_path, fake, telegram={"pin_alerts": True})
    async with TelegramTown.open(settings, fake, TownClock(NOON)) as town:
        await fake.until(lambda: fake.called("setMyShortDescription"))
        yield town


async def published(town: TelegramTown, sighting: str) -> tuple[str, Said]:
    heron, wren = town.moderator("Heron"), town.moderator("Wren")
    await town.resident("Ana").says(sighting)
    card = await heron.sees_card("NEW")
    await heron.picks(card, "approve")
    await wren.picks(card, "approve")
    return code_of(card), await town.channel("lakeside").hears("REPORTED")


async def test_whoever_reads_an_alert_can_say_in_private_that_they_saw_it_too(town: TelegramTown):
    code, alert = await published(town, "3 vans at lake & chicago")
    (doors,) = alert.markup["inline_keyboard"]
    assert [door["url"] for door in doors] == [
        f"https://t.me/{BOT_NAME}?start=still_{code}",
        f"https://t.me/{BOT_NAME}?start=gone_{code}",
    ]
    assert not any("callback_data" in door for door in doors), "a button there would show who pressed it"
    luis = town.resident("Luis")
    payload = doors[0]["url"].partition("?start=")[2]
    await luis.says(f"/start {payload}")
    (incident,) = await town.open_incidents()
    assert incident.code == code
    card = await town.moderator("Kingbird").hears("2 witnesses")
    assert code_of(card) == code
    assert "still there" in card.text.lower()


async def test_when_it_is_over_the_doors_are_gone(town: TelegramTown):
    code, alert = await published(town, "3 vans at lake & chicago")
    heron, wren = town.moderator("Kingbird"), town.moderator("Loon")
    await heron.writes(f"/clear {code}")
    await wren.writes(f"/clear {code}")
    await town.channel("lakeside").hears("ALL CLEAR")
    for _ in range(3):
        await town.passes(seconds=2)
    assert alert.markup == {}
    assert all("inline_keyboard" not in said.markup for said in town.channels["lakeside"].said.values())


async def test_the_last_alert_is_pinned_quietly_and_only_while_it_stands(town: TelegramTown, fake: FakeTelegram):
    lakeside = town.channels["lakeside"]
    _, first = await published(town, "3 vans at lake & chicago")
    await town.passes(seconds=2)
    await fake.until(lambda: lakeside.pinned == [first.id])
    assert fake.called("pinChatMessage")[0]["disable_notification"] == "true"
    await town.restarts()
    await town.passes(minutes=100)
    await fake.until(lambda: lakeside.pinned == [])
    assert "EXPIRED" in lakeside.said[first.id].text


async def test_a_newer_alert_takes_the_place_at_the_top(town: TelegramTown, fake: FakeTelegram):
    lakeside = town.channels["lakeside"]
    await published(town, "3 vans at lake & chicago")
    await town.passes(seconds=2)
    await fake.until(lambda: len(lakeside.pinned) == 1)
    heron, wren = town.moderator("Kingbird"), town.moderator("Loon")
    await town.passes(minutes=2)
    await town.resident("Luis").says("agents at lake st and 4th ave")
    for card in [said for said in town.room.said.values() if said.text.startswith("#") and "NEW" in said.text]:
        await heron.picks(card, "approve")
        await wren.picks(card, "approve")
    await town.passes(minutes=1)
    newest = max(said.id for said in lakeside.said.values() if "REPORTED" in said.text)
    await town.passes(seconds=2)
    await fake.until(lambda: newest in lakeside.pinned)
    await town.settles()
    assert lakeside.pinned == [newest]


async def test_where_the_bot_may_not_pin_the_alert_is_out_all_the_same(town: TelegramTown, fake: FakeTelegram):
    town.channels["lakeside"].rights["can_edit_messages"] = False
    _, alert = await published(town, "3 vans at lake & chicago")
    await town.passes(seconds=2)
    await fake.until(lambda: town.telegram.counts.get("dropped_pin"))
    assert town.channels["lakeside"].pinned == []
    assert "REPORTED" in alert.text
