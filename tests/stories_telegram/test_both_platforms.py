"""Residents, moderators and channels on two platforms are one town: one incident, one count, one alert each."""

from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.health import Watch, served
from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import ANA, HERON
from tests.fake_signal.server import FakeSignal
from tests.fake_telegram.server import FakeTelegram
from tests.stories_telegram.bothtowns import LAKESIDE, MODERATORS, both_towns
from tests.stories_telegram.telegramtown import code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"


async def test_a_resident_on_each_platform_and_a_moderator_on_each_make_one_alert(
    town_gazetteer, tmp_path, fake: FakeTelegram
):
    async with both_towns(town_gazetteer, tmp_path, fake, moderators=(HERON,)) as town:
        luis, wren = town.resident("Luis"), town.moderator("Wren")
        await town.arrives(town.phones.says(ANA, SIGHTING))
        assert "E Lake St & Chicago Ave S" in (await town.hears_on_signal(ANA, "Lake St")).text
        await luis.says("agents in vests at chicago and lake")
        on_telegram = await wren.sees_card("2 witnesses")
        on_signal = await town.hears_on_signal(MODERATORS, "2 witnesses")
        assert on_signal.text.startswith(f"#{code_of(on_telegram)}")
        assert len(await town.open_incidents()) == 1

        await wren.picks(on_telegram, "approve")
        await town.hears_on_signal(MODERATORS, "1/2")
        assert town.alerted() == set()
        assert town.server.shown(LAKESIDE.rest_id) == []
        await town.arrives(town.phones.reacts(HERON, "👍", on_signal.times[-1], MODERATORS))

        await town.channel("lakeside").hears("REPORTED")
        await town.hears_on_signal(LAKESIDE, "REPORTED")
        await luis.hears("shared with")
        await town.hears_on_signal(ANA, "shared with")
        await town.passes(minutes=5)
        assert len(town.alerts_in("lakeside")) == 1
        assert len([text for text in town.server.shown(LAKESIDE.rest_id) if "ICE activity near" in text]) == 1
        assert town.alerted() == {"lakeside"}
        rooms = [*town.room.texts, *town.server.shown(MODERATORS.rest_id), *town.channels["lakeside"].texts]
        assert not any(name in text for text in rooms for name in ("Ana", "Quetzal", "Luis", ANA.aci))


async def test_an_outage_of_one_platform_holds_up_nobody_on_the_other(town_gazetteer, tmp_path, fake: FakeTelegram):
    async with both_towns(town_gazetteer, tmp_path, fake, moderators=(HERON,)) as town:
        await town.server.down()
        wren, crane = town.moderator("Wren"), town.moderator("Crane")
        await town.resident("Luis").says(SIGHTING)
        card = await wren.sees_card()
        await wren.picks(card, "approve")
        await crane.picks(card, "approve")
        await town.channel("lakeside").hears("REPORTED")
        await town.server.up()
        await town.hears_on_signal(LAKESIDE, "REPORTED")
        await town.passes(minutes=5)
        assert len([text for text in town.server.shown(LAKESIDE.rest_id) if "ICE activity near" in text]) == 1


@pytest.mark.parametrize("kind", [FakeSignal, FakeDaemon])
async def test_a_bot_that_starts_without_its_signal_serves_telegram_and_says_what_is_missing(
    town_gazetteer, tmp_path, fake: FakeTelegram, kind: type[FakeSignal]
):
    async with both_towns(town_gazetteer, tmp_path, fake, moderators=(HERON,), kind=kind, is_up=False) as town:
        wren, crane = town.moderator("Wren"), town.moderator("Crane")
        await town.resident("Luis").says(SIGHTING)
        card = await wren.sees_card()
        told = await readiness(town.app)
        assert {name: each["up"] for name, each in told["platforms"].items()} == {"telegram": True, "signal": False}
        assert told["platforms"]["signal"]["finding"] == "signal-cli does not answer"
        assert told["ready"]
        await wren.picks(card, "approve")
        await crane.picks(card, "approve")
        await town.channel("lakeside").hears("REPORTED")
        await town.server.up()
        await town.server.listening()
        await town.hears_on_signal(LAKESIDE, "REPORTED")
        await town.arrives(town.phones.says(ANA, SIGHTING))
        assert (await readiness(town.app))["platforms"]["signal"]["up"]


async def readiness(app: App | None) -> dict[str, Any]:
    """What /readyz answers."""
    assert app is not None
    watch = Watch(platforms=app.platforms, ready=lambda: True, metrics=app.metrics, now=app.clock.now)
    async with (
        served(watch, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as answer,
    ):
        told: dict[str, Any] = await answer.json()
        return told
