"""What people do on Signal arrives as inputs, and nothing else does."""

import json

import pytest

from bot.transports.base import IncomingKind, Reaction, TryAgain
from handlers.actions import Action, Verb
from handlers.inbound import RoomChange
from handlers.outbound import Choice, Message
from tests.fake_signal.people import ANA, BEN, CARD, HERON, PICTURE, Phones, noise, poison, time_of
from tests.transports_signal.harness import MODERATORS, PHILLIPS, ROOM, Line

YES = Choice("Approve", Action(Verb.APPROVE, "K7Q2"))


async def test_a_residents_words_arrive_with_nothing_but_what_an_answer_needs(line: Line):
    async with line.running():
        frame = line.phones.says(ANA, "Two vans at 5th and Main", attachments=[PICTURE], contacts=[CARD])
        await line.server.emit(frame)
        (heard,) = await line.ear.has(1)
    assert (heard.kind, heard.text, heard.room) == (IncomingKind.TEXT, "Two vans at 5th and Main", None)
    assert heard.message == str(time_of(frame))
    assert heard.sender is not None
    assert heard.sender.address == ANA.aci.encode()
    assert heard.mark is not None
    assert heard.mark.once is not None
    assert ANA.name not in repr(heard)
    assert "a11ce000" not in repr(heard)


async def test_a_shared_place_is_text_with_a_link(line: Line):
    share = "Powderhorn Park\n3400 15th Ave S\nhttps://maps.google.com/maps?q=44.941%2C-93.256"
    async with line.running():
        await line.server.emit(line.phones.says(ANA, share, attachments=[PICTURE]))
        (heard,) = await line.ear.has(1)
    assert (heard.kind, heard.text) == (IncomingKind.TEXT, share)


async def test_edits_deletions_and_what_cannot_be_taken_arrive_as_such(line: Line):
    async with line.running():
        first = line.phones.says(BEN, "two vans")
        await line.server.emit(first)
        await line.server.emit(line.phones.edits(BEN, "three vans", time_of(first)))
        await line.server.emit(line.phones.deletes(BEN, time_of(first)))
        await line.server.emit(line.phones.says(BEN, None, attachments=[PICTURE]))
        await line.server.emit(line.phones.says(BEN, None, sticker={"packId": "9a", "stickerId": 3}))
        heard = await line.ear.has(5)
    kinds = [each.kind for each in heard]
    assert kinds[1:] == [
        IncomingKind.EDITED, IncomingKind.DELETED, IncomingKind.PHOTO, IncomingKind.UNSUPPORTED
    ]  # fmt: skip
    assert heard[1].text == "three vans"
    assert heard[1].target == heard[2].target == heard[0].message


async def test_a_moderator_is_vouched_for_and_names_our_message_by_quote_and_reaction(line: Line):
    async with line.running():
        card = await line.transport.send(ROOM, Message(text="card", choices=((YES,),)))
        await line.server.emit(line.phones.quotes(HERON, "approve", int(card.ref), MODERATORS))
        await line.server.emit(line.phones.reacts(HERON, "✅", int(card.ref), MODERATORS))
        await line.server.emit(line.phones.reacts(HERON, "✅", int(card.ref), MODERATORS, remove=True))
        quote, vote, back = await line.ear.has(3)
        assert await line.is_member(quote)
    assert [each.target for each in (quote, vote, back)] == [card.ref] * 3
    assert (quote.room, quote.text) == (ROOM, "approve")
    assert (vote.kind, vote.data, vote.retracted, back.retracted) == (IncomingKind.REACTION, "✅", False, True)


async def test_a_reaction_to_an_edited_card_still_names_the_card(line: Line):
    async with line.running():
        card = await line.transport.send(ROOM, Message(text="NEW"))
        edited = await line.transport.edit(ROOM, card.ref, Message(text="1/2"))
        newest = line.server.said[0].times[-1]
        assert (edited.ref, edited.latest) == (card.ref, str(newest))
        assert newest != int(card.ref)
        await line.server.emit(line.phones.reacts(HERON, "✅", newest, MODERATORS))
        (vote,) = await line.ear.has(1)
    assert vote.target == card.ref


