"""The main job with the real bot behind it: somebody writes on Signal, moderators decide there, the channel hears."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.app import build_app
from bot.settings import Settings
from handlers.alertcontent import AlertContent, Standing, to_json
from handlers.incident import Basis
from handlers.outbound import Post, PostKind, Urgency
from handlers.ports import Transaction
from tests.fake_signal.account import Said
from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import ANA, BEN, BOT, HERON, Person, Phones
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.instants import NOON
from tests.transports_signal.harness import MODERATORS, PHILLIPS

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
WREN = Person(name="Wren Colibri", aci="30de0000-0000-4000-8000-000000000004", number="+15555550144")
CARDS, ALERTS = MODERATORS.rest_id, PHILLIPS.rest_id


def settings_for(
    server: FakeSignal,
    gazetteer: Path,
    folder: Path,
    alerts: Sequence[str] = (ALERTS,),
    *,
    admits_members: bool = True,
) -> Settings:
    return Settings.model_validate(
        {
            "city": {"gazetteer": gazetteer, "timezone": "America/Chicago"},
            "storage": {"path": folder / "whistle.db"},
            "keyring": {"moderators_file": folder / "moderators.secret"},
            "moderation": {"signal": ({"address": CARDS},), "admit_room_members": admits_members},
            "channels": [
                {"name": "lakeside", "areas": ("Lakeside",), "signal": tuple({"address": each} for each in alerts)}
            ],
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


MEMBERS = {MODERATORS: [BOT, HERON.aci, WREN.number], PHILLIPS: [BOT]}
on_both_receivers = pytest.mark.parametrize("kind", [FakeSignal, FakeDaemon])


async def carded(server: FakeSignal, phones: Phones) -> Said:
    """Ana reports, and the moderators' group has the card."""
    await server.emit(phones.says(ANA, SIGHTING))
    preview = await shown(server, ANA.aci, "E Lake St & Chicago Ave S")
    await server.emit(phones.says(ANA, number_of(preview, "send now")))
    await shown(server, CARDS, "needs 2 votes")
    return next(each for each in server.said if each.recipient == CARDS and "needs 2 votes" in each.text)


@on_both_receivers
async def test_a_report_on_signal_becomes_an_alert_on_signal(
    kind: type[FakeSignal], town_gazetteer: Path, tmp_path: Path
):
    phones = Phones()
    async with fake_signal(MEMBERS, kind) as server, build_app(settings_for(server, town_gazetteer, tmp_path)):
        await server.listening()
        card = await carded(server, phones)
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


@on_both_receivers
async def test_a_vote_on_the_newest_edition_of_a_card_counts_after_a_restart(
    kind: type[FakeSignal], town_gazetteer: Path, tmp_path: Path
):
    phones = Phones()
    async with fake_signal(MEMBERS, kind) as server:
        async with build_app(settings_for(server, town_gazetteer, tmp_path)):
            await server.listening()
            card = await carded(server, phones)
            await server.emit(phones.reacts(HERON, "✅", card.at_ms, MODERATORS))
            await shown(server, CARDS, "1/2")
        assert card.times[-1] != card.at_ms
        async with build_app(settings_for(server, town_gazetteer, tmp_path)):
            await server.listening(connections=2)
            await server.emit(phones.quotes(WREN, "approve", card.times[-1], MODERATORS))
            await shown(server, ALERTS, "REPORTED, not confirmed")


def queue(post: Post, tx: Transaction) -> None:
    tx.outbox.post(post)


@on_both_receivers
async def test_the_eleventh_change_of_an_alert_is_a_new_message_though_the_bot_restarted(
    kind: type[FakeSignal], town_gazetteer: Path, tmp_path: Path
):
    room = "lakeside@signal"

    def change(number: int) -> Post:
        content = AlertContent(
            code="K7Q2", edition=number, standing=Standing.LIVE, place=f"Corner {number}", neighborhood="Lakeside",
            basis=Basis.REPORTED, seen_at=NOON, expires_at=NOON,
        )  # fmt: skip
        return Post(
            room=room, kind=PostKind.ALERT_EDIT, urgency=Urgency.ALERT, incident="K7Q2", subject="alert:K7Q2",
            edits=True, payload=to_json(content),
        )  # fmt: skip

    async with fake_signal(MEMBERS, kind) as server:
        for editions in (range(7), range(7, 12)):
            app = build_app(settings_for(server, town_gazetteer, tmp_path))
            async with app:
                for number in editions:
                    await app.store.run(partial(queue, change(number)))
                    await app.delivery.settle()
        first, second = (each for each in server.said if each.recipient == ALERTS)
    # Phones pass over an eleventh edit: what they show last must be the newest all the same.
    assert (first.edits, second.edits) == (10, 0)
    assert "Corner 10" in first.text
    assert "Corner 11" in second.text
