"""Promise: a witness tag names nobody, and the tags of two incidents cannot be joined."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.privacy.homes import RamHome
from bot.privacy.keyring import Keyring
from bot.privacy.witness import Witness, witness_tag

pytestmark = pytest.mark.promise

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NUMBERS = 2_000_000
US_NUMBERS = 8_000_000_000
"""Ten digits, the first of them 2 to 9."""


@pytest.fixture
def keyring() -> Keyring:
    # A drawn secret, but the same one in every run: the counts below are then the same as well.
    return Keyring(RamHome(), now=lambda: NOON, random_bytes=random.Random(1).randbytes)


def _tags(keyring: Keyring, code: str, people: int) -> list[int]:
    epoch = keyring.epoch()
    return [Witness("signal", b"+1612%07d" % each, keyring).tag_for(code, epoch) for each in range(people)]


def _joined(first: Sequence[int], second: Sequence[int]) -> int:
    """How many people an attacker recognises by holding equal tags side by side."""
    return sum(a == b for a, b in zip(first, second, strict=True))


def test_whoever_holds_the_tags_of_two_incidents_joins_no_more_people_than_by_chance(keyring: Keyring):
    people = 30_000
    first, second = _tags(keyring, "K7Q2", people), _tags(keyring, "R4TX", people)
    assert _joined(first, first) == people  # the comparison does find a person whose tag stayed the same
    assert _joined(first, second) <= 5  # 30,000 / 65,536: by chance one person in every second run


def test_no_fixed_rule_turns_a_tag_of_one_incident_into_that_of_another(keyring: Keyring):
    pairs = list(zip(_tags(keyring, "K7Q2", 3000), _tags(keyring, "R4TX", 3000), strict=True))
    for rule in (int.__xor__, int.__sub__, int.__add__):
        outcomes = {rule(a, b) % 65536 for a, b in pairs}
        assert len(outcomes) > 2800  # were there a rule, one outcome would stand out; by chance 2,933 differ


def test_the_key_of_one_incident_opens_no_other(keyring: Keyring):
    keys = {keyring.incident_key(keyring.epoch(), f"{code}") for code in ("K7Q2", "R4TX", "K7Q3")}
    assert len(keys) == 3


def test_trying_two_million_numbers_leaves_about_thirty_for_a_tag(keyring: Keyring):
    epoch = keyring.epoch()
    tag = Witness("signal", b"+16125550142", keyring).tag_for("K7Q2", epoch)
    # The attacker has everything at once: the database and the live keyring.
    key = keyring.incident_key(epoch, "K7Q2")
    start = 6_125_000_000
    fits = [each for each in range(start, start + NUMBERS) if witness_tag(key, b"signal|+1%d" % each) == tag]
    assert 6_125_550_142 in fits  # the search is the right one
    assert 15 <= len(fits) <= 50  # 2,000,000 / 65,536 = 30.5
    assert US_NUMBERS / 65_536 > 100_000  # so over all numbers of the country, a tag fits a city


def test_once_the_secret_is_gone_not_even_the_right_number_shows(keyring: Keyring):
    epoch = keyring.epoch()
    before = [_tags(keyring, code, 1)[0] for code in ("K7Q2", "R4TX", "B3CD")]
    keyring.shred()
    assert keyring.epoch() == epoch
    assert [_tags(keyring, code, 1)[0] for code in ("K7Q2", "R4TX", "B3CD")] != before
