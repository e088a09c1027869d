"""One number for private chats, one for everything that is a group: neither waits for the other, or speaks for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.transports.base import Incoming, IncomingKind, Limited, NotSent, Reaction
from handlers.inbound import RoomChange
from handlers.outbound import Message
from tests.fake_signal.people import ALERTS, ANA, BEN, BOT, HERON
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.transports_signal.conftest import SERVERS
from tests.transports_signal.harness import CHANNEL, MODERATORS, PHILLIPS, ROOM, Line, transport_of

HELLO = Message(text="hello")
RECEIVED = Reaction(replies=(Message(text="received"),))


@dataclass(kw_only=True)
class Lines(Line):
    """`server` is the one residents write to; `groups` is the other number's."""

    groups: FakeSignal

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        async with self.running():
            await self.groups.listening()
            yield


@pytest.fixture(params=sorted(SERVERS))
async def lines(request: pytest.FixtureRequest) -> AsyncIterator[Lines]:
    kind = SERVERS[request.param]
    members = {MODERATORS: [ALERTS, HERON.aci], PHILLIPS: [ALERTS]}
    async with fake_signal({}, kind) as chats, fake_signal(members, kind, ALERTS) as groups:
        transport = transport_of(chats, alert_number=ALERTS, alert_url=groups.url)
        yield Lines(server=chats, transport=transport, groups=groups)


async def test_groups_and_private_chats_go_through_a_number_each(lines: Lines):
    lines.ear.reaction = RECEIVED
    async with lines.listening():
        card = await lines.transport.send(ROOM, Message(text="card"))
        await lines.transport.send(CHANNEL, Message(text="alert"))
        await lines.groups.emit(lines.phones.reacts(HERON, "✅", int(card.ref), MODERATORS))
        await lines.server.emit(lines.phones.says(ANA, "three vans"))
        vote, report = sorted(await lines.ear.has(2), key=lambda each: each.kind is IncomingKind.TEXT)
        await lines.server.until(lambda: lines.server.shown(ANA.aci) == ["received"])
        await lines.groups.until(lambda: lines.groups.shown(MODERATORS.rest_id) == ["card", "received"])
        assert (vote.room, vote.target, await lines.is_member(vote)) == (ROOM, card.ref, True)
        assert (report.room, await lines.is_member(report)) == (None, False)
    assert lines.groups.shown(PHILLIPS.rest_id) == ["alert"]
    assert {each.recipient for each in lines.server.said} == {ANA.aci}


async def test_a_moderator_who_writes_in_private_is_known_from_the_group(lines: Lines):
    async with lines.listening():
        await lines.groups.emit(lines.phones.says(HERON, "in the group", MODERATORS))
        await lines.ear.has(1)
        await lines.server.emit(lines.phones.says(HERON, "pending"))
        heard = await lines.ear.has(2)
        assert [(each.room, await lines.is_member(each)) for each in heard] == [(ROOM, True), (None, True)]


async def test_the_key_that_a_moderator_wrote_with_counts_though_the_other_number_knows_an_older_one(lines: Lines):
    lines.groups.fingerprints[HERON.aci] = "05 aa"
    async with lines.listening():
        await lines.groups.emit(lines.phones.says(HERON, "approve K7Q2", MODERATORS))
        (in_group,) = await said(lines, 1)
        assert await key_of(lines, in_group) == "05 aa"
        lines.server.learns(HERON, "05 ee a stolen number", added_ms=2)
        # Any change of a group makes it look again, sooner than seconds would.
        await lines.server.emit(lines.phones.changes_group(ANA, PHILLIPS))
        await lines.server.emit(lines.phones.says(HERON, "approve K7Q2"))
        _, in_private = await said(lines, 2)
        assert await key_of(lines, in_private) == "05 ee a stolen number"
        # What the number for groups knows is older, and changes nothing of it.
        await lines.groups.emit(lines.phones.changes_group(ANA, MODERATORS))
        await lines.groups.emit(lines.phones.says(HERON, "approve K7Q2", MODERATORS))
        *_, last = await said(lines, 3)
        assert await key_of(lines, last) == "05 ee a stolen number"


async def said(lines: Lines, count: int) -> list[Incoming]:
    """What people said, beside the keys that were seen."""
    await lines.ear.until(lambda: sum(bool(each.text) for each in lines.ear.heard) >= count)
    return [each for each in lines.ear.heard if each.text]


