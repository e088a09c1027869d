"""signal-cli keeps a row of everybody who ever wrote; once the last word is said, it is made to destroy it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.transports.base import Reaction
from bot.transports.signal.forgetting import PARTING_S
from handlers.outbound import Message
from tests.fake_signal.line import line_of
from tests.fake_signal.people import ANA, BEN, HERON
from tests.fake_signal.server import FakeSignal
from tests.transports_signal.city import WREN
from tests.transports_signal.harness import MODERATORS, Line, transport_of

HOUR_S = 3600.0


class Hours:
    """A clock that is set."""

    at_s = 0.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
async def forgetful(server: FakeSignal, hours: Hours) -> AsyncIterator[Line]:
    """Through the daemon itself, and through the connection of the signal-cli behind the REST API."""
    async with line_of(server) as address:
        forget_at = address if server.receiver == "rest" else ""
        yield Line(server, transport_of(server, seconds=hours, look_around_s=0.05, forget_at=forget_at))


@asynccontextmanager
async def heard_from_ana(line: Line) -> AsyncIterator[bytes]:
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "three vans"))
        (heard,) = await line.ear.has(1)
        assert heard.sender is not None
        yield heard.sender.address


async def test_whoever_heard_the_last_word_is_forgotten_once_their_phone_has_confirmed_it(
    forgetful: Line, hours: Hours
):
    server = forgetful.server
    async with heard_from_ana(forgetful) as address:
        await forgetful.transport.send_private(address, Message(text="closed", parting=True))
        hours.at_s += PARTING_S - 1
        await looked(forgetful)
        assert ANA.aci in server.contacts
        hours.at_s += 1
        await server.until(lambda: server.forgotten == [ANA.aci])
    assert ANA.aci not in server.contacts


async def test_whoever_may_still_be_told_something_is_not_forgotten_before_nobody_knows_where_to(
    forgetful: Line, hours: Hours
):
    server = forgetful.server
    async with heard_from_ana(forgetful) as address:
        await forgetful.transport.send_private(address, Message(text="shared"))
        hours.at_s += 5.9 * HOUR_S
        await looked(forgetful)
        assert server.forgotten == []
        hours.at_s += 0.2 * HOUR_S
        await server.until(lambda: server.forgotten == [ANA.aci])


async def test_whoever_asks_to_be_forgotten_is_forgotten_there_too(forgetful: Line, hours: Hours):
    forgetful.ear.reaction = Reaction(replies=(Message(text="forgotten"),), erase=True)
    async with heard_from_ana(forgetful):
        await forgetful.transport.drained()
        hours.at_s += PARTING_S
        await forgetful.server.until(lambda: bool(forgetful.server.forgotten))
    assert forgetful.server.forgotten == [ANA.aci]
    assert ANA.aci not in forgetful.server.contacts


async def test_members_of_our_groups_stay_and_so_does_whoever_writes_again(forgetful: Line, hours: Hours):
    server = forgetful.server
    server.contacts.add(BEN.aci)  # left by a process before this one
    server.members[MODERATORS].append(WREN.number)
    server.contacts.add(WREN.aci)
    server.numbers[WREN.aci] = WREN.number
    async with heard_from_ana(forgetful):
        await looked(forgetful)
        hours.at_s += 5 * HOUR_S
        await server.emit(forgetful.phones.says(ANA, "they are gone"))
        await forgetful.ear.has(2)
        hours.at_s += 2 * HOUR_S
        await server.until(lambda: server.forgotten == [BEN.aci])
        await looked(forgetful)
    assert {ANA.aci, HERON.aci, WREN.aci} <= server.contacts
    assert forgetful.transport.counts["forgotten"] == 1


async def test_what_cannot_be_forgotten_now_is_forgotten_later(forgetful: Line, hours: Hours):
    server = forgetful.server
    async with heard_from_ana(forgetful) as address:
        await forgetful.transport.send_private(address, Message(text="closed", parting=True))
        await server.down()
        hours.at_s += PARTING_S
        assert server.forgotten == []
        await server.up()
        await server.until(lambda: bool(server.forgotten))
    assert server.forgotten == [ANA.aci]
    assert ANA.aci not in server.contacts


async def test_a_subscriber_is_forgotten_again_after_every_alert_and_never_counted(forgetful: Line, hours: Hours):
    server = forgetful.server
    async with heard_from_ana(forgetful) as address:
        hours.at_s += 7 * HOUR_S
        await server.until(lambda: server.forgotten == [ANA.aci])
        await forgetful.transport.send_private(address, Message(text="alert", parting=True, yields=True))
        assert ANA.aci in server.contacts, "signal-cli notes whom it writes to"
        hours.at_s += PARTING_S
        await server.until(lambda: server.forgotten == [ANA.aci] * 2)
    assert forgetful.transport.counts["forgotten"] == 1, "the count would tell how many got the alert"


async def test_without_a_way_to_forget_nothing_is_asked(rest: FakeSignal, hours: Hours):
    line = Line(rest, transport_of(rest, seconds=hours, look_around_s=0.05))
    async with heard_from_ana(line):
        hours.at_s += 10 * HOUR_S
        await looked(line)
    assert rest.contacts >= {ANA.aci}
    assert line.transport._chats.forgetting._due_s == {}


async def test_nothing_of_what_comes_in_beside_an_answer_is_kept_or_printed(
    forgetful: Line, hours: Hours, capfd: pytest.CaptureFixture[str]
):
    async with heard_from_ana(forgetful):
        hours.at_s += 7 * HOUR_S
        await forgetful.server.until(lambda: forgetful.server.forgotten == [ANA.aci])
    assert "Quetzal" not in "".join(capfd.readouterr())


async def looked(line: Line) -> None:
    """Two looks around from now: one may have begun before."""
    seen = line.server.asked["groups"]
    await line.server.until(lambda: line.server.asked["groups"] >= seen + 4)
