"""What subscribers get: after everybody else, at a pace that takes nobody's turn, once, and no longer than it is true."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot import logs
from bot.copies import Copies
from bot.pacing import pace_of
from bot.privacy.subscribers import Subscribers
from bot.relays import Relays
from bot.subscriptions import SubscriptionRules
from bot.transports.base import Limited, NotSent, Sender, Undeliverable, Unknown
from handlers.alertcontent import Standing
from handlers.outbound import Notice
from handlers.policy import Channel, Directory, Room
from tests.runtime import Post
from tests.runtime import sender as person
from tests.units.test_delivery import Office, alert, edit, note, office

CHANNEL, OTHER, ROOM = "phillips@signal", "corcoran@signal", "moderators@signal"
DIRECTORY = Directory(
    moderation=(Room(name=ROOM),),
    channels=(
        Channel(name="phillips", rooms=(Room(name=CHANNEL),), areas=("Phillips",)),
        Channel(name="corcoran", rooms=(Room(name=OTHER),), areas=("Corcoran",)),
    ),
)


@dataclass
class Block:
    """A city with two channels on Signal, its delivery, and the list of subscribers."""

    office: Office
    subscribers: Subscribers

    @property
    def copies(self) -> Copies:
        assert self.office.delivery.copies
        return self.office.delivery.copies

    def joins(self, name: str, *channels: str) -> None:
        for channel in channels or ("phillips",):
            assert self.subscribers.add(who(name), channel, "en")

    def got(self, name: str) -> list[str]:
        """The first words of what somebody got in private."""
        return [text.split("\n", 1)[0] for text in self.office.post.texts(name)]

    def private(self) -> list[str]:
        """Who got something in private, in order."""
        return [where for what, where, _ in self.office.post.out if what == "private"]

    async def tells(self, *posts) -> None:
        """These go out, and whatever follows from them in half an hour."""
        await self.office.queues(*posts)
        await self.passes(minutes=30)

    async def passes(self, **span: float) -> None:
        """Let time pass in steps, as delivery asks for it."""
        until = self.office.clock.now() + timedelta(**span)
        while self.office.clock.now() < until:
            await self.office.delivery.settle()
            self.office.clock.advance(timedelta(seconds=1))
        await self.office.delivery.settle()


def who(name: str) -> Sender:
    return replace(person(name), platform="signal", address=name.encode())


def standing(kind: Standing, **fields):
    """The alert's end, or a mark on it, as moderators decide it."""
    made = alert(room=CHANNEL, dedup=f"{kind.value}", subject=f"end:{kind.value}", **fields)
    return replace(made, payload={**made.payload, "standing": kind.value})


@pytest.fixture
async def block(tmp_path: Path) -> AsyncIterator[Block]:
    async with a_block(tmp_path / "whistle.db") as made:
        yield made


@asynccontextmanager
async def a_block(path: Path) -> AsyncIterator[Block]:
    async with office(path, Post(platform="signal", room_names=(ROOM, CHANNEL, OTHER))) as town:
        town.post.clock = town.clock
        desk, records = town.delivery.desk, town.keyring.subscriptions()
        contexts = replace(desk.contexts, directory=DIRECTORY)
        subscribers = Subscribers(records, now=town.clock.now, most=50)
        town.delivery.copies = Copies(
            subscribers=subscribers, relays=Relays(records=records, now=town.clock.now), replies=town.replies,
            store=town.store, contexts=contexts, lanes=town.delivery.lanes, clock=town.clock, shuffle=lambda _: None,
        )  # fmt: skip
        yield Block(town, subscribers)


async def test_the_channel_hears_first_and_everything_else_that_waits_as_well(block: Block):
    for name in ("ana", "ben", "cleo"):
        block.joins(name)
    block.office.replies.remember("r1", who("dora"), block.office.replies.witness(_address("dora")))
    notice = Notice(report="r1", key="notice.shared", slots={"zones": "phillips", "code": "K7Q2"})
    await block.office.queues(alert(room=CHANNEL), *(note(ROOM) for _ in range(6)), notice)
    await block.passes(minutes=2)
    where = [place for _, place, _ in block.office.post.out]
    assert where[:8] == [CHANNEL, *[ROOM] * 6, "dora"]
    assert sorted(where[8:]) == ["ana", "ben", "cleo"]