async def key_of(lines: Lines, what: Incoming) -> str:
    """The key they speak with."""
    assert what.sender is not None
    return (await lines.transport.vouch(what.sender, frozenset({ROOM}))).key


async def test_who_writes_to_the_number_for_alerts_is_heard_and_answered_from_it_alone(lines: Lines):
    lines.ear.reaction = RECEIVED
    async with lines.listening():
        await lines.groups.emit(lines.phones.says(ANA, "three vans"))
        (heard,) = await lines.ear.has(1)
        assert heard.sender is not None
        assert heard.sender.key == ANA.aci.encode()
        await lines.transport.send_private(heard.sender.address, Message(text="shared with Phillips"))
        await lines.groups.until(lambda: len(lines.groups.shown(ANA.aci)) == 2)
    # The fake server finds fault with a message to somebody who did not write to its own number.
    assert lines.server.said == []


@pytest.mark.parametrize("blocked", ["chats", "groups"])
async def test_a_limit_on_one_number_holds_up_nothing_of_the_other(lines: Lines, blocked: str):
    lines.ear.reaction = RECEIVED
    async with lines.listening():
        await lines.server.emit(lines.phones.says(ANA, "hello"))
        (heard,) = await lines.ear.has(1)
        assert heard.sender is not None
        address = heard.sender.address
        await lines.server.until(lambda: lines.server.shown(ANA.aci) == ["received"])
        limited = lines.server if blocked == "chats" else lines.groups
        limited.refuse(limited.limited("token-1"))
        for _ in range(2):
            if blocked == "chats":
                with pytest.raises(Limited):
                    await lines.transport.send_private(address, HELLO)
                await lines.transport.send(CHANNEL, HELLO)
            else:
                with pytest.raises(Limited):
                    await lines.transport.send(CHANNEL, HELLO)
                await lines.transport.send_private(address, HELLO)
        task = "intake" if blocked == "chats" else "alerts"
        assert [(each.number, each.token) for each in lines.transport.challenges] == [(task, "token-1")]
        assert lines.transport.health().finding.startswith(f"{task}: captcha needed")
        assert (await lines.ear.has(2))[1].change is RoomChange.NEEDS_CAPTCHA
        await lines.transport.solve("token-1", "signalcaptcha://solved")
        await lines.transport.send(CHANNEL, HELLO)
    assert limited.solved == ["token-1"]


async def test_one_number_that_is_away_takes_nothing_of_the_other_along(lines: Lines):
    lines.ear.reaction = RECEIVED
    async with lines.listening():
        await lines.groups.down()
        await lines.server.emit(lines.phones.says(ANA, "three vans"))
        await lines.server.until(lambda: lines.server.shown(ANA.aci) == ["received"])
        with pytest.raises(NotSent):
            await lines.transport.send(CHANNEL, HELLO)
        health = lines.transport.health()
        assert (health.up, health.finding) == (False, "alerts: signal-cli does not answer")
        await lines.groups.up()
        await lines.groups.listening(connections=2)
        await lines.transport.send(CHANNEL, HELLO)
        assert lines.transport.health().up


async def test_the_number_for_alerts_notices_what_becomes_of_its_groups(lines: Lines):
    async with lines.listening():
        await lines.groups.emit(lines.phones.says(HERON, "pending", MODERATORS))
        await lines.ear.has(1)
        lines.groups.members[PHILLIPS].remove(ALERTS)
        await lines.groups.emit(lines.phones.changes_group(HERON, PHILLIPS))
        heard = await lines.ear.has(2)
    assert (heard[1].room, heard[1].change) == (CHANNEL, RoomChange.REMOVED)


async def test_two_people_at_two_numbers_are_answered_in_order_by_each(lines: Lines):
    lines.ear.reaction = RECEIVED
    async with lines.listening():
        for number in range(3):
            await lines.server.emit(lines.phones.says(ANA, f"a{number}"))
            await lines.groups.emit(lines.phones.says(BEN, f"b{number}"))
        heard = await lines.ear.has(6)
        await lines.transport.drained()
    assert [each.text for each in heard if each.text.startswith("a")] == ["a0", "a1", "a2"]
    assert [each.text for each in heard if each.text.startswith("b")] == ["b0", "b1", "b2"]
    assert len(lines.server.shown(ANA.aci)) == len(lines.groups.shown(BEN.aci)) == 3
    assert {BOT, ALERTS} == {lines.server.number, lines.groups.number}
