"""What every transport keeps: in order, confirmed only after the commit, honest about what was sent."""

import asyncio

import pytest

from bot.transports.base import (
    DeliveryError,
    Incoming,
    IncomingKind,
    Mark,
    NotSent,
    Reaction,
    TryAgain,
    Undeliverable,
    Unknown,
)
from handlers.actions import Action, Verb
from handlers.outbound import Choice, Message
from tests.contracts.transport_harness import Harness, Receiver, running

YES = Choice("Approve", Action(Verb.APPROVE, "K7Q2"))
NO = Choice("Reject", Action(Verb.REJECT_MENU, "K7Q2"))


async def becomes(platform: Harness, *, up: bool) -> None:
    """A platform beyond a network learns of an outage by its next request, not at once."""
    async with asyncio.timeout(20):
        while platform.transport.health().up is not up:  # noqa: ASYNC110  health is asked for, it announces nothing
            await asyncio.sleep(0.01)


async def is_member(platform: Harness, said: Incoming) -> bool:
    assert said.sender is not None
    return (await platform.transport.vouch(said.sender, frozenset({platform.room}))).is_member


async def test_a_resident_is_heard_in_private_and_in_order(platform):
    receive = Receiver()
    async with running(platform, receive):
        for text in ("one", "two", "three"):
            platform.resident_writes(text)
        heard = await receive.has(3)
    assert [incoming.text for incoming in heard] == ["one", "two", "three"]
    assert {incoming.kind for incoming in heard} == {IncomingKind.TEXT}
    assert {incoming.room for incoming in heard} == {None}
    assert all(incoming.sender and incoming.mark for incoming in heard)


async def test_a_shared_place_arrives_as_a_pin(platform):
    receive = Receiver()
    async with running(platform, receive):
        platform.resident_shares(44.95, -93.25)
        (incoming,) = await receive.has(1)
    assert incoming.kind is IncomingKind.PIN
    assert incoming.pin is not None
    assert (incoming.pin.lat, incoming.pin.lon) == pytest.approx((44.95, -93.25))


async def test_a_room_is_known_by_name_and_only_members_are_vouched_for(platform):
    receive = Receiver()
    async with running(platform, receive):
        platform.moderator_writes("pending")
        platform.stranger_writes_in_room("approve K7Q2")
        heard = await receive.has(2)
        vouched = {incoming.text: await is_member(platform, incoming) for incoming in heard}
    assert {incoming.room for incoming in heard} == {platform.room}
    assert vouched == {"pending": True, "approve K7Q2": False}


async def test_whoever_writes_in_private_is_vouched_for_while_they_are_in_the_room_and_no_longer(platform):
    receive = Receiver()
    async with running(platform, receive):
        platform.moderator_writes("pending", private=True)
        (incoming,) = await receive.has(1)
        assert incoming.room is None
        assert await is_member(platform, incoming)
        await platform.moderator_leaves()
        assert not await is_member(platform, incoming)


async def test_where_the_platform_does_not_say_who_is_in_the_room_nobody_is_vouched_for(platform):
    receive = Receiver()
    async with running(platform, receive):
        platform.hide_members()
        platform.moderator_writes("pending", private=True)
        (incoming,) = await receive.has(1)
        with pytest.raises(DeliveryError):
            await is_member(platform, incoming)


async def test_nothing_of_a_person_shows_when_an_input_is_printed(platform):
    receive = Receiver()
    async with running(platform, receive):
        platform.resident_writes("my name is Quetzal")
        (incoming,) = await receive.has(1)
    assert incoming.sender is not None
    shown = repr(incoming)
    assert "Quetzal" not in shown
    assert incoming.sender.key.decode(errors="replace") not in shown
    assert incoming.sender.address.decode(errors="replace") not in shown


async def test_what_could_not_be_committed_comes_again_under_the_same_mark(platform):
    receive = Receiver(TryAgain(), TryAgain())
    async with running(platform, receive):
        platform.resident_writes("seen at Lake and Chicago")
        await receive.has(1)
    marks: set[Mark | None] = {incoming.mark for incoming in receive.seen}
    assert len(receive.seen) == 3
    assert len(marks) == 1


async def test_what_a_stopped_bot_had_not_committed_comes_again_after_the_restart(platform):
    reached, never = asyncio.Event(), asyncio.Event()
    first: list[Incoming] = []

    async def stuck(incoming: Incoming) -> Reaction:
        first.append(incoming)
        reached.set()
        await never.wait()
        return Reaction()

    async with running(platform, stuck):
        platform.resident_writes("three vans")
        async with asyncio.timeout(20):
            await reached.wait()
    platform.restarted()
    receive = Receiver()
    async with running(platform, receive):
        (again,) = await receive.has(1)
    assert again.text == "three vans"
    assert again.mark == first[0].mark


