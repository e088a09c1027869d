"""What an operator's monitor sees of Telegram: whether it answers, since when not, why, and who was refused."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.clock import TownClock
from tests.fake_telegram.server import FakeTelegram
from tests.fake_telegram.world import Said
from tests.instants import NOON
from tests.stories_telegram.telegramtown import TelegramTown, telegram_settings


@pytest.fixture
async def town(town_gazetteer, tmp_path, fake: FakeTelegram) -> AsyncIterator[TelegramTown]:
    settings = telegram_settings(town_gazetteer, tmp_path, fake, health={"enabled": True, "port": 0})
    async with TelegramTown.open(settings, fake, TownClock(NOON)) as town:
        yield town


async def ready(town: TelegramTown) -> tuple[int, dict[str, Any]]:
    assert town.app is not None
    address = f"http://127.0.0.1:{town.app.health_port}/readyz"
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        return answer.status, (await answer.json())["platforms"]["telegram"]


async def metrics(town: TelegramTown) -> str:
    assert town.app is not None
    address = f"http://127.0.0.1:{town.app.health_port}/metrics"
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        return await answer.text()


async def test_a_platform_that_is_away_is_told_with_its_reason_and_for_how_long(town: TelegramTown, fake: FakeTelegram):
    await town.resident("Ana").says("3 vans at lake & chicago")
    assert await ready(town) == (200, {"up": True, "finding": "", "last_ok_age_s": 0.0, "set_aside": []})
    fake.token = "revoked"
    town.resident("Luis").person.writes("anybody there?")
    await fake.until(lambda: not town.telegram.health().up)
    town.clock.advance(timedelta(seconds=300))
    status, told = await ready(town)
    assert (status, told["up"], told["last_ok_age_s"]) == (503, False, 300.0)
    assert "refuses the token" in told["finding"]
    assert 'whistle_transport_last_ok_age_seconds{transport="telegram"} 300.0' in await metrics(town)


async def test_refusals_are_counted_by_their_reason_and_name_nobody(town: TelegramTown, fake: FakeTelegram):
    heron, ana = town.moderator("Heron"), town.resident("Ana")
    await ana.says("3 vans at lake & chicago")
    card = await heron.sees_card()
    heron.person.presses("v1:zz:forged:", town.room, card)
    heron.person.writes(
        "approve", town.room, forward_origin={"type": "hidden_user", "sender_user_name": "x", "date": 1}
    )
    await town.settles()
    page = await metrics(town)
    assert 'whistle_transport_seen{transport="telegram",what="refused_forged"} 1.0' in page
    assert 'whistle_transport_seen{transport="telegram",what="refused_foreign"} 1.0' in page
    assert 'whistle_transport_seen{transport="telegram",what="refused_stale"}' not in page
    assert not any(secret in page for secret in (str(heron.person.id), "canary", "Heron", str(town.room.id)))


def data_under(card: Said, words: str) -> str:
    buttons = [button for row in card.markup["inline_keyboard"] for button in row]
    return next(str(button["callback_data"]) for button in buttons if words in button["text"].lower())


async def test_a_button_of_a_card_that_is_decided_or_gone_does_nothing_and_is_counted(town: TelegramTown):
    heron, ana = town.moderator("Heron"), town.resident("Ana")
    await ana.says("3 vans at lake & chicago")
    card = await heron.sees_card()
    approve = data_under(card, "approve")
    of_another = approve.replace(card.text.split()[0].lstrip("#"), "ZZZZ")
    for moderator in (heron, town.moderator("Wren")):
        moderator.person.presses(approve, town.room, card)
        await town.settles()
    for stale in (approve, of_another):
        heron.person.presses(stale, town.room, card)
        await town.settles()
    assert 'whistle_transport_seen{transport="telegram",what="refused_stale"} 2.0' in await metrics(town)
    assert any("already published" in toast for toast in town.toasts())
    assert len(town.alerts_in("lakeside")) == 1


async def test_what_cannot_be_taken_in_is_listed_for_two_days_and_over_a_restart(
    town: TelegramTown, fake: FakeTelegram
):
    ana = town.resident("Ana")
    number = fake.push_odd({"message": {"message_id": 7, "chat": {"id": "canary"}, "text": "canary"}})
    await ana.says("3 vans at lake & chicago")
    entry = {"update": number, "error": "Poison", "at": NOON.replace(second=0).isoformat()}
    assert (await ready(town))[1]["set_aside"] == [entry]
    assert "set aside" in (await ready(town))[1]["finding"]
    await town.restarts()
    await ana.says("send")
    assert (await ready(town))[1]["set_aside"] == [entry]
    await town.passes(hours=48)
    assert (await ready(town))[1]["set_aside"] == []
