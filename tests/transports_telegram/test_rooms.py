"""Who is heard in rooms: members, at Telegram's own word, and nobody by name, forward or forged button."""

import asyncio

import pytest

from bot.transports.base import Incoming, IncomingKind, NotSent, Reaction
from bot.transports.telegram import AddressesInRam
from handlers.actions import Action, Verb, encode
from handlers.inbound import RoomChange
from handlers.outbound import Choice, Message
from tests.fake_telegram.people import bot_standing, upgraded
from tests.transports_telegram.harness import MODERATORS, PHILLIPS, Recorder, is_member, running

APPROVE = Choice("Approve", Action(Verb.APPROVE, "K7Q2"))
CARD = Message(text="#K7Q2 NEW", choices=((APPROVE,),), guarded=True)
DATA = encode(APPROVE.action)


async def test_a_members_button_is_a_wish_about_the_card_it_stands_under(town, fake):
    receive = Recorder()
    receive.always = Reaction(toast="1/2 (heron)")
    async with running(town.transport(), receive) as transport:
        card = await transport.send(MODERATORS, CARD)
        town.egret.presses(town.moderators.last.data_of("Approve"), town.moderators)
        (vote,) = await receive.has(1)
        await fake.until(lambda: fake.methods.toasts)
    assert (vote.kind, vote.room, vote.data, vote.target) == (IncomingKind.BUTTON, MODERATORS, DATA, card.ref)
    assert fake.methods.toasts[0][1] == "1/2 (heron)"


async def test_a_member_who_left_does_not_vote(town, fake):
    receive = Recorder()
    async with running(town.transport(member_cache_s=0.0), receive) as transport:
        await transport.send(MODERATORS, CARD)
        town.moderators.members[town.egret.id] = "left"
        town.egret.presses(DATA, town.moderators)
        await fake.until(lambda: fake.methods.toasts)
        assert transport.counts["refused_unauthorized"] == 1
    assert receive.seen == []
    assert "Solo" in fake.methods.toasts[0][1] or "Only" in fake.methods.toasts[0][1]


