"""Delivery: nothing twice that must not be, nothing lost that may not be, most urgent first, no faster than allowed."""

import asyncio
import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot import logs
from bot.clock import TownClock
from bot.context import Contexts
from bot.conversations import Conversations, Offers
from bot.delivery import Delivery, Outcome
from bot.errands import Desk
from bot.holds import Holds
from bot.lanes import Lanes
from bot.metrics import Metrics
from bot.outbox import OutboxRow
from bot.pacing import Pacer, pace_of
from bot.people import KeyringPeople
from bot.places import CityPlaces
from bot.privacy.keyring import Keyring
from bot.privacy.replies import Replies
from bot.privacy.scrub import Scrubber
from bot.privacy.witness import Witness
from bot.sealer import KeyringSealer
from bot.storage import sqlite
from bot.storage.store import Store
from bot.transports.base import Limited, NotSent, Undeliverable, Unknown
from bot.turns import Turns
from handlers.alertcontent import AlertContent, Standing, to_json
from handlers.conversation import Conversation
from handlers.incident import Basis
from handlers.outbound import Notice, PostKind, Urgency
from handlers.outbound import Post as Outgoing
from handlers.policy import Directory, Policy, Room
from tests.runtime import NOON, Post, alder_ferry, sender
from tests.units.test_pacing import most_within

CHANNELS = int(os.environ.get("WHISTLE_CHANNELS", "120"))
"""How many hear one alert in the test of many; 1,000 take a minute."""
ROOM, CHANNEL = "moderators@sim", "phillips@sim"


@dataclass
class Office:
    """A store, a transport and delivery between them, with a record of what moderators would be told."""

    store: Store
    delivery: Delivery
    post: Post
    clock: TownClock
    replies: Replies
    conversations: Conversations
    keyring: Keyring
    told: list[tuple[str, str]] = field(default_factory=list)

    async def queues(self, *posts: Outgoing | Notice) -> None:
        def work(tx) -> None:
            for each in posts:
                if isinstance(each, Notice):
                    tx.outbox.notice(each)
                else:
                    tx.outbox.post(each)

        await self.store.run(work)

    async def passes(self, **span: float) -> None:
        self.clock.advance(timedelta(**span))
        await self.delivery.settle()

    async def until_sent(self, count: int) -> None:
        """Let time pass exactly as delivery asks for, until so much is out."""
        while len(self.post.out) < count:
            wait_s = await self.delivery.pump()
            if going := self.delivery.lanes.going:
                await asyncio.wait(going)
            else:
                self.clock.advance(timedelta(seconds=max(wait_s, 0.001)))


@asynccontextmanager
async def office(path: Path, post: Post | None = None, clock: TownClock | None = None):
    clock = clock or TownClock(NOON)
    post = post or Post(clock=clock)
    keyring = Keyring.in_ram(now=clock.now)
    replies = Replies(keyring)
    policy = Policy()
    directory = Directory(moderation=(Room(name=ROOM),), channels=())
    contexts = Contexts(
        clock=clock, policy=policy, directory=directory, people=KeyringPeople(keyring, replies),
        places=CityPlaces(alder_ferry(), directory), scrubber=Scrubber(),
    )  # fmt: skip
    conversations = Conversations(keyring, now=clock.now, lives=policy.conversation_lives)
    store = await Store.open(path, sealer=KeyringSealer(keyring), now=clock.now)
    told: list[tuple[str, str]] = []
    holds = Holds()
    holds.keep_in(store)

    async def report(row: OutboxRow, outcome: Outcome) -> None:
        if outcome is not Outcome.SENT:
            told.append((row.post.incident if row.post else "", outcome.value))

    delivery = Delivery(
        queue=store,
        desk=Desk(store=store, contexts=contexts, conversations=conversations, replies=replies),
        offers=Offers(now=clock.now, lives=policy.conversation_lives),
        lanes=Lanes(
            transports={post.platform: post},
            clock=clock,
            turns={post.platform: Turns(post.platform, Pacer(pace_of(post.platform)), clock, holds)},
        ),
        clock=clock,
        owner="delivery",
        metrics=Metrics(),
        report=report,
    )
    try:
        yield Office(store, delivery, post, clock, replies, conversations, keyring, told)
    finally:
        await store.close()