async def test_an_alert_that_comes_meanwhile_overtakes_whoever_is_still_waiting(block: Block):
    for number in range(10):
        block.joins(f"p{number}")
    await block.office.queues(alert(room=CHANNEL))
    await block.passes(seconds=8)
    before = len(block.private())
    assert 0 < before < 10
    await block.office.queues(alert("B4CD", room=OTHER))
    await block.office.delivery.settle()
    assert block.office.post.out[-1][1] == OTHER
    await block.passes(minutes=2)
    assert len(block.private()) == 10


async def test_they_never_take_the_burst_that_others_may_need(block: Block):
    for number in range(10):
        block.joins(f"p{number}")
    await block.office.queues(alert(room=CHANNEL))
    await block.passes(seconds=12)
    assert len(block.private()) < 10
    await block.office.queues(*(note(ROOM) for _ in range(4)))
    at = len(block.office.post.out)
    await block.passes(seconds=3)
    assert [place for _, place, _ in block.office.post.out[at : at + 4]] == [ROOM] * 4
    private = [at_s for at_s, (what, _, _) in zip(block.office.post.times, block.office.post.out, strict=True)
               if what == "private"]  # fmt: skip
    assert all(later - sooner >= 2 for sooner, later in pairwise(private))


async def test_where_signal_limits_the_number_they_stop_first_and_begin_last(block: Block):
    for name in ("ana", "ben"):
        block.joins(name)
    await block.office.queues(alert(room=CHANNEL))
    await block.office.delivery.settle()
    block.office.post.before = [Limited(60.0, whole_token=True)]
    await block.passes(minutes=14)
    assert block.private() == []
    await block.passes(minutes=3)
    assert sorted(block.private()) == ["ana", "ben"]


async def test_an_alert_of_unknown_outcome_is_not_doubled_but_its_correction_is_said_again(block: Block):
    block.joins("ana")
    await block.office.queues(alert(room=CHANNEL))
    await block.office.delivery.settle()
    block.office.post.after = [Unknown()]
    await block.passes(minutes=1)
    assert len(block.got("ana")) == 1
    await block.office.queues(standing(Standing.FALSE))
    await block.office.delivery.settle()
    block.office.post.after = [Unknown()]
    await block.passes(minutes=1)
    assert [text.split()[0] for text in block.got("ana")] == ["REPORTED,", "CORRECTION:", "CORRECTION:"]


async def test_whoever_cannot_be_reached_three_times_while_others_are_is_taken_off_the_list(block: Block):
    block.joins("gone")
    block.joins("ben")
    for number, code in enumerate(("K7Q2", "B4CD", "C5FG")):
        assert len(block.subscribers.of_channel("phillips")) == 2, number
        await block.office.queues(alert(code, room=CHANNEL, dedup=code))
        block.office.post.refuses = {"gone"}
        await block.passes(minutes=1)
    assert [block.subscribers.find(who(name)) is not None for name in ("gone", "ben")] == [False, True]


async def test_where_nobody_at_all_is_reached_nobody_is_taken_off_the_list(block: Block):
    block.joins("ana")
    block.joins("ben")
    block.office.post.refuses = {"ana", "ben"}
    for code in ("K7Q2", "B4CD", "C5FG", "D6GH"):
        await block.office.queues(alert(code, room=CHANNEL, dedup=code))
        await block.passes(minutes=1)
    assert len(block.subscribers.of_channel("phillips")) == 2, "the fault may well be ours"


async def test_what_has_run_out_before_its_turn_is_not_given_any_more(block: Block):
    block.joins("ana")
    await block.office.queues(alert(room=CHANNEL))
    await block.office.delivery.settle()
    block.office.post.before = [Limited(7000.0, whole_token=True)]
    await block.passes(hours=3)
    assert block.got("ana") == []


async def test_what_was_false_before_their_turn_never_reaches_them(block: Block):
    for name in ("ana", "ben"):
        block.joins(name)
    await block.office.queues(alert(room=CHANNEL))
    await block.passes(seconds=2)
    (first,) = block.private()
    await block.office.queues(standing(Standing.FALSE))
    await block.passes(minutes=1)
    assert block.private() == [first, first], "and whoever has it hears that it was false"


