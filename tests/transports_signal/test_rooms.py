"""What happens to the groups that are rooms: who asks to join, who is too many, what the bot may no longer do."""

from collections.abc import Mapping

import pytest

from bot.transports.base import Incoming, IncomingKind
from bot.transports.signal import Joining, tally
from handlers.inbound import RoomChange
from tests.fake_signal.people import ANA, BEN, BOT, HERON, Group
from tests.fake_signal.server import FakeSignal
from tests.transports_signal.harness import CHANNEL, MODERATORS, PHILLIPS, Line, transport_of


def told(line: Line) -> list[tuple[str | None, RoomChange | None, str]]:
    """What the rooms' changes were, but for the keys that each look shows."""
    changes = [each for each in line.ear.heard if each.kind is IncomingKind.ROOM_CHANGE]
    return [(each.room, each.change, each.data) for each in changes if each.change is not RoomChange.KEY_SEEN]


async def until_told(line: Line, count: int) -> list[tuple[str | None, RoomChange | None, str]]:
    await line.ear.until(lambda: len(told(line)) >= count)
    return told(line)


async def look(line: Line) -> None:
    """Something changed in a group, so the bot looks; who is asked about next is asked about after that look."""
    words = len(said(line)) + 1
    await line.server.emit(line.phones.changes_group(HERON, MODERATORS))
    await line.server.emit(line.phones.says(BEN, "is anybody there", MODERATORS))
    await line.ear.until(lambda: len(said(line)) >= words)
    await line.is_member(said(line)[-1])


def said(line: Line) -> list[Incoming]:
    return [each for each in line.ear.heard if each.kind is IncomingKind.TEXT]


def joining(server: FakeSignal, policy: Joining, *, timer_s: int = 0) -> Line:
    return Line(server, transport_of(server, joining=policy, group_timer_s=timer_s))


async def test_a_lost_right_is_told_once_and_so_is_its_return(line: Line):
    async with line.running():
        await look(line)
        line.server.charters[PHILLIPS].admins.remove(BOT)
        await look(line)
        await look(line)
        assert tally.NOT_ADMIN in line.transport.health().finding
        line.server.charters[PHILLIPS].admins.append(BOT)
        await look(line)
        assert await until_told(line, 2) == [
            (CHANNEL, RoomChange.RIGHTS_LOST, ""), (CHANNEL, RoomChange.RIGHTS_BACK, "")
        ]  # fmt: skip
    assert tally.NOT_ADMIN not in line.transport.health().finding


async def test_a_removal_is_told_even_when_it_happened_while_the_bot_was_down(line: Line):
    line.server.members[PHILLIPS].remove(BOT)
    async with line.running():
        assert await until_told(line, 1) == [(CHANNEL, RoomChange.REMOVED, "")]
    assert tally.NOT_IN_ROOM in line.transport.health().finding


async def test_a_group_that_fills_up_is_told_with_its_size(line: Line):
    line.server.members[PHILLIPS].extend(f"+1555666{number:04}" for number in range(948))
    async with line.running():
        await look(line)
        assert told(line) == []
        line.server.members[PHILLIPS].append(BEN.aci)
        await look(line)
        await look(line)
        assert await until_told(line, 1) == [(CHANNEL, RoomChange.NEARLY_FULL, "950")]


async def test_moderators_hear_of_each_new_one_who_asks_to_join_a_channel(server: FakeSignal):
    line = joining(server, Joining.ASK)
    async with line.running():
        server.charters[PHILLIPS].asking.append(ANA.aci)
        server.charters[MODERATORS].asking.append(ANA.aci)
        await look(line)
        await look(line)
        server.charters[PHILLIPS].asking.append(BEN.aci)
        await look(line)
        assert await until_told(line, 2) == [
            (CHANNEL, RoomChange.JOIN_REQUESTS, "1"), (CHANNEL, RoomChange.JOIN_REQUESTS, "2")
        ]  # fmt: skip
    assert server.members[PHILLIPS] == [BOT]


async def test_everybody_is_let_into_a_channel_where_the_settings_say_so_and_nobody_into_the_moderators_room(
    server: FakeSignal,
):
    line = joining(server, Joining.ALL)
    server.charters[PHILLIPS].asking.extend([ANA.aci, BEN.number])
    server.charters[MODERATORS].asking.append(ANA.aci)
    async with line.running():
        await server.until(lambda: server.members[PHILLIPS] == [BOT, ANA.aci, BEN.number])
    assert server.members[MODERATORS] == [BOT, HERON.aci]
    assert told(line) == []


async def test_nobody_is_told_and_nobody_let_in_where_the_app_decides(server: FakeSignal):
    line = joining(server, Joining.NONE)
    server.charters[PHILLIPS].asking.append(ANA.aci)
    async with line.running():
        await look(line)
    assert told(line) == []
    assert server.charters[PHILLIPS].asking == [ANA.aci]


async def test_a_changed_timer_of_a_group_is_set_back(server: FakeSignal):
    line = joining(server, Joining.ASK, timer_s=3600)
    async with line.running():
        await look(line)
        await server.until(lambda: server.charters[MODERATORS].timer_s == 3600)
        server.charters[MODERATORS].timer_s = 7
        await server.emit(line.phones.says(HERON, "pending", MODERATORS, expiresInSeconds=3600))
        await server.emit(line.phones.says(HERON, None, MODERATORS, expiresInSeconds=7, isExpirationUpdate=True))
        await server.until(lambda: server.charters[MODERATORS].timer_s == 3600)
    # Only the daemon lists timers; through the REST server they are known from what people write, and there only we do.
    assert server.charters[PHILLIPS].timer_s == (3600 if server.receiver == "daemon" else 0)


async def test_a_moderation_room_into_which_everybody_may_add_is_found(line: Line):
    line.server.charters[MODERATORS].rights["add_members"] = "every-member"
    async with line.running():
        await look(line)
        assert tally.ANYBODY_ADDS in line.transport.health().finding
        line.server.charters[MODERATORS].rights["add_members"] = "only-admins"
        await look(line)
        assert tally.ANYBODY_ADDS not in line.transport.health().finding


@pytest.mark.parametrize(
    "odd", [{"members": None}, {"permissions": []}, {"admins": "+1"}, {"pending_requests": [7, None]}]
)
async def test_an_odd_answer_about_groups_costs_nothing_but_what_it_leaves_out(line: Line, odd: Mapping[str, object]):
    line.server.odd_groups[Group("Phillips")] = odd
    async with line.running():
        await line.server.emit(line.phones.says(HERON, "pending", MODERATORS))
        await line.ear.until(lambda: bool(said(line)))
        assert await line.is_member(said(line)[0])