@pytest.fixture
async def town(tmp_path):
    async with office(tmp_path / "whistle.db") as made:
        yield made


def alert(code: str = "K7Q2", room: str = CHANNEL, **fields) -> Outgoing:
    content = AlertContent(
        code=code, edition=0, standing=Standing.LIVE, place="Lake St & Chicago Ave", neighborhood="Phillips",
        basis=Basis.REPORTED, seen_at=NOON, expires_at=NOON + timedelta(minutes=90),
    )  # fmt: skip
    values = {"kind": PostKind.ALERT, "urgency": Urgency.ALERT, "incident": code, "subject": f"alert:{code}"}
    return Outgoing(**{"room": room, "payload": to_json(content), **values, **fields})


def edit(code: str = "K7Q2", room: str = CHANNEL, **fields) -> Outgoing:
    return alert(code, room, **{"kind": PostKind.ALERT_EDIT, "urgency": Urgency.EDIT, "edits": True, **fields})


def note(room: str = ROOM, **fields) -> Outgoing:
    values = {"kind": PostKind.ROOM_NOTE, "urgency": Urgency.MODERATION, "payload": {"key": "intake.failed"}}
    return Outgoing(**{"room": room, **values, **fields})


async def test_what_is_queued_goes_out_once(town):
    await town.queues(alert(), note())
    await town.delivery.settle()
    await town.passes(minutes=10)
    assert len(town.post.texts(CHANNEL)) == 1
    assert len(town.post.texts(ROOM)) == 1