async def test_an_older_edit_that_a_slow_room_gets_late_takes_nothing_back(block: Block):
    block.joins("ana")
    await block.tells(alert(room=CHANNEL))
    doubted = edit(room=CHANNEL)
    block.copies.told(replace(doubted, payload={**doubted.payload, "standing": "doubt"}), row=900)
    block.copies.told(edit(room=CHANNEL), row=800)
    await block.passes(minutes=1)
    assert [text.split(",")[0] for text in block.got("ana")][-1].startswith("IN DOUBT")
    assert len(block.got("ana")) == 2


@pytest.mark.parametrize("again", [False, True])
async def test_an_alert_that_turns_out_to_be_about_a_home_is_deleted_from_their_chats(block: Block, again: bool):
    block.joins("ana")
    first = alert(room=CHANNEL)
    await block.tells(replace(first, payload={**first.payload, "anchor": "x1"}))
    coarse = {name: value for name, value in first.payload.items() if name != "anchor"} | {"place": "Phillips"}
    await block.office.queues(replace(edit(room=CHANNEL), payload=coarse, dedup="home"))
    await block.office.delivery.settle()
    block.office.post.before = [NotSent(), TimeoutError(), Undeliverable()] if again else []
    await block.passes(minutes=5)
    acts = [(what, text) for what, where, text in block.office.post.out if where == "ana"]
    # Where the phone would not delete it any more, they hear all the same.
    assert [what for what, _ in acts] == (["private", "private"] if again else ["private", "delete", "private"])
    assert "Lake St & Chicago Ave" in acts[0][1]
    assert "near Phillips" in acts[-1][1]
    assert "Lake St" not in acts[-1][1]


async def test_whoever_was_left_when_the_process_ended_gets_it_from_the_next_one(block: Block):
    for number in range(4):
        block.joins(f"p{number}")
    await block.office.queues(alert(room=CHANNEL))
    await block.passes(seconds=3)
    had = set(block.private())
    assert 0 < len(had) < 4
    ended(block)
    await block.passes(minutes=1)
    assert sorted(block.private()) == ["p0", "p1", "p2", "p3"]


def ended(block: Block) -> None:
    """The process is another one now; what rests beside the list is all it knows."""
    relays = Relays(records=block.office.keyring.subscriptions(), now=block.office.clock.now)
    block.office.delivery.copies = replace(block.copies, relays=relays, _failures={}, _said_twice=set())


async def test_an_alert_that_was_under_way_when_the_process_ended_is_not_doubled(block: Block):
    block.joins("ana")
    await block.office.queues(alert(room=CHANNEL))
    await block.office.delivery.settle()
    block.office.post.after = [asyncio.CancelledError()]
    await block.passes(seconds=10)
    assert len(block.got("ana")) == 1
    ended(block)
    await block.passes(minutes=1)
    assert len(block.got("ana")) == 1
    await block.tells(standing(Standing.FALSE))
    assert len(block.got("ana")) == 2, "they may have it, so they hear that it was false"


@pytest.mark.parametrize("kept_away", [NotSent(), Limited(60.0, whole_token=True), Undeliverable()])
async def test_whoever_surely_has_not_got_an_alert_hears_of_no_correction(block: Block, kept_away: Exception):
    block.joins("ana")
    await block.office.queues(alert(room=CHANNEL))
    await block.office.delivery.settle()
    block.office.post.before = [kept_away]
    for _ in range(200):
        if not block.office.post.before:
            break
        await block.passes(seconds=1)
    await block.office.queues(standing(Standing.FALSE))
    await block.office.delivery.settle()
    await block.passes(minutes=30)
    assert block.got("ana") == []


