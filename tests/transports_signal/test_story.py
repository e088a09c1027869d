"""The main job with the real bot behind it: somebody writes on Signal, moderators decide there, the channel hears."""

import re
from pathlib import Path

import pytest

from bot.app import build_app
from bot.settings import Settings
from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import ANA, BEN, BOT, HERON, Person, Phones
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.transports_signal.harness import MODERATORS, PHILLIPS

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
WREN = Person(name="Wren Colibri", aci="30de0000-0000-4000-8000-000000000004", number="+15555550144")
CARDS, ALERTS = MODERATORS.rest_id, PHILLIPS.rest_id


def settings_for(server: FakeSignal, gazetteer: Path, folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "city": {"gazetteer": gazetteer, "timezone": "America/Chicago"},
            "storage": {"path": folder / "whistle.db"},
            "keyring": {"moderators_file": folder / "moderators.secret"},
            "moderation": {"signal": ({"address": CARDS},)},
            "channels": [{"name": "lakeside", "areas": ("Lakeside",), "signal": ({"address": ALERTS},)}],
            "signal": {"enabled": True, "url": server.url, "number": BOT, "receiver": server.receiver},
            "delivery": {"signal_every": "0 s"},
            "alerts": {"release_delay": "0 s"},
            "health": {"enabled": False},
        }
    )


async def shown(server: FakeSignal, where: str, words: str) -> str:
    """Wait for a message with these words, and return it as it reads then."""
    await server.until(lambda: any(words in text for text in server.shown(where)))
    return next(text for text in reversed(server.shown(where)) if words in text)


def number_of(text: str, choice: str) -> str:
    found = re.search(rf"^(\d+) .*{choice}", text, re.MULTILINE | re.IGNORECASE)
    assert found, text
    return found[1]


@pytest.mark.parametrize("kind", [FakeSignal, FakeDaemon])
async def test_a_report_on_signal_becomes_an_alert_on_signal(
    kind: type[FakeSignal], town_gazetteer: Path, tmp_path: Path
):
    members = {MODERATORS: [BOT, HERON.aci, WREN.number], PHILLIPS: [BOT]}
    phones = Phones()
    async with fake_signal(members, kind) as server:
        app = build_app(settings_for(server, town_gazetteer, tmp_path))
        async with app:
            await server.listening()
            await server.emit(phones.says(ANA, SIGHTING))
            preview = await shown(server, ANA.aci, "E Lake St & Chicago Ave S")
            await server.emit(phones.says(ANA, number_of(preview, "send now")))

            await shown(server, CARDS, "needs 2 votes")
            card = next(each for each in server.said if each.recipient == CARDS and "needs 2 votes" in each.text)
            await server.emit(phones.quotes(BEN, number_of(card.text, "report"), card.at_ms, MODERATORS))
            await server.emit(phones.reacts(HERON, "✅", card.at_ms, MODERATORS))
            await shown(server, CARDS, "1/2")
            assert server.shown(ALERTS) == []
            await server.emit(phones.quotes(WREN, "approve", card.times[-1], MODERATORS))

            alert = await shown(server, ALERTS, "REPORTED, not confirmed")
            assert "ICE activity near E Lake St & Chicago Ave S" in alert
            await shown(server, ANA.aci, "shared with")
    assert server.timers == {ANA.aci: 86_400}
    rest = (tmp_path / "whistle.db").read_bytes()
    for secret in (ANA.aci, HERON.aci, WREN.aci, WREN.number, CARDS, "Quetzal", "Colibri"):
        assert secret.encode() not in rest