async def test_a_stranger_in_the_room_is_not_vouched_for_until_they_are_a_member(line: Line):
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "approve K7Q2", MODERATORS))
        (stranger,) = await line.ear.has(1)
        assert (stranger.room, await line.is_member(stranger)) == (ROOM, False)
        line.server.members[MODERATORS].append(ANA.aci)
        await line.server.emit(line.phones.changes_group(HERON, MODERATORS))
        await line.server.emit(line.phones.says(ANA, "approve K7Q2", MODERATORS))
        _, member = await line.ear.has(2)
        assert (member.room, await line.is_member(member)) == (ROOM, True)


@pytest.mark.parametrize("what", sorted(noise(Phones(), ANA, MODERATORS)))
async def test_what_is_no_act_of_a_person_is_passed_over(line: Line, what: str):
    async with line.running():
        await line.server.emit(noise(line.phones, ANA, MODERATORS)[what], checked=False)
        await line.server.emit(line.phones.says(ANA, "after it"))
        (heard,) = await line.ear.has(1)
    assert heard.text == "after it"
    assert line.transport.counts[f"passed_{what}"] == 1


async def test_nobody_reports_into_a_channel(line: Line):
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "I saw them too", PHILLIPS))
        await line.server.emit(line.phones.says(ANA, "private"))
        (heard,) = await line.ear.has(1)
    assert heard.text == "private"


async def test_an_unreadable_frame_costs_neither_the_connection_nor_the_next_one(line: Line):
    odd = poison(line.phones, ANA)
    async with line.running():
        for number, each in enumerate(odd):
            await line.server.emit(each if isinstance(each, str) else json.dumps(each))
            await line.server.emit(line.phones.says(ANA, f"after {number}"))
        heard = await line.ear.has(len(odd))
    assert [each.text for each in heard] == [f"after {number}" for number in range(len(odd))]
    assert line.transport.counts["quarantined"] == len(odd)
    assert line.server.connections == 1


async def test_a_changed_safety_number_is_told_whoever_has_it(line: Line):
    async with line.running():
        await line.server.emit(line.phones.changes_key(HERON))
        (heard,) = await line.ear.has(1)
    assert (heard.kind, heard.change) == (IncomingKind.ROOM_CHANGE, RoomChange.SAFETY_NUMBER_CHANGED)
    assert heard.sender is not None
    assert heard.sender.key == HERON.aci.encode()


async def test_what_cannot_be_committed_now_is_handed_in_again(line: Line):
    line.ear.mishaps = [TryAgain(), TryAgain()]
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "seen"))
        await line.server.emit(line.phones.says(ANA, "again"))
        heard = await line.ear.has(2)
    assert [each.text for each in heard] == ["seen", "again"]


async def test_the_first_answer_sets_the_timer_and_a_later_one_does_not(line: Line):
    line.ear.reaction = Reaction(replies=(Message(text="received"),))
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "one"))
        await line.server.emit(line.phones.says(ANA, "two"))
        await line.server.until(lambda: len(line.server.shown(ANA.aci)) == 2)
    assert line.server.timers == {ANA.aci: 86_400}
    assert line.server.asked["contact"] == 1


async def test_a_shorter_timer_of_the_residents_own_is_left_alone(line: Line):
    line.ear.reaction = Reaction(replies=(Message(text="received"),))
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "one", expiresInSeconds=300))
        await line.server.until(lambda: bool(line.server.shown(ANA.aci)))
    assert line.server.timers == {}


async def test_to_forget_wipes_what_we_said(line: Line):
    line.ear.reaction = Reaction(replies=(Message(text="received"),))
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "one"))
        await line.server.until(lambda: bool(line.server.shown(ANA.aci)))
        line.ear.reaction = Reaction(replies=(Message(text="forgotten"),), erase=True)
        await line.server.emit(line.phones.says(ANA, "forget"))
        await line.server.until(lambda: "received" not in line.server.shown(ANA.aci))
    assert line.server.shown(ANA.aci) == ["forgotten"]