async def test_what_was_committed_does_not_come_again_after_a_restart(platform):
    receive = Receiver(reaction=Reaction(replies=(Message(text="received"),)))
    async with running(platform, receive):
        platform.resident_writes("first")
        await platform.until_shown("received", private=True)
    platform.restarted()
    second = Receiver()
    async with running(platform, second):
        platform.resident_writes("second")
        await second.has(1)
    assert [incoming.text for incoming in second.seen] == ["second"]


async def test_what_is_written_during_an_outage_arrives_after_it(platform):
    receive = Receiver()
    platform.cut()
    async with running(platform, receive):
        platform.resident_writes("are you there")
        assert receive.seen == []
        platform.mend()
        (incoming,) = await receive.has(1)
    assert incoming.text == "are you there"


async def test_answers_come_in_order_where_the_question_was_asked(platform):
    receive = Receiver(reaction=Reaction(replies=(Message(text="received"), Message(text="thank you"))))
    async with running(platform, receive):
        platform.resident_writes("hello")
        await platform.until_shown("thank you", private=True)
    assert platform.shown(private=True) == ["received", "thank you"]
    assert platform.shown() == []


async def test_a_private_message_finds_its_way_by_the_senders_address(platform):
    receive = Receiver()
    async with running(platform, receive):
        platform.resident_writes("hello")
        (incoming,) = await receive.has(1)
        assert incoming.sender is not None
        await platform.transport.send_private(incoming.sender.address, Message(text="shared with Downtown"))
        await platform.until_shown("shared with Downtown", private=True)


async def test_a_private_message_is_deleted_by_its_reference(platform):
    receive = Receiver()
    async with running(platform, receive):
        platform.resident_writes("hello")
        (incoming,) = await receive.has(1)
        assert incoming.sender is not None
        sent = await platform.transport.send_private(incoming.sender.address, Message(text="shared with Downtown"))
        await platform.until_shown("shared with Downtown", private=True)
        await platform.transport.delete_private(incoming.sender.address, sent.ref)
        assert not any("shared with Downtown" in text for text in platform.shown(private=True))


async def test_a_message_in_a_room_is_edited_and_deleted_by_its_reference(platform):
    async with running(platform, Receiver()):
        sent = await platform.transport.send(platform.room, Message(text="NEW", choices=((YES, NO),)))
        await platform.until_shown("NEW")
        edited = await platform.transport.edit(platform.room, sent.ref, Message(text="PUBLISHED"))
        await platform.until_shown("PUBLISHED")
        assert not any("NEW" in text for text in platform.shown())
        await platform.transport.delete(platform.room, edited.ref)
        assert platform.shown() == []


async def test_an_edit_that_changes_nothing_counts_as_sent(platform):
    async with running(platform, Receiver()):
        same = Message(text="NEW", choices=((YES, NO),))
        sent = await platform.transport.send(platform.room, same)
        assert (await platform.transport.edit(platform.room, sent.ref, same)).ref


async def test_choices_can_be_seen_where_there_are_no_buttons(platform):
    async with running(platform, Receiver()):
        await platform.transport.send(platform.room, Message(text="NEW", choices=((YES, NO),)))
        await platform.until_shown("NEW")
    (shown,) = platform.shown()
    numbered = "1 Approve" in shown and "2 Reject" in shown
    assert numbered is not platform.transport.features.buttons


async def test_an_outage_is_told_apart_from_an_unknown_outcome(platform):
    async with running(platform, Receiver()):
        platform.cut()
        with pytest.raises(NotSent):
            await platform.transport.send(platform.room, Message(text="lost"))
        platform.swallow_answers()
        with pytest.raises(Unknown):
            await platform.transport.send(platform.room, Message(text="perhaps"))
        platform.mend()
        await platform.transport.send(platform.room, Message(text="surely"))
        await platform.until_shown("surely")
    assert "lost" not in platform.shown()


async def test_a_room_it_does_not_know_is_never_sent_to(platform):
    async with running(platform, Receiver()):
        with pytest.raises(Undeliverable) as refusal:
            await platform.transport.send("nobody@nowhere", Message(text="hello"))
    assert isinstance(refusal.value, DeliveryError)


async def test_its_health_tells_of_an_outage_and_names_nobody(platform):
    async with running(platform, Receiver()):
        platform.cut()
        await becomes(platform, up=False)
        platform.mend()
        await becomes(platform, up=True)
        assert platform.transport.features.platform in platform.room
