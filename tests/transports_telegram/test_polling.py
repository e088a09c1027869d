"""Nothing is confirmed before it is committed, and nothing Telegram or we do wrong ends the long poll."""

import asyncio
import io

import pytest

from bot import logs
from bot.transports.base import Reaction, TryAgain
from bot.transports.telegram import TelegramTransport
from bot.transports.telegram.admission import TRIES
from handlers.outbound import Message
from tests.transports_telegram.harness import MODERATORS, Recorder, running


async def test_an_update_is_confirmed_only_after_it_was_committed(town, fake):
    reached, go = asyncio.Event(), asyncio.Event()

    class Slow(Recorder):
        async def __call__(self, incoming):
            reached.set()
            await go.wait()
            return await super().__call__(incoming)

    receive = Slow()
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await asyncio.wait_for(reached.wait(), 20)
        number = fake.waiting.updates[0].number
        assert not [asked for asked in fake.waiting.asked if int(asked.get("offset", 0)) > number]
        go.set()
        await fake.until(lambda: int(fake.waiting.asked[-1].get("offset", 0)) == number + 1)
    assert receive.texts == ["vans"]


async def test_a_crash_before_the_commit_loses_nothing(town, fake):
    never = asyncio.Event()
    reached = asyncio.Event()

    class Stuck(Recorder):
        async def __call__(self, incoming):
            reached.set()
            await never.wait()
            return Reaction()

    for text in ("one", "two", "three"):
        town.ana.writes(text)
    async with running(town.transport(), Stuck()):
        await asyncio.wait_for(reached.wait(), 20)
    receive = Recorder()
    async with running(town.transport(), receive):
        await receive.has(3)
    assert receive.texts == ["one", "two", "three"]


async def test_a_crash_after_the_commit_brings_the_same_mark_again(town, fake):
    receive = Recorder()
    town.ana.writes("one")
    async with running(town.transport(), receive):
        await receive.has(1)
    # Whether the confirmation got out is chance; the mark makes a second delivery harmless either way.
    town.ana.writes("two")
    async with running(town.transport(), receive):
        await receive.has(2)
    assert receive.texts == ["one", "two"]


async def test_while_the_database_is_away_the_update_stays_with_telegram(town, fake):
    receive = Recorder(TryAgain(), TryAgain(), TryAgain())
    async with running(town.transport(), receive) as transport:
        town.ana.writes("one")
        town.ana.writes("two")
        await receive.has(2)
        await fake.until(lambda: not fake.waiting.updates or int(fake.waiting.asked[-1].get("offset", 0)) > 1001)
        assert transport.health().up
    assert [heard.text for heard in receive.seen] == ["one", "one", "one", "one", "two"]


async def test_a_fault_of_ours_sets_one_update_aside_and_lets_the_next_pass(town, fake):
    receive = Recorder(*(KeyError("canary") for _ in range(TRIES)))
    async with running(town.transport(), receive) as transport:
        town.ana.writes("poison")
        town.ana.writes("after")
        await receive.has(1)
        assert transport.counts["quarantined"] == 1
    assert receive.texts == ["after"]


@pytest.mark.parametrize(
    "odd",
    [
        {"message": None},
        {"message": {"message_id": 1}},
        {"message": {"message_id": "x", "chat": {"id": 1, "type": "private"}, "text": "canary"}},
        {"message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "from": [], "text": {"a": "canary"}}},
        {
            "message": {
                "message_id": 1,
                "chat": {"id": 1, "type": "private"},
                "location": {"latitude": 200, "longitude": 1},
            }
        },
        {"callback_query": {"id": 7}},
        {"my_chat_member": {"chat": {"id": -1, "type": "group"}}},
        {"something_new": {"text": "canary"}},
        ["not", "an", "object"],
        None,
        7,
    ],
)
async def test_an_unreadable_update_is_set_aside_and_the_next_is_heard(town, fake, odd):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        fake.push_odd(odd)
        town.ana.writes("after")
        await receive.has(1)
        assert "canary" not in transport.health().finding
    assert receive.texts == ["after"]


async def test_a_batch_without_any_number_does_not_become_a_storm(town, fake):
    receive = Recorder()
    async with running(town.transport(backoff_s=5.0), receive) as transport:
        fake.push_odd(None)
        await fake.until(lambda: fake.waiting.asked)
        await fake.until(lambda: transport.counts.get("failures"))
        asked = len(fake.waiting.asked)
    assert asked <= 2


@pytest.mark.parametrize("status", [400, 401, 404, 409, 429, 500, 502, 503])
async def test_no_refusal_ends_the_poll(town, fake, status):
    receive = Recorder()
    fake.fails(method="getUpdates", status=status, times=3, more={"retry_after": 0} if status == 429 else {})
    async with running(town.transport(), receive) as transport:
        town.ana.writes("still there")
        await receive.has(1)
        assert transport.health().up
        assert transport.counts["failures"] == 3


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"after": True},
        {"body": "<html>canary</html>"},
        {"body": '{"ok": true}'},
        {"body": "[]"},
        {"body": '{"ok":true,"result":{}}'},
        {"body": "\x00", "status": 502},
    ],
)
async def test_no_broken_line_or_garbled_answer_ends_the_poll(town, fake, fault):
    receive = Recorder()
    fake.fails(method="getUpdates", times=3, **fault)
    async with running(town.transport(), receive):
        town.ana.writes("still there")
        await receive.has(1)
    assert receive.texts == ["still there"]


