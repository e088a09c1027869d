"""Pacing never goes over a platform's limits, and wastes next to nothing below them. Time is simulated."""

from collections import defaultdict
from itertools import pairwise

import pytest

from bot.pacing import PACES, Bursts, Pacer, pace_of

TELEGRAM, SIGNAL = PACES["telegram"], PACES["signal"]


def send_all(pacer: Pacer, chats: list[str], *, oversleep_s: float = 0.0) -> list[tuple[float, str]]:
    """Send to each chat as soon as it may; answers when each went out."""
    at_s, sent, left = 0.0, [], list(chats)
    while left:
        chat = min(left, key=lambda each: pacer.wait_s(each, at_s))
        wait_s = pacer.wait_s(chat, at_s)
        if wait_s > 0:
            at_s += wait_s + oversleep_s
        assert pacer.wait_s(chat, at_s) <= 1e-9
        pacer.spend(chat, at_s)
        sent.append((at_s, chat))
        left.remove(chat)
    return sent


def most_within(times: list[float], window_s: float) -> int:
    best = first = 0
    for last, time in enumerate(times):
        while times[first] <= time - window_s + 1e-9:
            first += 1
        best = max(best, last - first + 1)
    return best


@pytest.mark.parametrize("oversleep_s", [0.0, 0.001])
def test_a_thousand_channels_hear_within_three_percent_of_the_ideal_and_never_over_thirty_a_second(oversleep_s):
    sent = send_all(Pacer(TELEGRAM), [f"c{n}" for n in range(1000)], oversleep_s=oversleep_s)
    times = [at for at, _ in sent]
    assert times[-1] <= 1000 / 29 * 1.03
    assert most_within(times, 1.0) <= 30
    assert times[0] == 0.0


def test_one_chat_never_gets_twenty_a_minute_nor_two_within_a_second():
    sent = send_all(Pacer(TELEGRAM), ["one"] * 100)
    times = [at for at, _ in sent]
    assert most_within(times, 60.0) <= 18
    assert all(later - earlier >= 1.0 - 1e-9 for earlier, later in pairwise(times))


def test_a_busy_chat_holds_up_no_other():
    pacer = Pacer(TELEGRAM)
    sent = send_all(pacer, ["busy"] * 40 + [f"c{n}" for n in range(60)])
    when = defaultdict(list)
    for at, chat in sent:
        when[chat].append(at)
    assert max(when[f"c{n}"][0] for n in range(60)) < 4.0


def test_a_person_gets_a_short_burst_and_then_one_a_second():
    bursts, at_s, times = Bursts(TELEGRAM.private_gap_s, TELEGRAM.private_burst), 100.0, []
    for _ in range(20):
        at_s += bursts.wait_s("ana", at_s)
        bursts.spend("ana", at_s)
        times.append(at_s)
    assert times[:6] == [100.0] * 5 + [101.0]
    assert all(later - earlier == 1.0 for earlier, later in pairwise(times[4:]))
    assert bursts.wait_s("luis", at_s) == 0.0
    assert bursts.wait_s("ana", at_s + 5.0) == 0.0
    bursts.spend("luis", at_s + 60.0)
    assert set(bursts._due_s) == {"luis"}, "whoever is quiet is forgotten"


def test_a_pause_for_a_person_is_kept_and_followed_by_no_burst():
    bursts = Bursts(1.0, 5)
    bursts.hold("ana", 30.0)
    bursts.hold("ana", 20.0)
    assert bursts.wait_s("ana", 10.0) == pytest.approx(20.0)
    bursts.spend("ana", 30.0)
    assert bursts.wait_s("ana", 30.0) == pytest.approx(1.0)


def test_signal_goes_one_lane_slowly_after_a_small_burst():
    times = [at for at, _ in send_all(Pacer(SIGNAL), [f"g{n}" for n in range(10)])]
    assert times[:5] == [0.0] * 5
    assert times[5:] == pytest.approx([2.0, 4.0, 6.0, 8.0, 10.0])


def test_a_simulated_platform_has_no_limits():
    times = [at for at, _ in send_all(Pacer(pace_of("sim")), ["one"] * 500)]
    assert times[-1] == 0.0


def test_a_ban_on_one_room_holds_only_that_room_and_a_ban_on_the_token_all():
    pacer = Pacer(TELEGRAM)
    pacer.hold("banned", 30.0)
    assert pacer.wait_s("banned", 10.0) == pytest.approx(20.0)
    assert pacer.wait_s("other", 10.0) == 0.0
    pacer.hold("banned", 90.0, everything=True)
    assert pacer.wait_s("other", 10.0) == pytest.approx(80.0)
    pacer.hold("other", 20.0, everything=True)
    assert pacer.wait_s("other", 10.0) == pytest.approx(80.0), "a shorter ban never shortens a longer one"


def test_memory_follows_what_is_busy():
    pacer = Pacer(TELEGRAM)
    for number in range(50):
        pacer.spend(f"c{number}", float(number))
    pacer.forget_quiet(90.0)
    assert pacer.chat_wait_s("c49", 90.0) == 0.0
    assert len(pacer._sent) == 19
