"""The list of subscribers: sealed, short, under names that say nothing, and gone by itself."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import TownClock
from bot.privacy.homes import DirectoryHome, Home, RamHome
from bot.privacy.keyring import RELAY, SUBSCRIBER, Keyring
from bot.privacy.subscribers import Subscribers
from bot.relays import Relay, Relays, relay_name
from bot.subscriptions import SubscriptionRules, Subscriptions
from tests.runtime import NOON, Post
from tests.runtime import sender as person

SECRET = "a11ce000-0000-4000-8000-000000000042"


@dataclass
class Kept:
    home: Home
    clock: TownClock
    keyring: Keyring

    def subscribers(self, most: int = 3, lives: timedelta = timedelta(days=30)) -> Subscribers:
        return Subscribers(self.keyring.subscriptions(), now=self.clock.now, most=most, lives=lives)

    def names(self) -> list[str]:
        return [name for name in self.home.names() if name.startswith((SUBSCRIBER, RELAY))]


@pytest.fixture(params=["ram", "directory"])
def kept(request, tmp_path: Path) -> Kept:
    home = RamHome() if request.param == "ram" else DirectoryHome(tmp_path)
    clock = TownClock(NOON)
    return Kept(home, clock, Keyring(home, now=clock.now))


def test_whoever_is_on_it_is_found_by_themselves_and_by_channel(kept: Kept):
    people = kept.subscribers()
    assert people.add(person("ana"), "phillips", "en")
    assert people.add(person("ana"), "corcoran", "es")
    assert people.add(person("ben"), "corcoran", "en")
    ana = people.find(person("ana"))
    assert ana
    assert (ana.sender, ana.channels, ana.language) == (person("ana"), ("phillips", "corcoran"), "es")
    assert people.of_channel("phillips") == (ana.name,)
    assert len(people.of_channel("corcoran")) == 2
    assert people.find(person("cleo")) is None


def test_nothing_of_a_person_can_be_read_where_it_rests(kept: Kept):
    people = kept.subscribers()
    for number in range(3):
        assert people.add(person(f"{SECRET}{number}"), "phillips", "en")
    raw = [kept.home.get(name) or b"" for name in kept.names()]
    assert len(raw) == 3
    assert not any(SECRET.encode() in each or SECRET.encode().hex().encode() in each for each in raw)
    assert not any(SECRET in name for name in kept.names())
    # Neither do lengths tell one from another, nor what is in clear anything but the day.
    assert len({len(each) for each in raw}) == 1
    assert {int.from_bytes(each[:8], "big") % 86_400 for each in raw} == {0}


def test_an_entry_opens_under_no_other_name(kept: Kept):
    people = kept.subscribers()
    people.add(person("ana"), "phillips", "en")
    (name,) = kept.names()
    kept.home.settle(f"{SUBSCRIBER}0000", kept.home.get(name) or b"")
    assert people.get(f"{SUBSCRIBER}0000") is None
    assert people.get(name)


def test_it_takes_no_more_than_it_may_and_those_on_it_may_change(kept: Kept):
    people = kept.subscribers(most=2)
    assert people.add(person("ana"), "phillips", "en")
    assert people.add(person("ben"), "phillips", "en")
    assert not people.takes(person("cleo"))
    assert not people.add(person("cleo"), "phillips", "en")
    assert people.takes(person("ben"))
    assert people.add(person("ben"), "corcoran", "en")
    assert people.remove(person("ana"))
    assert people.takes(person("cleo"))


def test_whoever_has_run_out_makes_room_at_once(kept: Kept):
    people = kept.subscribers(most=1, lives=timedelta(days=2))
    assert people.add(person("ana"), "phillips", "en")
    kept.clock.advance(timedelta(days=2))
    assert people.find(person("ana")), "the last day is a whole one"
    kept.clock.advance(timedelta(days=1))
    assert people.takes(person("ben"))
    assert people.add(person("ben"), "phillips", "en")


def test_the_purge_destroys_what_has_run_out_though_nobody_looks(kept: Kept):
    kept.subscribers().add(person("ana"), "phillips", "en")
    Relays(records=kept.keyring.subscriptions(), now=kept.clock.now).keep(relay_name("K7Q2"), Relay(row=1, content="{}",
                                                                                                   left=("x",)))  # fmt: skip
    assert len(kept.names()) == 2
    kept.clock.advance(timedelta(days=2))
    kept.keyring.rotate()
    assert [name for name in kept.names() if name.startswith(RELAY)] == []
    kept.clock.advance(timedelta(days=29))
    assert kept.keyring.rotate().subscriptions == 1
    assert kept.names() == []


def test_its_key_is_gone_two_months_after_it_was_made(kept: Kept):
    kept.subscribers().add(person("ana"), "phillips", "en")
    assert any(name.startswith("key-subscription-") for name in kept.home.names())
    kept.clock.advance(timedelta(days=62))
    kept.keyring.rotate()
    assert not any(name.startswith("key-subscription-") for name in kept.home.names())


@pytest.mark.parametrize("lives", [timedelta(0), timedelta(days=31)])
def test_nobody_is_kept_longer_than_is_promised(kept: Kept, lives: timedelta):
    with pytest.raises(ValueError, match="at most 30 days"):
        kept.subscribers(lives=lives)


def test_it_is_never_printed(kept: Kept):
    people = kept.subscribers()
    people.add(person(SECRET), "phillips", "en")
    assert SECRET not in f"{people!r} {people.find(person(SECRET))!r} {kept.keyring.subscriptions()!r}"


def test_what_ended_is_told_so_though_the_transaction_is_run_again(kept: Kept):
    people, ana = kept.subscribers(), person("ana", "signal")
    theirs = Subscriptions(transports=(Post(platform="signal"),), subscribers=people, rules=SubscriptionRules())
    people.add(ana, "phillips", "en")
    asked = theirs.of(ana)
    assert [asked.end(), asked.end()] == [True, True], "the second try after a conflict is the same request"
    assert not theirs.of(ana).end(), "another request finds nothing"
