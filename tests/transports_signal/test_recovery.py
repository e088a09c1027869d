"""Whatever happens to the connection, it comes back by itself, and nothing that was taken in is lost."""

import asyncio

import pytest

from bot.transports.base import Incoming, Reaction
from bot.transports.signal.tally import Tally
from handlers.outbound import Message
from tests.fake_signal.people import ANA, BEN, HERON
from tests.fake_signal.server import FakeSignal, Mishap
from tests.transports_signal.harness import CHANNEL, MODERATORS, PHILLIPS, ROOM, Line, now, transport_of

BURST = 5_000


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 1012])
async def test_it_listens_again_after_every_kind_of_close(line: Line, code: int):
    async with line.running():
        for round_ in (1, 2, 3):
            await line.server.emit(line.phones.says(ANA, f"before close {round_}"))
            if code == 1006:
                line.server.abort()
            else:
                await line.server.close(code)
            await line.server.listening(connections=round_ + 1)
        await line.server.emit(line.phones.says(ANA, "after all"))
        heard = await line.ear.has(4)
    assert [each.text for each in heard] == [*(f"before close {each}" for each in (1, 2, 3)), "after all"]


async def test_it_starts_without_signal_and_says_so(line: Line):
    await line.server.down()
    health = line.transport.health()
    assert (health.up, health.last_ok, health.finding) == (False, None, "not connected yet")
    async with line.running(listening=False):
        await line.server.up()
        await line.server.listening()
        await line.server.emit(line.phones.says(ANA, "hello"))
        await line.ear.has(1)
        assert line.transport.health().up
        await line.server.down()
        await line.server.emit(line.phones.says(ANA, "written while it was down"))
        await line.server.up()
        heard = await line.ear.has(2)
    assert heard[1].text == "written while it was down"


async def test_a_server_that_restarts_finds_it_again_on_the_same_port(line: Line):
    async with line.running():
        for round_ in (2, 3):
            await line.server.down()
            await line.server.up()
            await line.server.listening(connections=round_)
        await line.transport.send(CHANNEL, Message(text="still here"))
    assert line.server.shown(PHILLIPS.rest_id) == ["still here"]


async def test_a_burst_keeps_its_order_and_loses_none(line: Line):
    people = (ANA, BEN, HERON)
    async with line.running():
        for number in range(BURST):
            await line.server.emit(line.phones.says(people[number % 3], str(number)), checked=False)
        heard = await line.ear.has(BURST)
    for person in people:
        said = [int(each.text) for each in heard if each.sender and each.sender.key == person.aci.encode()]
        assert said == list(range(people.index(person), BURST, 3))
    assert line.server.dropped == 0
    assert line.server.connections == 1


async def test_a_store_that_is_slow_holds_up_no_reading(line: Line):
    never, last = asyncio.Event(), asyncio.Event()

    async def slow(incoming: Incoming) -> Reaction:
        if incoming.text == "last":
            last.set()
        else:
            await never.wait()
        return Reaction()

    task = asyncio.create_task(line.transport.run(slow))
    await line.server.listening()
    for number in range(500):
        await line.server.emit(line.phones.says(ANA, str(number)))
    await line.server.emit(line.phones.says(BEN, "last"))
    async with asyncio.timeout(20):
        await last.wait()
    task.cancel()
    await asyncio.wait([task])
    async with line.running(listening=False):
        heard = await line.ear.has(500)
    assert [each.text for each in heard] == [str(number) for number in range(500)]


async def test_a_stalled_answer_holds_up_no_reading(server: FakeSignal):
    line = Line(server, transport_of(server, stop_within_s=0.2))
    line.ear.reaction = Reaction(replies=(Message(text="received"),))
    server.refuse(Mishap(silent=True))
    async with line.running():
        await server.emit(line.phones.says(ANA, "one"))
        await server.until(lambda: server.asked["send"] == 1)
        await server.emit(line.phones.says(ANA, "two"))
        await server.emit(line.phones.says(BEN, "three"))
        heard = await line.ear.has(3)
        assert server.asked["send"] == 1
    assert sorted(each.text for each in heard) == ["one", "three", "two"]


@pytest.mark.parametrize(
    ("about", "finding"),
    [
        ({"version": "0.100"}, "older than 0.101.0"),
        ({"version": "unset"}, ""),
        ({"version": "0.101.0"}, ""),
        ({"version": "1.2"}, ""),
        ({"mode": "normal"}, "json-rpc"),
        ({"mode": "json-rpc-native"}, ""),
    ],
)
async def test_a_server_that_cannot_do_it_is_found_out(rest_line: Line, about: dict[str, str], finding: str):
    rest_line.server.about |= about
    async with rest_line.running():
        await rest_line.server.until(lambda: rest_line.server.asked["groups"] > 0)
        assert finding in rest_line.transport.health().finding
        assert bool(rest_line.transport.health().finding) is bool(finding)


async def test_a_group_we_were_removed_from_is_told(line: Line):
    async with line.running():
        await line.server.emit(line.phones.says(HERON, "pending", MODERATORS))
        await line.ear.has(1)
        del line.server.members[MODERATORS]
        update = {"groupId": MODERATORS.internal_id, "groupName": None, "revision": 9, "type": "UPDATE"}
        await line.server.emit(line.phones.says(HERON, None, groupInfo=update))
        heard = await line.ear.has(2)
        assert heard[1].room == ROOM
        assert "not a member of every group" in line.transport.health().finding


async def test_a_moderators_new_key_is_noticed_although_it_is_trusted(line: Line):
    line.server.fingerprints = {HERON.aci: "05 aa", ANA.aci: "05 bb"}
    async with line.running():
        await line.server.until(lambda: line.server.asked["identities"] == 1)
        line.server.fingerprints = {HERON.aci: "05 cc", ANA.aci: "05 dd"}
        line.server.abort()
        (told,) = await line.ear.has(1)
    assert told.sender is not None
    assert told.sender.key == HERON.aci.encode()


async def test_answers_that_were_begun_are_said_before_it_stops(line: Line):
    line.ear.reaction = Reaction(replies=tuple(Message(text=str(number)) for number in range(5)))
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "hello"))
        await line.ear.has(1)
        await line.server.until(lambda: line.server.asked["contact"] == 1)
    assert line.server.shown(ANA.aci) == ["0", "1", "2", "3", "4"]


async def test_closing_it_again_and_again_does_not_slow_it_down(server: FakeSignal):
    line = Line(server, transport_of(server, longest_backoff_s=60.0))
    async with line.running(), asyncio.timeout(60):
        for round_ in range(2, 22):
            await server.close()
            await server.listening(connections=round_)
        assert server.connections == 21


def test_a_long_outage_fills_no_log(capfd: pytest.CaptureFixture[str]):
    tally = Tally(now)
    for _ in range(1000):
        tally.disconnected(None, 1.0)
    assert capfd.readouterr().out.count("intake.failed") == 10
    assert tally.counts["disconnections"] == 1000
