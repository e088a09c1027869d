"""Who gets a channel's alerts in private: a short sealed list in the keyring's home, and nowhere else.

It is the one list of people there is, so it is made to be lost: memory alone, a key that seals nothing else, random
names, the day it ends and no other time, and an end that comes by itself. It never reaches the database, a disk, a
backup or a log. Nobody is told how long it is.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from bot.codec import dump, load
from bot.privacy.keykinds import SUBSCRIPTION_TTL, Now
from bot.privacy.keyring import SUBSCRIBER
from bot.privacy.records import Records
from bot.transports.base import Sender

_NAME_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who asked for channels' alerts in private, under a random name that says nothing of them.

    `ends_on`: the first day without.
    """

    name: str
    sender: Sender = field(repr=False)
    language: str
    channels: tuple[str, ...]
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What is sealed. `key` and `address` in hex digits, `ends_on` at midnight UTC."""

    platform: str
    key: str = field(repr=False)
    address: str = field(repr=False)
    language: str
    channels: tuple[str, ...]
    ends_on: datetime


class Subscribers:
    """At most `most` people, each for at most `lives` unless they ask again. Safe to call from any thread."""

    def __init__(self, records: Records, *, now: Now, most: int, lives: timedelta = SUBSCRIPTION_TTL) -> None:
        if not timedelta(0) < lives <= SUBSCRIPTION_TTL:
            raise ValueError("a subscription may last more than 0 and at most 30 days")
        self._records, self._now, self._most, self._lives = records, now, most, lives
        self._turn = Lock()

    def __repr__(self) -> str:
        return "<subscribers>"

    def get(self, name: str) -> Subscriber | None:
        """Whoever has this name; None once they are gone."""
        sealed = self._records.opened(name)
        try:
            entry = load(_Entry, sealed.decode()) if sealed else None
        except (ValueError, KeyError, TypeError):
            return None  # left by another version
        return _subscriber(name, entry) if entry else None

    def find(self, sender: Sender) -> Subscriber | None:
        """The entry of a person."""
        return next((each for each in self._everybody() if _is_same(each.sender, sender)), None)

    def of_channel(self, channel: str) -> tuple[str, ...]:
        """The names of all who get a channel's alerts."""
        return tuple(each.name for each in self._everybody() if channel in each.channels)

    def takes(self, sender: Sender) -> bool:
        """Whether there is room for this person."""
        return self.find(sender) is not None or len(self._records.names(SUBSCRIBER)) < self._most

    def add(self, sender: Sender, channel: str, language: str) -> bool:
        """Let a person get a channel's alerts too, all of theirs for as long as from now on; False where it is full."""
        with self._turn:
            known = self.find(sender)
            if known is None and len(self._records.names(SUBSCRIBER)) >= self._most:
                return False
            name = known.name if known else f"{SUBSCRIBER}{secrets.token_hex(_NAME_BYTES)}"
            channels = tuple(dict.fromkeys((*known.channels, channel))) if known else (channel,)
            self._put(
                Subscriber(name=name, sender=sender, language=language, channels=channels, ends_on=self._last_day())
            )
            return True

    def remove(self, sender: Sender) -> bool:
        """Forget a person; False where they were not known."""
        with self._turn:
            known = self.find(sender)
            return known is not None and self.destroy(known.name)

    def destroy(self, name: str) -> bool:
        """Overwrite and remove one entry; False where there was none."""
        return self._records.destroy(name)

    def _everybody(self) -> list[Subscriber]:
        found = (self.get(name) for name in self._records.names(SUBSCRIBER))
        return [each for each in found if each]

    def _put(self, each: Subscriber) -> None:
        sender, end = each.sender, datetime.combine(each.ends_on, datetime.min.time(), UTC)
        entry = _Entry(
            platform=sender.platform, key=sender.key.hex(), address=sender.address.hex(), language=each.language,
            channels=each.channels, ends_on=end,
        )  # fmt: skip
        self._records.put(each.name, dump(entry).encode(), end)

    def _last_day(self) -> date:
        return (self._now() + self._lives).astimezone(UTC).date() + timedelta(days=1)


def _subscriber(name: str, entry: _Entry) -> Subscriber:
    sender = Sender(platform=entry.platform, key=bytes.fromhex(entry.key), address=bytes.fromhex(entry.address))
    return Subscriber(
        name=name, sender=sender, language=entry.language, channels=entry.channels, ends_on=entry.ends_on.date()
    )


def _is_same(one: Sender, other: Sender) -> bool:
    return (one.platform, one.key) == (other.platform, other.key)