async def test_one_phone_that_does_not_answer_keeps_nothing_from_the_others(block: Block):
    block.joins("ana")
    first = alert(room=CHANNEL)
    await block.tells(replace(first, payload={**first.payload, "anchor": "x1"}))
    block.joins("ben")
    coarse = {name: value for name, value in first.payload.items() if name != "anchor"} | {"place": "Phillips"}
    await block.office.queues(replace(edit(room=CHANNEL), payload=coarse, dedup="home"))
    await block.office.queues(alert("B4CD", room=CHANNEL, dedup="b"))
    await block.office.delivery.settle()
    block.office.post.silent = {"ana"}
    await block.passes(minutes=10)
    assert len(block.got("ben")) == 2
    block.office.post.silent = set()
    await block.passes(minutes=5)
    acts = [(what, text) for what, where, text in block.office.post.out if where == "ana"]
    assert [what for what, _ in acts] == ["private", "private", "delete", "private"]
    assert "near Phillips" in acts[-1][1]


async def test_after_a_shred_nothing_tells_that_anybody_was_written_to(block: Block):
    for name in ("ana", "ben", "cleo"):
        block.joins(name)
    await block.office.queues(alert(room=CHANNEL))
    await block.passes(seconds=3)
    assert block.private()
    block.office.keyring.shred()
    await block.passes(minutes=10)
    assert block.office.keyring.subscriptions().names("relay-") == []
    assert not block.copies.relays.waiting


async def test_a_fault_of_ours_does_not_count_them_in_the_log(block: Block):
    lines = []
    for size, code in ((1, "K7Q2"), (5, "B4CD")):
        for number in range(size):
            block.joins(f"p{number}")
        await block.office.queues(alert(code, room=CHANNEL, dedup=code))
        await block.office.delivery.settle()
        stream = io.StringIO()
        undo = logs.configure(stream, "debug")
        block.office.post.before = [RuntimeError("anything") for _ in range(size)]
        try:
            await block.passes(minutes=2)
        finally:
            undo()
        assert block.office.post.before == []
        lines.append(stream.getvalue().count("RuntimeError"))
    assert lines == [1, 1]


async def test_a_full_list_has_an_alert_within_the_minutes_that_people_were_told(block: Block):
    rules = SubscriptionRules()
    people = block.copies.subscribers = Subscribers(
        block.office.keyring.subscriptions(), now=block.office.clock.now, most=rules.most
    )
    for number in range(rules.most):
        assert people.add(who(f"p{number}"), "phillips", "en")
    terms = rules.terms(pace_of("signal"), outlives_restart=False)
    assert terms.late_minutes == 7
    await block.office.queues(alert(room=CHANNEL))
    await block.passes(minutes=terms.late_minutes)
    assert len(set(block.private())) == rules.most


async def test_the_order_is_drawn(tmp_path: Path):
    async with a_block(tmp_path / "whistle.db") as block:
        for number in range(4):
            block.joins(f"p{number}")
        listed = [found.sender.address.decode() for name in block.subscribers.of_channel("phillips")
                  if (found := block.subscribers.get(name))]  # fmt: skip
        block.copies.shuffle = list.reverse
        await block.office.queues(alert(room=CHANNEL))
        await block.passes(minutes=1)
        assert block.private() == listed[::-1]


async def test_a_fault_of_ours_holds_nobody_up(block: Block):
    for name in ("ana", "ben"):
        block.joins(name)
    await block.office.queues(alert(room=CHANNEL))
    await block.office.delivery.settle()
    block.office.post.before = [RuntimeError("anything")]
    await block.passes(minutes=1)
    assert len(block.private()) == 1
    await block.tells(alert("B4CD", room=CHANNEL, dedup="b"))
    assert len(block.private()) == 3


async def test_nothing_of_them_is_logged_or_counted(block: Block, capsys):
    block.joins("ana")
    await block.office.queues(alert(room=CHANNEL))
    await block.office.delivery.settle()
    counted = _counted(block)
    said = capsys.readouterr()
    await block.passes(minutes=1)
    assert block.private() == ["ana"]
    assert _counted(block) == counted
    after = capsys.readouterr()
    assert after.out + after.err == "", said


def _counted(block: Block) -> dict[str, float]:
    registry = block.office.delivery.metrics.registry
    return {f"{each.name}{each.labels}": each.value for metric in registry.collect() for each in metric.samples}


def _address(name: str):
    from bot.privacy.replies import ReturnAddress

    return ReturnAddress.of(who(name))
