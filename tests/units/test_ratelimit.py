"""Nobody floods intake, and counting them does not name them."""

import gc
from datetime import UTC, datetime
from types import FunctionType, ModuleType

import pytest

from bot.gate import Entry, TurnedAway
from bot.privacy.homes import RamHome
from bot.privacy.keyring import Keyring
from bot.privacy.ratelimit import Admission, Cap, IntakeLimiter
from bot.privacy.witness import Witness

KEYRING = Keyring(RamHome(), now=lambda: datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
ANA, BEN, EVA = (Witness("telegram", each, KEYRING) for each in (b"CANARY-1", b"2", b"3"))


class Timer:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def limiter(timer: Timer) -> IntakeLimiter:
    return IntakeLimiter(per_witness=Cap(count=3, window_s=60), overall=Cap(count=5, window_s=10), timer=timer)


def test_one_witness_gets_their_share_and_then_waits_for_the_window(limiter: IntakeLimiter, timer: Timer):
    assert [limiter.admit(ANA) for _ in range(4)] == [Admission.ADMITTED] * 3 + [Admission.TOO_MANY_FROM_ONE]
    timer.now_s = 59
    assert limiter.admit(ANA) is Admission.TOO_MANY_FROM_ONE
    assert limiter.admit(BEN) is Admission.ADMITTED
    timer.now_s = 60  # counted from the first message, so the refused ones did not make it longer
    assert limiter.admit(ANA) is Admission.ADMITTED


def test_all_together_have_a_cap_as_well(limiter: IntakeLimiter, timer: Timer):
    for witness in (ANA, ANA, ANA, BEN, BEN):
        assert limiter.admit(witness) is Admission.ADMITTED
    assert limiter.admit(EVA) is Admission.TOO_MANY_OVERALL
    timer.now_s = 10
    assert limiter.admit(EVA) is Admission.ADMITTED


def test_a_flood_from_one_does_not_use_up_what_the_others_have(limiter: IntakeLimiter):
    for _ in range(100):
        limiter.admit(ANA)
    assert [limiter.admit(BEN), limiter.admit(EVA)] == [Admission.ADMITTED] * 2


def test_being_refused_by_the_common_cap_costs_nothing_of_ones_own(limiter: IntakeLimiter, timer: Timer):
    for witness in (ANA, ANA, ANA, BEN, BEN):
        limiter.admit(witness)
    for _ in range(10):
        limiter.admit(EVA)
    timer.now_s = 10
    assert [limiter.admit(EVA) for _ in range(3)] == [Admission.ADMITTED] * 3


def _bytes_within(root: object) -> list[bytes]:
    seen: dict[int, object] = {}
    waiting: list[object] = [root]
    while waiting:
        each = waiting.pop()
        if id(each) not in seen and not isinstance(each, type | FunctionType | ModuleType):
            seen[id(each)] = each
            waiting += gc.get_referents(each)
    return [each for each in seen.values() if isinstance(each, bytes)]


def test_the_counters_hold_no_id(limiter: IntakeLimiter):
    limiter.admit(ANA)
    held = _bytes_within(limiter)
    assert any(len(each) == 16 for each in held)  # the blind name is found
    assert not any(b"CANARY" in each for each in held)
    assert repr(limiter) == "<the intake limiter>"


def test_two_processes_count_under_different_names():
    seen = []
    for _ in range(2):
        limiter = IntakeLimiter(per_witness=Cap(count=1, window_s=1), overall=Cap(count=1, window_s=1))
        limiter.admit(ANA)
        seen.append(next(iter(limiter._witnesses)))
    assert seen[0] != seen[1]


@pytest.mark.parametrize(("count", "window_s"), [(0, 1), (1, 0), (-1, 5), (5, -1)])
def test_a_cap_that_would_let_nobody_or_everybody_in_is_refused(count: int, window_s: float):
    with pytest.raises(ValueError, match="a cap needs"):
        Cap(count=count, window_s=window_s)


def test_an_input_counts_once_however_often_its_transaction_runs(limiter: IntakeLimiter):
    entry = Entry(limiter, ANA)
    for _ in range(5):
        entry.count()
    assert [limiter.admit(ANA) for _ in range(3)].count(Admission.ADMITTED) == 2  # of three an hour


def test_what_was_not_committed_uses_up_nothing(limiter: IntakeLimiter):
    for _ in range(10):
        entry = Entry(limiter, ANA)
        entry.count()
        entry.failed()
    assert [limiter.admit(ANA) for _ in range(4)].count(Admission.ADMITTED) == 3


def test_one_report_too_many_is_turned_away_and_gives_nothing_back(limiter: IntakeLimiter):
    while limiter.admit(ANA) is Admission.ADMITTED:
        pass
    entry = Entry(limiter, ANA)
    with pytest.raises(TurnedAway, match="rate_one"):
        entry.count()
    entry.failed()
    assert limiter.admit(ANA) is Admission.TOO_MANY_FROM_ONE
