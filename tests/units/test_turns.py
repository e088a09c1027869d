"""Replies and deliveries share one pace: together below every limit, and neither starves the other. Time is stepped."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import TownClock
from bot.holds import Holds
from bot.pacing import PACES, Pacer
from bot.storage.store import Store
from bot.transports.base import Limited
from bot.turns import TooSoon, Turns
from tests.instants import NOON
from tests.storebuild import Desk
from tests.units.test_pacing import most_within

STEP = timedelta(milliseconds=5)


class Telegram:
    """Turns on a clock that stands still, and a note of what went when."""

    def __init__(self, clock: TownClock | None = None, holds: Holds | None = None) -> None:
        self.clock = clock or TownClock(NOON)
        self.turns = Turns("telegram", Pacer(PACES["telegram"]), self.clock, holds)
        self.replies: list[float] = []
        self.posts: list[tuple[float, str]] = []

    async def replies_to(self, room: str = "", private: str = "") -> None:
        await self.turns.take(room, private=private)
        self.replies.append(self.clock.seconds())

    def posts_to(self, *rooms: str) -> list[str]:
        """Send to as many rooms as may be sent to now, as delivery does; those that are left."""
        left, at_s = list(rooms), self.clock.seconds()
        for room in rooms:
            if self.turns.pacer.wait_s(room, at_s) <= 0:
                self.turns.pacer.spend(room, at_s)
                self.posts.append((at_s, room))
                left.remove(room)
        return left

    async def steps(self) -> None:
        self.clock.advance(STEP)
        for _ in range(4):
            await asyncio.sleep(0)


async def test_a_receipt_does_not_wait_for_a_broadcast_and_both_stay_under_thirty_a_second():
    telegram = Telegram()
    left = telegram.posts_to(*(f"c{n}" for n in range(200)))
    asked: list[asyncio.Task[None]] = []
    while left:
        if len(asked) < 20 and len(telegram.posts) >= 10 * len(asked):
            asked.append(asyncio.create_task(telegram.replies_to()))
            begun = telegram.clock.seconds()
            while not asked[-1].done():
                await telegram.steps()
                left = telegram.posts_to(*left)
            assert telegram.clock.seconds() - begun < 0.25
        await telegram.steps()
        left = telegram.posts_to(*left)
    times = sorted([*telegram.replies, *(at for at, _ in telegram.posts)])
    assert (len(times), most_within(times, 1.0) <= 30) == (220, True)
    assert times[-1] < 220 / 29 * 1.1


async def test_a_crowd_of_residents_does_not_hold_up_an_alert():
    telegram = Telegram()
    crowd = [asyncio.create_task(telegram.replies_to()) for _ in range(120)]
    await telegram.steps()
    begun, left = telegram.clock.seconds(), [f"c{n}" for n in range(30)]
    while left:
        left = telegram.posts_to(*left)
        await telegram.steps()
    assert telegram.clock.seconds() - begun < 30 / 29 * 2.5
    assert any(not task.done() for task in crowd)
    while not all(task.done() for task in crowd):
        await telegram.steps()
    assert most_within(sorted([*telegram.replies, *(at for at, _ in telegram.posts)]), 1.0) <= 30


async def test_cards_edits_and_answers_of_one_room_share_its_window():
    telegram = Telegram()
    answers = [asyncio.create_task(telegram.replies_to("moderators")) for _ in range(30)]
    cards = 30
    while cards or not all(task.done() for task in answers):
        cards = len(telegram.posts_to(*["moderators"] * cards)) if cards else 0
        await telegram.steps()
    times = sorted([*telegram.replies, *(at for at, _ in telegram.posts)])
    assert len(times) == 60
    assert most_within(times, 60.0) <= 18
    assert most_within(times, 1.0) <= 1


async def test_answers_and_notices_to_one_person_share_what_that_chat_bears():
    telegram = Telegram()

    async def notice() -> None:
        await telegram.turns.take_private("ana")
        telegram.replies.append(telegram.clock.seconds())

    said = [asyncio.create_task(telegram.replies_to(private="ana")) for _ in range(5)]
    said += [asyncio.create_task(notice()) for _ in range(5)]
    while not all(task.done() for task in said):
        await telegram.steps()
    assert max(telegram.replies) - min(telegram.replies) == pytest.approx(5.0, abs=0.02)
    assert most_within(sorted(telegram.replies), 1.0) <= 6


async def test_one_persons_long_line_holds_up_no_other():
    telegram = Telegram()
    ana = [asyncio.create_task(telegram.replies_to(private="ana")) for _ in range(30)]
    luis = asyncio.create_task(telegram.replies_to(private="luis"))
    while not luis.done():
        await telegram.steps()
    assert telegram.clock.seconds() < 1.0
    assert sum(task.done() for task in ana) <= 5
    for task in ana:
        task.cancel()
    await asyncio.gather(*ana, return_exceptions=True)


async def test_what_would_wait_for_minutes_is_said_to_and_holds_nobody_up():
    telegram = Telegram()
    await telegram.turns.held(Limited(61.0), "moderators")
    await telegram.turns.held(Limited(30.0), "lakeside")
    with pytest.raises(TooSoon) as told:
        await telegram.turns.take("moderators")
    assert told.value.wait_s == pytest.approx(61.0)
    telegram.turns.check("downtown", 18)
    with pytest.raises(TooSoon):
        telegram.turns.check("lakeside", 1)
    await telegram.turns.take()


async def test_a_notice_that_would_outwait_its_delivery_is_put_back_at_once():
    telegram = Telegram()
    telegram.turns.held_private(Limited(45.0), "ana")
    with pytest.raises(TooSoon):
        await telegram.turns.take_private("ana")
    assert telegram.turns.waiting == 0
    telegram.clock.advance(timedelta(seconds=20))
    waits = asyncio.create_task(telegram.turns.take_private("ana"))
    await telegram.steps()
    assert telegram.turns.waiting == 1
    telegram.clock.advance(timedelta(seconds=25))
    await waits


async def test_a_flood_does_not_grow_a_line_that_nobody_would_wait_in():
    telegram = Telegram()
    crowd = [asyncio.create_task(telegram.replies_to()) for _ in range(1500)]
    await telegram.steps()
    turned_away = [task for task in crowd if task.done() and isinstance(task.exception(), TooSoon)]
    assert 500 < len(turned_away) < 700, "a minute's worth of answers waits, and no more"
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)


async def test_pauses_of_rooms_and_of_the_token_outlive_a_restart_and_those_of_people_are_not_kept(tmp_path):
    clock = TownClock(NOON)
    store = await Store.open(tmp_path / "whistle.db", sealer=Desk().sealer, now=clock.now)
    holds = Holds()
    holds.keep_in(store)
    before = Telegram(clock, holds)
    await before.turns.held(Limited(300.0), "lakeside@telegram")
    await before.turns.held(Limited(300.0), "private canary", lasting=False)
    await before.turns.held(Limited(100.0, whole_token=True), "private canary", lasting=False)
    clock.advance(timedelta(seconds=40))
    after = Telegram(clock, holds)
    await after.turns.restore()
    waits = {room: after.turns.pacer.wait_s(room, clock.seconds()) for room in ("lakeside@telegram", "other@telegram")}
    assert waits == {"lakeside@telegram": pytest.approx(260.0), "other@telegram": pytest.approx(60.0)}
    assert "canary" not in str(await store.read(lambda tx: tx.journal.switch("held")))
    clock.advance(timedelta(seconds=300))
    again = Telegram(clock, holds)
    await again.turns.restore()
    assert again.turns.pacer.wait_s("lakeside@telegram", clock.seconds()) == 0.0
    await store.close()


async def test_without_a_store_and_with_one_that_is_away_a_pause_still_counts(tmp_path):
    clock = TownClock(NOON)
    store = await Store.open(tmp_path / "whistle.db", sealer=Desk().sealer, now=clock.now)
    holds = Holds()
    telegram = Telegram(clock, holds)
    await telegram.turns.held(Limited(30.0), "lakeside@telegram")
    holds.keep_in(store)
    await store.close()
    await telegram.turns.held(Limited(40.0), "lakeside@telegram")
    assert telegram.turns.pacer.chat_wait_s("lakeside@telegram", clock.seconds()) == pytest.approx(40.0)