class Listened(io.StringIO):
    """A log that somebody waits at for a word."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word, self.heard = word, asyncio.Event()

    def write(self, text: str) -> int:
        if self.word in text:
            self.heard.set()
        return super().write(text)


@pytest.fixture
def log() -> Iterator[Listened]:
    stream = Listened("job=deliver")
    undo = logs.configure(stream, "info")
    yield stream
    undo()


async def test_a_database_that_is_away_for_a_while_does_not_end_delivery(tmp_path, monkeypatch, log: Listened):
    monkeypatch.setattr(sqlite, "_PRAGMAS", ("PRAGMA busy_timeout=20", *sqlite._PRAGMAS[1:]))
    async with office(tmp_path / "whistle.db") as town:
        await town.queues(alert())
        with closing(sqlite3.connect(tmp_path / "whistle.db", isolation_level=None)) as somebody:
            somebody.execute("BEGIN IMMEDIATE")
            running = asyncio.create_task(town.delivery.run())
            heard = asyncio.create_task(log.heard.wait())
            await asyncio.wait({running, heard}, return_when=asyncio.FIRST_COMPLETED)
        assert not running.done()
        await town.until_sent(1)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert len(town.post.texts(CHANNEL)) == 1


async def test_what_surely_was_not_sent_is_tried_again(town):
    town.post.before = [NotSent(), NotSent()]
    await town.queues(alert())
    await town.delivery.settle()
    assert town.post.out == []
    for _ in range(4):
        await town.passes(seconds=60)
    assert len(town.post.texts(CHANNEL)) == 1
    assert town.told == [("K7Q2", "waits")], "moderators hear once that an alert waits"


async def test_an_alert_of_unknown_outcome_is_held_and_moderators_are_told(town):
    town.post.after = [Unknown()]
    await town.queues(alert())
    await town.delivery.settle()
    await town.passes(minutes=30)
    assert len(town.post.texts(CHANNEL)) == 1, "never doubled by itself"
    assert town.told == [("K7Q2", "unknown")]
    (row,) = await town.store.held()
    assert await town.store.run(lambda tx: tx.outbox.release(row.id))
    await town.delivery.settle()
    assert len(town.post.texts(CHANNEL)) == 2, "a moderator said: send again"


async def test_a_fault_of_the_transport_itself_counts_as_unknown(town):
    town.post.after = [RuntimeError("anything")]
    await town.queues(alert())
    await town.delivery.settle()
    assert town.told == [("K7Q2", "unknown")]


async def test_moderators_notes_and_edits_of_unknown_outcome_are_sent_again(town):
    await town.queues(alert())
    await town.delivery.settle()
    town.post.after = [Unknown(), Unknown()]
    await town.queues(note(), edit())
    await town.delivery.settle()
    await town.passes(minutes=2)
    assert len(town.post.texts(ROOM)) == 2
    assert [what for what, where, _ in town.post.out if where == CHANNEL] == ["send", "edit 1", "edit 1"]
    assert town.told == []


async def test_a_room_that_is_gone_fails_for_good_and_moderators_are_told(town):
    town.post.before = [Undeliverable()]
    await town.queues(alert())
    await town.delivery.settle()
    await town.passes(hours=1)
    assert town.post.out == []
    assert town.told == [("K7Q2", "failed")]


async def test_what_cannot_be_put_into_words_is_settled_told_and_holds_up_nothing(town):
    notice = Notice(report="r1", key="no.such.text")
    town.replies.remember("r1", sender("ana"), Witness("sim", b"ana", town.keyring))
    await town.queues(note(payload={"key": "no.such.text"}), alert(payload={"nonsense": True}), note(), notice)
    await town.delivery.settle()
    for _ in range(3):
        await town.passes(hours=1)
    assert len(town.post.out) == 1
    assert sorted(outcome for _, outcome in town.told) == ["unsayable", "unsayable"]
    assert await town.store.next_due() is None
    assert b'outcome="failed",transport="simulator"} 3.0' in town.delivery.metrics.page()


async def test_a_limit_is_honored_to_the_second_and_holds_only_its_room(town):
    town.post.before = [Limited(30.0)]
    await town.queues(alert())
    await town.delivery.settle()
    await town.queues(note())
    await town.passes(seconds=29)
    assert (len(town.post.texts(CHANNEL)), len(town.post.texts(ROOM))) == (0, 1)
    await town.passes(seconds=2)
    assert len(town.post.texts(CHANNEL)) == 1


@pytest.mark.parametrize(("rooms_apart", "out"), [(True, ["private"]), (False, [])])
async def test_a_limit_on_the_number_of_rooms_holds_private_chats_only_where_it_is_the_same(tmp_path, rooms_apart, out):
    async with office(tmp_path / "whistle.db", post=Post(rooms_apart=rooms_apart)) as town:
        town.replies.remember("r1", sender("ana"), Witness("sim", b"ana", town.keyring))
        town.post.before = [Limited(30.0, whole_token=True)]
        await town.queues(alert())
        await town.delivery.settle()
        await town.queues(Notice(report="r1", key="intake.failed"), note())
        await town.delivery.settle()
        assert [what for what, _, _ in town.post.out] == out
        await town.passes(seconds=31)
        assert sorted(what for what, _, _ in town.post.out) == ["private", "send", "send"]


async def test_a_limit_outlives_a_restart(tmp_path):
    clock = TownClock(NOON)
    async with office(tmp_path / "whistle.db", Post(before=[Limited(300.0)]), clock) as before:
        await before.queues(alert())
        await before.delivery.settle()
    async with office(tmp_path / "whistle.db", clock=clock) as after:
        await after.delivery.recover()
        await after.passes(seconds=200)
        assert after.post.out == []
        await after.passes(seconds=101)
        assert len(after.post.texts(CHANNEL)) == 1


async def test_a_crash_between_call_and_commit_is_found_at_the_next_start(tmp_path):
    clock = TownClock(NOON)
    async with office(tmp_path / "whistle.db", clock=clock) as before:
        await before.queues(alert(), alert("B4CD"))
        first, _second = await before.store.lease(clock.now(), "delivery", 2)
        assert await before.store.sending(first)
    async with office(tmp_path / "whistle.db", clock=clock) as after:
        await after.delivery.recover()
        await after.passes(minutes=2)
        assert after.told == [("K7Q2", "unknown")], "the one begun is held"
        assert len(after.post.texts(CHANNEL)) == 1, "the one only leased goes out"


async def test_a_new_alert_overtakes_queued_edits_at_once(tmp_path):
    clock = TownClock(NOON)
    rooms = tuple(f"c{n}@telegram" for n in range(200))
    slow = Post(platform="telegram", room_names=rooms, clock=clock)
    async with office(tmp_path / "whistle.db", slow, clock) as town:
        await town.queues(*(edit(f"K7{a}{b}", rooms[i]) for i, (a, b) in enumerate(_pairs(150))))
        await town.delivery.settle()
        assert len(slow.out) == 2, "the burst"
        await town.queues(alert("B4CD", rooms[199]))
        await town.passes(seconds=1)
        assert rooms[199] in [where for _, where, _ in slow.out[2:4]], "within the next burst"


async def test_the_limits_of_telegram_are_kept_end_to_end(tmp_path):
    clock = TownClock(NOON)
    rooms = tuple(f"c{n}@telegram" for n in range(40))
    slow = Post(platform="telegram", room_names=rooms, clock=clock)
    async with office(tmp_path / "whistle.db", slow, clock) as town:
        codes = [f"K7{a}{b}" for a, b in _pairs(90)]
        await town.queues(*(alert(code, rooms[i % 2]) for i, code in enumerate(codes[:40])))
        await town.queues(*(alert(code, room) for code, room in zip(codes[40:], rooms[2:], strict=False)))
        for _ in range(1300):
            await town.passes(milliseconds=100)
        assert len(slow.out) == 78
        for second in {int(at) for at in slow.times}:
            assert sum(second <= at < second + 1 for at in slow.times) <= 30
        busy = [at for (_, where, _), at in zip(slow.out, slow.times, strict=True) if where == rooms[0]]
        assert len(busy) == 20
        assert all(later - earlier >= 0.999 for earlier, later in pairwise(busy))
        assert sum(at < busy[0] + 60 for at in busy) <= 18


async def test_many_channels_hear_in_time_and_a_new_alert_overtakes_their_queued_edits(tmp_path):
    clock = TownClock(NOON)
    rooms = tuple(f"c{n}@telegram" for n in range(CHANNELS + 1))
    slow = Post(platform="telegram", room_names=rooms, clock=clock)
    async with office(tmp_path / "whistle.db", slow, clock) as town:
        await town.queues(*(alert("K7Q2", room) for room in rooms[:CHANNELS]))
        began = clock.seconds()
        await town.until_sent(CHANNELS)
        assert clock.seconds() - began <= CHANNELS / 29 * 1.03
        assert most_within(slow.times, 1.0) <= 30
        await town.passes(seconds=60)
        await town.queues(*(edit("K7Q2", room) for room in rooms[:CHANNELS]))
        await town.until_sent(CHANNELS + 10)
        await town.queues(alert("B4CD", rooms[CHANNELS]))
        await town.until_sent(CHANNELS + 14)
        assert rooms[CHANNELS] in [where for _, where, _ in slow.out[CHANNELS + 10 :]], "within the next burst"


async def test_after_a_restart_a_new_alert_keeps_to_the_pause_its_room_was_asked_for(tmp_path):
    clock, limited = TownClock(NOON), Limited(300.0)
    async with office(tmp_path / "whistle.db", Post(before=[limited]), clock) as before:
        await before.queues(alert())
        await before.delivery.settle()
    async with office(tmp_path / "whistle.db", clock=clock) as after:
        await after.delivery.recover()
        await after.queues(alert("B4CD"), note())
        await after.passes(seconds=200)
        assert [where for _, where, _ in after.post.out] == [ROOM]
        await after.passes(seconds=101)
        assert len(after.post.texts(CHANNEL)) == 2


async def test_a_notice_finds_its_resident_and_leaves_the_question_open(town):
    ana = sender("ana")
    witness = Witness(ana.platform, ana.key, town.keyring)
    town.replies.remember("r1", ana, witness)
    town.conversations.remember(witness, Conversation(language="es", greeted=True, report="r1"))
    await town.queues(Notice(report="r1", key="intake.failed", dedup="q1", last=True))
    await town.delivery.settle()
    ((what, where, text),) = town.post.out
    assert (what, where) == ("private", "ana")
    assert "Algo" in text, "in the language of the conversation"
    assert town.replies.find("r1") is None, "nothing more can come for it"


async def test_the_last_word_on_the_last_of_somebodys_reports_parts_from_them(town):
    ana = sender("ana")
    for report in ("r1", "r2"):
        town.replies.remember(report, ana, Witness(ana.platform, ana.key, town.keyring))
    for report, is_last in (("r1", True), ("r2", False), ("r2", True)):
        await town.queues(Notice(report=report, key="intake.failed", last=is_last))
        await town.delivery.settle()
    assert [message.parting for message in town.post.messages] == [False, False, True]


async def test_a_notice_whose_address_is_gone_is_dropped_and_counted(town):
    await town.queues(Notice(report="r1", key="intake.failed", dedup="q1"))
    await town.delivery.settle()
    await town.passes(hours=1)
    assert town.post.out == []
    assert b'outcome="dropped",transport="none"} 1.0' in town.delivery.metrics.page()


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        # Eleven edits within the day: the eleventh is a message of its own, and the twelfth edits that one.
        (1, ["send", *["edit 1"] * 10, "send", "edit 12"]),
        # Six hours apart: the fourth edit comes a day after the message.
        (360, ["send", *["edit 1"] * 3, "send", *["edit 5"] * 3, "send", *["edit 9"] * 3, "send"]),
    ],
)
async def test_what_can_no_longer_be_edited_is_a_new_message_although_the_bot_restarted(tmp_path, minutes, said):
    clock = TownClock(NOON)
    post = Post(clock=clock, edit_within=timedelta(hours=24), max_edits=10)
    for number in range(13):
        # Each time a process of its own: what was edited how often is known from the store alone.
        async with office(tmp_path / "whistle.db", post=post, clock=clock) as town:
            await town.queues(edit(payload={**edit().payload, "place": f"Corner {number}"}) if number else alert())
            await town.passes(minutes=minutes)
    assert [what for what, _, _ in post.out] == said
    assert [text.count("Corner") for _, _, text in post.out[1:]] == [1] * 12
    assert town.told.count(("K7Q2", "failed")) == 0


async def test_an_edit_the_platform_takes_no_more_is_a_new_message(town):
    await town.queues(alert())
    await town.delivery.settle()
    town.post.before = [Undeliverable()]
    await town.queues(edit())
    await town.delivery.settle()
    assert [what for what, _, _ in town.post.out] == ["send", "send"]
    assert ("K7Q2", "failed") not in town.told


async def test_edits_of_one_message_are_coalesced_to_the_newest(town):
    await town.queues(alert())
    await town.delivery.settle()
    later = [edit(coalesce="alert:K7Q2", payload={**edit().payload, "place": f"Corner {n}"}) for n in range(5)]
    await town.queues(*later)
    await town.delivery.settle()
    edits = [text for what, _, text in town.post.out if what.startswith("edit")]
    assert len(edits) == 1
    assert "Corner 4" in edits[0]


async def test_one_platform_that_hangs_holds_up_no_other(tmp_path):
    clock = TownClock(NOON)
    async with office(tmp_path / "whistle.db", clock=clock) as town:
        gone = Post(platform="simsig", room_names=("phillips@simsig",), before=[NotSent()] * 50)
        town.delivery = replace(
            town.delivery, lanes=Lanes(transports={"sim": town.post, "simsig": gone}, clock=town.clock)
        )
        await town.queues(alert(room="phillips@simsig"), alert("B4CD"))
        await town.delivery.settle()
        assert len(town.post.texts(CHANNEL)) == 1


def _pairs(count: int) -> list[tuple[str, str]]:
    letters = "23456789BCDFGHJKMNPQRTVWXYZ"
    return [(a, b) for a in letters for b in letters][:count]