async def test_membership_is_asked_once_for_several_presses(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        await transport.send(MODERATORS, CARD)
        for _ in range(4):
            town.egret.presses(DATA, town.moderators)
        await receive.has(4)
    assert len(fake.called("getChatMember")) == 1


async def test_where_telegram_does_not_say_who_is_a_member_nobody_is(town, fake):
    receive = Recorder()
    fake.fails(method="getChatMember", status=500, times=-1)
    async with running(town.transport(), receive) as transport:
        await transport.send(MODERATORS, CARD)
        town.egret.presses(DATA, town.moderators)
        await fake.until(lambda: fake.methods.toasts)
    assert receive.seen == []
    assert "try again" in fake.methods.toasts[0][1] or "de nuevo" in fake.methods.toasts[0][1]


@pytest.mark.parametrize("data", ["", "approve_yes", "v2:ap:K7Q2:", "v1:zz:K7Q2:", "v1:ap", "v1:ap:" + "x" * 90])
async def test_a_forged_button_is_refused_and_counted(town, fake, data):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        await transport.send(MODERATORS, CARD)
        town.egret.presses(data, town.moderators)
        await fake.until(lambda: fake.methods.toasts)
        assert transport.counts["refused_forged"] == 1
    assert receive.seen == []


async def test_a_card_pressed_elsewhere_is_refused(town, fake):
    elsewhere = fake.world.room(-1009, "supergroup", title="Not ours", members={town.mallory.id: "creator"})
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        fake.world.add(elsewhere, 7000000001, "#K7Q2 NEW")
        town.mallory.presses(DATA, elsewhere)
        await fake.until(lambda: fake.methods.toasts)
        assert transport.counts["refused_foreign"] == 1
    assert receive.seen == []


async def test_somebody_elses_private_chat_is_no_place_for_a_button(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        fake.world.add(town.ana.chat, 7000000001, "Received")
        town.mallory.presses(DATA, town.ana.chat)
        await fake.until(lambda: fake.methods.toasts)
        assert transport.counts["refused_foreign"] == 1
    assert receive.seen == []


async def test_words_of_a_stranger_in_the_room_are_not_vouched_for(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        town.mallory.writes("approve K7Q2", town.moderators)
        town.heron.writes("pending", town.moderators)
        stranger, member = await receive.has(2)
        assert (stranger.room, await is_member(transport, stranger)) == (MODERATORS, False)
        assert (member.room, await is_member(transport, member)) == (MODERATORS, True)
        assert transport.counts["refused_unauthorized"] == 1


@pytest.mark.parametrize("standing", ["left", "kicked"])
async def test_whoever_left_or_was_removed_is_not_vouched_for_in_private(town, fake, standing):
    receive = Recorder()
    async with running(town.transport(member_cache_s=0.0), receive) as transport:
        town.egret.writes("approve K7Q2")
        (said,) = await receive.has(1)
        assert await is_member(transport, said)
        town.moderators.members[town.egret.id] = standing
        assert not await is_member(transport, said)
        assert transport.counts["refused_unauthorized"] == 1


async def test_where_telegram_does_not_say_who_is_a_member_no_words_are_vouched_for(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        town.egret.writes("approve K7Q2")
        (said,) = await receive.has(1)
        fake.fails(method="getChatMember", status=500, times=-1)
        with pytest.raises(NotSent):
            await is_member(transport, said)


async def test_nobody_is_asked_about_whoever_only_writes_in_private(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive):
        town.ana.writes("three vans at Lake and 4th")
        await receive.has(1)
    assert fake.called("getChatMember") == []


async def test_an_anonymous_admin_is_told_to_use_the_buttons_once(town, fake):
    receive = Recorder()
    anonymous = {
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
        "sender_chat": town.moderators.raw(),
    }
    async with running(town.transport(), receive) as transport:
        for _ in range(3):
            town.heron.writes("approve K7Q2", town.moderators, **anonymous)
        await fake.until(lambda: town.moderators.texts)
        town.egret.writes("after", town.moderators)
        await receive.has(1)
        assert transport.counts["refused_unauthorized"] == 3
    assert [heard.text for heard in receive.seen] == ["after"]
    assert len(town.moderators.texts) == 1
    assert "buttons" in town.moderators.texts[0]


@pytest.mark.parametrize(
    "disguise",
    [
        {
            "sender_chat": {"id": -100777, "type": "channel", "title": "Canary"},
            "from": {"id": 136817688, "is_bot": True, "first_name": "Channel"},
        },
        {"forward_origin": {"type": "hidden_user", "sender_user_name": "heron", "date": 1}},
        {"via_bot": {"id": 9, "is_bot": True, "first_name": "other"}},
        {"from": {"id": 99, "is_bot": True, "first_name": "other bot"}},
    ],
)
async def test_words_that_are_not_the_members_own_decide_nothing(town, fake, disguise):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        town.heron.writes("approve K7Q2", town.moderators, **disguise)
        town.heron.writes("after", town.moderators)
        await receive.has(1)
        assert transport.counts["refused_foreign"] == 1
    assert [heard.text for heard in receive.seen] == ["after"]


async def test_a_reply_to_a_card_says_which_card_it_means(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        card = await transport.send(MODERATORS, CARD)
        quoted = {"message_id": int(card.ref), "date": 1, "chat": town.moderators.raw(), "text": "#K7Q2 NEW"}
        town.heron.writes("edit place: Lake and 4th", town.moderators, reply_to_message=quoted)
        (said,) = await receive.has(1)
    assert said.target == card.ref


async def test_an_answer_in_the_room_quotes_the_question_and_can_ask_for_words(town, fake):
    receive = Recorder(pending=Reaction(replies=(Message(text="Which one?", awaits_text=True),)))
    async with running(town.transport(), receive):
        asked = town.heron.writes("pending", town.moderators)
        await fake.until(lambda: town.moderators.texts)
    given = fake.called("sendMessage")[-1]
    assert given["reply_markup"] == {"force_reply": True}
    assert given["reply_parameters"]["message_id"] == asked


async def test_a_command_for_us_loses_our_name_and_one_for_another_bot_keeps_it(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive):
        await fake.until(lambda: fake.called("getMe"))
        await fake.until(lambda: fake.called("setMyCommands"))
        town.heron.writes("/pending@whistle_test_bot now", town.moderators)
        town.heron.writes("/pending@other_bot", town.moderators)
        await receive.has(2)
    assert receive.texts == ["/pending now", "/pending@other_bot"]


async def test_a_report_in_a_neighborhoods_group_is_turned_to_the_private_chat_and_not_repeated(town, fake):
    group = fake.world.room(-1001000000009, "supergroup", title="Phillips neighbors")
    receive = Recorder()
    async with running(town.transport(rooms={MODERATORS: town.moderators.id, "neighbors@telegram": group.id}), receive):
        await fake.until(lambda: fake.called("setMyCommands"))
        for _ in range(3):
            town.ana.writes("/report canary vans at Lake", group)
        town.ana.writes("just talking", group)
        await fake.until(lambda: group.texts)
        town.ana.writes("after")
        await receive.has(1)
    assert len(group.texts) == 1
    assert "privado" in group.texts[0]
    assert "t.me/whistle_test_bot" in group.texts[0]
    assert "canary" not in group.texts[0]
    assert receive.texts == ["after"]


async def test_losing_a_channel_is_told_and_so_is_getting_it_back(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive):
        bot_standing(fake, town.phillips, town.heron, "administrator", can_post_messages=False)
        bot_standing(fake, town.phillips, town.heron, "administrator", can_post_messages=True)
        bot_standing(fake, town.phillips, town.heron, "kicked")
        lost, back, removed = await receive.has(3)
    assert [each.change for each in (lost, back, removed)] == [
        RoomChange.RIGHTS_LOST,
        RoomChange.RIGHTS_BACK,
        RoomChange.REMOVED,
    ]
    assert {each.room for each in (lost, back, removed)} == {PHILLIPS}
    assert lost.sender is None


async def test_a_channel_in_which_nothing_can_be_corrected_any_more_is_told_too(town, fake):
    receive = Recorder()
    town.phillips.rights["can_edit_messages"] = True
    async with running(town.transport(), receive):
        bot_standing(fake, town.phillips, town.heron, "administrator", can_edit_messages=False)
        bot_standing(fake, town.phillips, town.heron, "administrator", can_edit_messages=True)
        changes = [each.change for each in await receive.has(2)]
    assert changes == [RoomChange.RIGHTS_LOST, RoomChange.RIGHTS_BACK]


async def test_a_group_that_moves_is_followed_and_the_move_survives_a_restart(town, fake):
    receive, addresses = Recorder(), AddressesInRam()
    async with running(town.transport(addresses), receive) as transport:
        new = upgraded(fake, town.moderators, town.heron, -1002000000001)
        town.heron.writes("pending", new)
        (said,) = await receive.has(1)
        await transport.send(MODERATORS, CARD)
    assert said.room == MODERATORS
    assert new.texts == ["#K7Q2 NEW"]
    async with running(town.transport(addresses), receive) as transport:
        await fake.until(lambda: fake.waiting.asked)
        await transport.send(MODERATORS, Message(text="again"))
    assert new.texts == ["#K7Q2 NEW", "again"]


async def test_a_move_that_was_not_announced_is_found_when_sending(town, fake):
    async with running(town.transport(), Recorder()) as transport:
        new = upgraded(fake, town.moderators, town.heron, -1002000000001, announce=False)
        sent = await transport.send(MODERATORS, CARD)
        await transport.edit(MODERATORS, sent.ref, Message(text="APPROVED"))
    assert new.texts == ["APPROVED"]


async def test_in_a_group_the_last_alert_is_pinned_and_after_its_upgrade_the_next_one_too(town, fake):
    group = fake.world.room(-1009, "supergroup", title="Phillips neighbors")
    rooms = {MODERATORS: town.moderators.id, PHILLIPS: group.id}
    async with running(town.transport(rooms=rooms, pin_alerts=True), Recorder()) as transport:
        first = await transport.send(PHILLIPS, Message(text="ALERT", leads=True))
        await fake.until(lambda: group.pinned)
        await transport.edit(PHILLIPS, first.ref, Message(text="ALL CLEAR"))
        await fake.until(lambda: not group.pinned)
        await transport.send(PHILLIPS, Message(text="ALERT again", leads=True))
        await fake.until(lambda: group.pinned)
        new = upgraded(fake, group, town.heron, -1002000000009, announce=False)
        sent = await transport.send(PHILLIPS, Message(text="ALERT there", leads=True))
        await fake.until(lambda: new.pinned)
    assert new.pinned == [int(sent.ref)]


async def test_a_public_channel_can_be_named(town, fake):
    receive = Recorder()
    rooms = {MODERATORS: town.moderators.id, PHILLIPS: "@phillips_alerts"}
    async with running(town.transport(rooms=rooms), receive) as transport:
        await transport.send(PHILLIPS, Message(text="ALERT"))
        await fake.until(lambda: ("chat", "es") in fake.methods.commands)
        bot_standing(fake, town.phillips, town.heron, "kicked")
        (lost,) = await receive.has(1)
    assert town.phillips.texts == ["ALERT"]
    assert lost.room == PHILLIPS


async def test_a_topic_of_the_supergroup_can_be_a_room(town, fake):
    transport = town.transport(topics={MODERATORS: 77})
    async with running(transport, Recorder()):
        await transport.send(MODERATORS, CARD)
    assert fake.called("sendMessage")[0]["message_thread_id"] == "77"


async def test_commands_and_descriptions_stand_in_each_language(town, fake):
    async with running(town.transport(), Recorder()):
        await fake.until(lambda: ("chat", "es") in fake.methods.commands)
    assert {language for _, language in fake.methods.commands} == {"", "en", "es"}
    assert "start" in fake.methods.commands["all_private_chats", "es"]
    assert fake.methods.commands["all_group_chats", ""] == ["report"]
    assert "Signal" in fake.methods.descriptions["description.es"]


async def test_a_channel_that_is_named_wrongly_keeps_no_command_from_being_set(town, fake):
    rooms = {MODERATORS: town.moderators.id, PHILLIPS: "@no_such_channel"}
    async with running(town.transport(rooms=rooms), Recorder()):
        await fake.until(lambda: ("chat", "es") in fake.methods.commands)
        # Once is enough for what was done; the name is asked for again, in case it is made yet.
        await fake.until(lambda: len(fake.called("getChat")) > 2)
    assert len(fake.called("getMe")) == 1
    assert len(fake.called("setMyShortDescription")) == 3


async def test_what_a_button_would_show_is_said_where_a_command_was_typed(town, fake):
    receive = Recorder()
    receive.always = Reaction(toast="There is no K7Q2", replies=(Message(text="Ask /pending"),))
    async with running(town.transport(), receive):
        town.heron.writes("approve K7Q2", town.moderators)
        await fake.until(lambda: len(town.moderators.texts) == 2)
        town.heron.writes("join CODE")
        await fake.until(lambda: len(town.heron.chat.texts) == 2)
    assert town.moderators.texts == town.heron.chat.texts == ["There is no K7Q2", "Ask /pending"]
    assert fake.methods.toasts == []


async def test_a_button_that_had_to_be_answered_early_gets_its_words_afterwards(town, fake):
    receive = Recorder()
    committed = asyncio.Event()

    async def slowly(incoming: Incoming) -> Reaction:
        await committed.wait()
        await receive(incoming)
        return Reaction(toast="1/2 (egret)")

    async with running(town.transport(answer_within_s=0.05), slowly) as transport:
        await transport.send(MODERATORS, CARD)
        town.egret.presses(DATA, town.moderators)
        await fake.until(lambda: fake.methods.toasts)
        committed.set()
        await fake.until(lambda: len(town.moderators.texts) == 2)
    assert fake.methods.toasts[0][1] == ""
    assert town.moderators.texts[1] == "1/2 (egret)"