async def test_an_answer_that_never_comes_ends_that_poll_and_not_the_next(town, fake):
    never, receive = asyncio.Event(), Recorder()
    fake.fails(method="getUpdates", times=2, hold=never)
    async with running(town.transport(poll_timeout_s=0, request_timeout_s=0.2), receive) as transport:
        await fake.until(lambda: transport.counts.get("failures") == 2)
        assert not transport.health().up
        town.ana.writes("still there")
        await receive.has(1)
        assert transport.health().up
    never.set()


@pytest.mark.parametrize(("status", "words"), [(401, "BotFather"), (409, "another program"), (500, "does not answer")])
async def test_health_says_what_is_wrong(town, fake, status, words):
    transport = town.transport(slow_retry_s=30.0, backoff_s=20.0)
    fake.fails(method="getUpdates", status=status)
    async with running(transport, Recorder()):
        await fake.until(lambda: words in transport.health().finding)
        assert not transport.health().up


@pytest.mark.parametrize(("status", "wait"), [(429, "7.0"), (401, "45.0"), (404, "45.0"), (409, "2.0"), (502, "2.0")])
async def test_each_refusal_is_waited_out_as_long_as_it_takes(town, fake, status, wait):
    out = io.StringIO()
    undo = logs.configure(out, "info")
    fake.fails(method="getUpdates", status=status, more={"retry_after": 7} if status == 429 else {})
    try:
        async with running(town.transport(backoff_s=2.0, slow_retry_s=45.0), Recorder()) as transport:
            await fake.until(lambda: transport.counts.get("failures"))
            assert len(fake.called("getUpdates")) == 1
    finally:
        undo()
    assert f"wait_s={wait}" in out.getvalue()


async def test_health_goes_down_when_the_last_answer_is_old(town, fake):
    transport = town.transport()
    async with running(transport, Recorder()):
        town.ana.writes("vans")
        await fake.until(lambda: len(fake.waiting.asked) > 1)
        assert transport.health().up
        fake.world.clock.advance(minutes=10)
        assert not transport.health().up


async def test_a_webhook_left_from_before_is_taken_down_without_dropping_what_waits(town, fake):
    fake.waiting.hook = {"url": "http://127.0.0.1:1/elsewhere"}
    receive = Recorder()
    town.ana.writes("waited")
    async with running(town.transport(), receive):
        await receive.has(1)
    assert receive.texts == ["waited"]
    assert not any("drop_pending_updates" in given for given in fake.called("deleteWebhook"))


async def test_every_poll_says_what_it_wants_and_never_more(town, fake):
    async with running(town.transport(), Recorder()):
        town.ana.writes("vans")
        await fake.until(lambda: len(fake.waiting.asked) > 1)
    wanted = [asked["allowed_updates"] for asked in fake.waiting.asked]
    assert all(each == ["message", "edited_message", "callback_query", "my_chat_member"] for each in wanted)


async def test_edits_are_not_even_asked_for_where_they_are_off(town, fake):
    async with running(town.transport(edits=False), Recorder()):
        await fake.until(lambda: fake.waiting.asked)
    assert "edited_message" not in fake.waiting.asked[0]["allowed_updates"]


async def test_it_starts_although_telegram_is_down_and_comes_up_with_it(town, fake):
    fake.cut()
    transport, receive = town.transport(), Recorder()
    async with running(transport, receive):
        town.ana.writes("are you there")
        await fake.until(lambda: transport.counts.get("failures"))
        assert not transport.health().up
        fake.mend()
        await receive.has(1)
        assert transport.health().up


async def test_a_stop_finishes_what_was_begun_for_a_resident(town, fake):
    go = asyncio.Event()
    fake.fails(method="sendMessage", hold=go, after=True)
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)))
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: fake.called("sendMessage"))
        go.set()
    assert town.ana.chat.texts == ["Received."]


async def test_hundreds_of_updates_arrive_once_and_in_order(town, fake):
    receive = Recorder()
    texts = [f"report {n}" for n in range(250)]
    for text in texts:
        town.ana.writes(text)
    async with running(town.transport(), receive):
        await receive.has(250)
    assert receive.texts == texts


async def test_a_report_that_waited_through_an_outage_keeps_the_time_it_was_written(town, fake):
    written = fake.world.clock.now()
    town.ana.writes("vans right now")
    fake.world.clock.advance(hours=3)
    receive = Recorder()
    async with running(town.transport(), receive):
        (heard,) = await receive.has(1)
    assert heard.received_at == written


async def test_after_a_revoked_token_the_new_one_takes_up_the_same_rooms_and_what_waits(town, fake):
    old = town.config()
    fake.token = "7000000001:AAanotherTOKENanotherTOKEN"
    revoked = TelegramTransport(old, now=fake.world.clock.now)
    async with running(revoked, Recorder()):
        await fake.until(lambda: "BotFather" in revoked.health().finding)
        town.ana.writes("written meanwhile")
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        await receive.has(1)
        await transport.send(MODERATORS, Message(text="#K7Q2"))
    assert receive.texts == ["written meanwhile"]
    assert town.moderators.texts == ["#K7Q2"]
