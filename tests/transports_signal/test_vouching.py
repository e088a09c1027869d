"""Who is in the moderators' group, and with which key: asked of signal-cli, seconds old at most, before all else."""

import asyncio

import pytest

from bot.transports.base import Limited, NotSent
from handlers.outbound import Message
from tests.fake_signal.people import ANA, BEN, BOT, HERON
from tests.fake_signal.server import Mishap
from tests.transports_signal.city import WREN
from tests.transports_signal.harness import CHANNEL, MODERATORS, PHILLIPS, Line


async def test_of_whoever_writes_in_private_nothing_is_asked(line: Line):
    async with line.running():
        await line.server.until(lambda: line.server.asked["groups"] == 1)
        for person in (ANA, HERON):
            await line.server.emit(line.phones.says(person, "three vans"))
        await line.ear.has(2)
        assert line.server.asked["groups"] == 1


async def test_whoever_is_removed_is_vouched_for_no_more_as_soon_as_the_group_says_so(line: Line):
    async with line.running():
        await line.server.emit(line.phones.says(HERON, "approve K7Q2"))
        (said,) = await line.ear.has(1)
        assert await line.is_member(said)
        line.server.members[MODERATORS].remove(HERON.aci)
        await line.server.emit(line.phones.changes_group(BEN, MODERATORS))
        await line.server.emit(line.phones.says(HERON, "approve K7Q2"))
        await line.ear.has(2)
        assert not await line.is_member(said)


async def test_being_in_a_channel_is_not_being_in_the_moderators_group(line: Line):
    line.server.members[PHILLIPS].append(BEN.aci)
    async with line.running():
        await line.server.emit(line.phones.says(BEN, "approve K7Q2"))
        (said,) = await line.ear.has(1)
        assert not await line.is_member(said)


async def test_who_is_listed_by_number_is_known_in_private_by_the_number_they_showed_in_the_group(line: Line):
    line.server.members[MODERATORS] = [BOT, WREN.number]
    async with line.running():
        await line.server.emit(line.phones.says(WREN, "hello", MODERATORS))
        await line.server.emit(line.phones.says(WREN, "approve K7Q2"))
        _, said = await line.ear.has(2)
        assert await line.is_member(said)


async def test_a_number_that_may_not_send_still_says_who_is_in_the_group(line: Line):
    async with line.running():
        line.server.refuse(line.server.limited("token-1"))
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, Message(text="hello"))
        await line.server.emit(line.phones.changes_group(BEN, MODERATORS))
        await line.server.emit(line.phones.says(HERON, "approve K7Q2"))
        said = next(each for each in await line.ear.has(2) if each.text)
        assert await line.is_member(said)


async def test_what_waits_to_be_sent_does_not_hold_up_the_question_who_is_in_the_group(line: Line):
    async with line.running():
        await line.server.emit(line.phones.says(HERON, "approve K7Q2"))
        (said,) = await line.ear.has(1)
        assert await line.is_member(said)
        line.server.refuse(Mishap(silent=True))
        posts = [asyncio.create_task(line.transport.send(CHANNEL, Message(text=f"alert {n}"))) for n in range(20)]
        await line.server.until(lambda: line.server.asked["send"] == 1)
        await line.server.emit(line.phones.changes_group(BEN, MODERATORS))
        await line.server.emit(line.phones.says(HERON, "again"))
        await line.ear.has(2)
        before = len(line.server.heard)
        asked = asyncio.create_task(line.is_member(said))
        line.server.let_go()
        assert await asked
        # Three questions, and between two of them one message at most.
        assert len(line.server.heard) - before <= 6
        await asyncio.gather(*posts, return_exceptions=True)


async def test_where_the_number_is_not_in_the_group_itself_it_cannot_tell_who_is(line: Line):
    line.server.members[MODERATORS] = [HERON.aci]
    async with line.running():
        await line.server.emit(line.phones.says(HERON, "approve K7Q2"))
        said = next(each for each in await line.ear.has(2) if each.text)
        with pytest.raises(NotSent):
            await line.is_member(said)


async def test_a_failed_look_is_taken_again_at_once_where_a_moderator_waits_for_it(line: Line):
    async with line.running():
        await line.server.until(lambda: line.server.asked["groups"] == 1)
        line.server.refuse_next("groups", Mishap(status=500))
        await line.server.emit(line.phones.changes_group(BEN, MODERATORS))
        await line.server.emit(line.phones.says(HERON, "approve K7Q2"))
        (said,) = await line.ear.has(1)
        assert await line.is_member(said)
