"""One number's lane: what goes first, how far apart, and how long nothing goes at all."""

import asyncio

import pytest

from bot.transports.base import Limited, NotSent
from bot.transports.signal.lane import Lane, Rank


class Seconds:
    """A clock that is set."""

    at_s = 0.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def lane(seconds: Seconds, *, pace_s: float = 2.0, jitter: float = 0.0) -> Lane:
    return Lane(pace_s=pace_s, burst=5, within_s=1.0, seconds=seconds, jitter=lambda: jitter)


async def test_alerts_go_before_answers_and_both_before_questions_to_the_server(seconds: Seconds):
    one = lane(seconds, pace_s=0.0)
    went: list[str] = []

    async def goes(name: str, rank: Rank) -> None:
        async with one.turn(rank):
            went.append(name)

    async with one.turn(Rank.LOOK):
        waiting = [
            asyncio.create_task(goes(name, rank))
            for name, rank in (
                ("last", Rank.LAST),
                ("look", Rank.LOOK),
                ("reply", Rank.REPLY),
                ("first", Rank.POST),
                ("second", Rank.POST),
            )
        ]
        await asyncio.sleep(0)
        assert went == []
    await asyncio.gather(*waiting)
    assert went == ["first", "second", "reply", "look", "last"]


async def test_five_go_at_once_and_then_one_every_two_seconds_whoever_sends(seconds: Seconds):
    one = lane(seconds)
    for rank in (Rank.POST, Rank.REPLY, Rank.POST, Rank.REPLY, Rank.POST):
        assert one.wait_s() == 0.0
        async with one.turn(rank):
            pass
    assert one.wait_s() == 2.0
    for rank in (Rank.POST, Rank.REPLY):
        with pytest.raises(Limited) as limited:
            async with one.turn(rank):
                pass
        assert limited.value.retry_after_s == 2.0
    async with one.turn(Rank.LOOK):
        pass  # asks the server alone, and Signal counts nothing
    seconds.at_s += 2.0
    async with one.turn(Rank.POST):
        pass
    assert one.wait_s() == 2.0


async def test_what_yields_goes_where_nobody_else_wants_to_and_leaves_the_whole_burst(seconds: Seconds):
    one = lane(seconds)
    async with one.turn(Rank.REPLY):
        pass
    with pytest.raises(NotSent):
        async with one.turn(Rank.LAST):
            pass
    for _ in range(3):
        seconds.at_s += 2.0
        async with one.turn(Rank.LAST):
            pass
    for _ in range(4):
        assert one.wait_s() == 0.0
        async with one.turn(Rank.REPLY):
            pass


async def test_waits_are_up_to_a_tenth_longer(seconds: Seconds):
    late, early = lane(seconds, jitter=1.0), lane(seconds)
    for one in (late, early):
        for _ in range(5):
            async with one.turn(Rank.POST):
                pass
    assert (early.wait_s(), late.wait_s()) == (2.0, 2.2)
    early.hold()
    late.hold()
    assert (early.held_s, late.held_s) == (60.0, 66.0)


async def test_whoever_waited_while_a_pause_began_keeps_to_it(seconds: Seconds):
    one = lane(seconds, pace_s=0.0)

    async def goes() -> None:
        async with one.turn(Rank.POST):
            raise AssertionError("it went")

    async with one.turn(Rank.POST):
        waiting = asyncio.create_task(goes())
        await asyncio.sleep(0)
        one.hold()
    with pytest.raises(Limited):
        await waiting
    async with one.turn(Rank.LOOK):
        pass  # the line goes on


async def test_a_pause_signal_asks_for_is_never_cut_short_and_one_of_our_own_never_grows(seconds: Seconds):
    one = lane(seconds)
    assert one.hold(86_400).retry_after_s == 60.0  # whoever waits asks again, for a captcha may end it
    assert one.held_s == 86_400.0
    one.release()
    assert one.held_s == 0.0
    for _ in range(5):
        one.rest()
        assert one.held_s == 60.0
        one.release()
