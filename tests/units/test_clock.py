"""A clock of our own wakes whoever waits when time is stepped, sped up, or somebody calls."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MachineClock, TownClock

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


async def test_a_stepped_clock_wakes_exactly_those_whose_time_has_come():
    clock, woken = TownClock(NOON), []

    async def sleeper(seconds: float) -> None:
        await clock.wait(seconds)
        woken.append(seconds)

    async with asyncio.TaskGroup() as group:
        for seconds in (30, 90, 600):
            group.create_task(sleeper(seconds))
        await asyncio.sleep(0)
        clock.advance(timedelta(seconds=100))
        for _ in range(20):
            await asyncio.sleep(0)
        assert sorted(woken) == [30, 90]
        clock.advance(timedelta(seconds=500))
    assert woken[-1] == 600
    assert clock.now() == NOON + timedelta(minutes=10)


async def test_a_call_ends_a_wait_early():
    for clock in (TownClock(NOON), MachineClock()):
        bell = asyncio.Event()
        waiting = asyncio.create_task(clock.wait(3600, bell))
        await asyncio.sleep(0)
        bell.set()
        assert await waiting is True


async def test_a_wait_that_is_over_says_so():
    assert await TownClock(NOON).wait(0, asyncio.Event()) is False
    assert await MachineClock().wait(0, asyncio.Event()) is False


async def test_speeding_up_reaches_those_who_wait_already():
    clock = TownClock(NOON, speed=1)
    waiting = asyncio.create_task(clock.wait(3600))
    await asyncio.sleep(0)
    clock.run_at(1_000_000)
    assert await waiting is False
    assert clock.now() >= NOON + timedelta(hours=1)


def test_time_never_runs_backwards():
    clock = TownClock(NOON)
    clock.advance_to(NOON - timedelta(hours=1))
    assert clock.now() == NOON
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="backwards"):
        clock.run_at(-1)
