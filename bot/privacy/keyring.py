"""The keys that make forgetting real: what they seal or derive is unreadable once they are destroyed.

Each kind lives for as long as `bot.privacy.keykinds` says, in RAM or in a tmpfs directory. Nothing here is
ever in the database, a backup, a log line or an exception. What is past its life is destroyed on touch,
should nobody have called `rotate`. Several hosts share tags by placing the same 32 random bytes as
`key-witness-<epoch>`, mode 0600, in each host's directory before the epoch (days since 1970, UTC) begins.
"""

import hashlib
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from bot.privacy.epochkeys import KEY, EpochKeys, key_name
from bot.privacy.homecheck import Finding, check_home
from bot.privacy.homes import DirectoryHome, Home, RamHome, RandomBytes
from bot.privacy.keykinds import (
    ADDRESS,
    ADDRESS_TTL,
    KINDS,
    MUTE,
    MUTE_TTL,
    SUBSCRIPTION,
    WITNESS,
    WORDING,
    KeyCount,
    Kind,
    Now,
    ShredReport,
    wording_kind,
)
from bot.privacy.records import Records, is_past, seconds, time_of
from bot.privacy.sealing import KEY_BYTES, KeyGone, KeyringError, SealBroken, Sealed

__all__ = [
    "KeyCount",
    "KeyGone",
    "Keyring",
    "KeyringError",
    "SealBroken",
    "Sealed",
    "ShredReport",
    "UnsafeHome",
]

_TO, _MUTED, _TALK, _SINCE = "to-", "muted-", "talk-", "since"
SUBSCRIBER, RELAY = "sub-", "relay-"
"""What names of subscribers and of alerts on their way to them begin with; `subscriptions` holds both."""


_ENDING = (_TO, _MUTED, _TALK, SUBSCRIBER, RELAY)
"""What begins with the second at which it ends."""


class UnsafeHome(KeyringError):
    """The directory is unfit to hold keys."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(each.text for each in findings))
        self.findings = findings


class Keyring:
    """All short-lived secrets. Synchronous, and safe to call from any thread."""

    __slots__ = ("_address_ttl", "_home", "_keys", "_now", "_records", "_wording")

    def __init__(
        self,
        home: Home,
        *,
        now: Now,
        random_bytes: RandomBytes = os.urandom,
        address_ttl: timedelta = ADDRESS_TTL,
        wording_life: timedelta = WORDING.life,
    ) -> None:
        if not timedelta(0) < address_ttl <= ADDRESS_TTL:
            raise ValueError("a return address may be kept for more than 0 and at most 6 hours")
        if not timedelta(0) < wording_life <= WORDING.life:
            raise ValueError("wording may be kept for more than 0 and at most 24 hours")
        self._wording = wording_kind(wording_life)
        self._home, self._now, self._address_ttl = home, now, address_ttl
        self._keys = EpochKeys(home, now=now, random_bytes=random_bytes)
        self._records = Records(home, self._keys, ADDRESS, now)

    @classmethod
    def in_ram(
        cls, *, now: Now, address_ttl: timedelta = ADDRESS_TTL, wording_life: timedelta = WORDING.life
    ) -> "Keyring":
        """Keys of this process alone; a restart loses them."""
        return cls(RamHome(), now=now, address_ttl=address_ttl, wording_life=wording_life)

    @classmethod
    def in_directory(
        cls, path: Path, *, now: Now, address_ttl: timedelta = ADDRESS_TTL, wording_life: timedelta = WORDING.life
    ) -> "Keyring":
        """Keys in a tmpfs directory, made if its parent exists; `UnsafeHome` where a key could stay."""
        is_new = path.parent.is_dir() and not path.exists()
        if is_new:
            path.mkdir(mode=0o700)
        findings = check_home(path)
        if findings:
            if is_new:
                path.rmdir()
            raise UnsafeHome(findings)
        return cls(DirectoryHome(path), now=now, address_ttl=address_ttl, wording_life=wording_life)

    def __repr__(self) -> str:
        return f"<Keyring in {self._home!r}>"

    def __reduce__(self) -> str:
        raise TypeError("a keyring cannot be copied")

    # Witness tags

    def epoch(self) -> int:
        """The epoch a new incident belongs to; the incident keeps it for all its tags."""
        return WITNESS.epoch_at(self._now())

    def incident_key(self, epoch: int, incident_code: str) -> bytes:
        """The key under which one incident tags its witnesses. Raises `KeyGone` once that is too long ago.

        After a restart in RAM a fresh secret takes the lost one's place; then one person may count twice.
        """
        secret = self._keys.settled(WITNESS, epoch)
        code = incident_code.encode()
        return hashlib.blake2b(code, key=secret, digest_size=KEY_BYTES, person=b"incident").digest()

    # Sealed wording

    def seal(self, plaintext: bytes, aad: bytes) -> Sealed:
        """Encrypt what may rest for at most 24 hours; it opens only with the same `aad` (whose it is)."""
        return self._keys.seal(self._wording, plaintext, aad)

    def open_sealed(self, sealed: Sealed, aad: bytes) -> bytes:
        """Decrypt. Raises `KeyGone` or `SealBroken`."""
        return self._keys.open(self._wording, sealed, aad)

    # Return addresses

    def remember_address(self, report_ref: str, address: bytes, *, person: bytes = b"") -> None:
        """Keep where to answer a report, until it is forgotten and at most for the time to live.

        `person` is whose address it is, for `forget_person` and `mute_sender`; it rests inside the same seal.
        """
        plaintext = len(person).to_bytes(2, "big") + person + address
        self._records.put(_address_name(report_ref), plaintext, self._now() + self._address_ttl)

    def address_of(self, report_ref: str) -> bytes | None:
        """Where to answer a report, or None once nobody knows."""
        opened = self._open_address(_address_name(report_ref))
        return opened[1] if opened else None

    def forget_address(self, report_ref: str) -> bool:
        """Destroy one report's address, as at its incident's close; False where there was none."""
        return self._home.destroy(_address_name(report_ref))

    def addresses_of_person(self, person: bytes) -> list[bytes]:
        """Every return address of one person that still lives."""
        opened = (self._open_address(name) for name in self._records.names(_TO))
        return [each[1] for each in opened if each and each[0] == person]

    def forget_person(self, person: bytes) -> int:
        """Destroy every return address of one person; answers how many there were. Lifts no mute."""
        theirs = [name for name in self._records.names(_TO) if (self._open_address(name) or (None,))[0] == person]
        return sum(self._home.destroy(name) for name in theirs)

    # Conversations

    def known_since(self) -> datetime:
        """Since when people are known here: whoever wrote before was forgotten by a restart or a shred."""
        now = seconds(self._now())
        return time_of(self._home.get(_SINCE) or self._home.settle(_SINCE, now))

    def remember_talk(self, person: bytes, talk: bytes, until: datetime) -> str:
        """Keep what is remembered of a person's conversation, at most until then; answers its name here."""
        now, *before = self._talk_names(person)
        for name in before:
            self._home.destroy(name)
        self._records.put(now, talk, min(until, self._now() + ADDRESS_TTL))
        return now

    def talk_of(self, person: bytes) -> bytes | None:
        """What is remembered of a person's conversation."""
        found = (self._records.opened(name) for name in self._talk_names(person))
        return next((talk for talk in found if talk is not None), None)

    def forget_talk(self, person: bytes) -> None:
        """Destroy what is remembered of a person's conversation."""
        for name in self._talk_names(person):
            self._home.destroy(name)

    def drop_talk(self, name: str) -> None:
        """The same by its name here."""
        self._home.destroy(name)

    # Subscriptions

    def subscriptions(self) -> Records:
        """The records of those who get alerts in private, under a key that seals nothing else."""
        return Records(self._home, self._keys, SUBSCRIPTION, now=self._now)

    def end_subscriptions(self) -> None:
        """Destroy the list, whoever is on it, and what is on its way to them."""
        for name in self._home.names():
            if name.startswith((SUBSCRIBER, RELAY)):
                self._home.destroy(name)

    # Mutes

    def mute_sender(self, report_ref: str) -> bool:
        """Silence whoever sent a report for 24 hours; False if the keyring no longer knows who it was."""
        opened = self._open_address(_address_name(report_ref))
        if opened is None or not opened[0]:
            return False
        now = self._now()
        key = self._keys.settled(MUTE, MUTE.epoch_at(now))
        name = _mute_name(key, opened[0])
        self._home.destroy(name)
        self._home.settle(name, seconds(now + MUTE_TTL))
        return True

    def is_muted(self, person: bytes) -> bool:
        """Whether a person is silenced now."""
        now = self._now()
        today = MUTE.epoch_at(now)
        keys = [self._home.get(key_name(MUTE, epoch)) for epoch in (today, today - 1)]
        mutes = [self._home.get(_mute_name(key, person)) for key in keys if key]
        return any(mute is not None and not is_past(mute, now) for mute in mutes)

    # Destruction

    def rotate(self, open_epochs: Collection[int] | None = None) -> KeyCount:
        """Destroy what is past its life; with `open_epochs`, also earlier secrets no open incident needs."""
        now = self._now()
        today = WITNESS.epoch_at(now)

        def is_due(name: str) -> bool:
            kind, epoch = _kind_of(name)
            if kind is None:
                return name.startswith(_ENDING) and is_past(self._home.get(name) or b"", now)
            needed = kind is not WITNESS or epoch >= today or open_epochs is None or epoch in open_epochs
            return not (needed and (self._wording if kind is WORDING else kind).is_live(epoch, now))

        return KeyCount(**self._destroy([name for name in self._home.names() if is_due(name)]))

    def shred(self) -> ShredReport:
        """Destroy every secret at once. What comes in afterwards gets new keys."""
        return ShredReport(**self._destroy(self._home.names()))

    # Inside

    def _destroy(self, names: Collection[str]) -> dict[str, int]:
        gone = [name for name in names if self._home.destroy(name)]
        sorts = {
            "epoch_secrets": f"{KEY}{WITNESS.name}-",
            "wording_keys": f"{KEY}{WORDING.name}-",
            "addresses": _TO,
            "mutes": _MUTED,
            "subscriptions": SUBSCRIBER,
        }
        return {sort: sum(name.startswith(start) for name in gone) for sort, start in sorts.items()}

    def _open_address(self, name: str) -> tuple[bytes, bytes] | None:
        """Person and address."""
        opened = self._records.opened(name)
        if opened is None:
            return None
        size = int.from_bytes(opened[:2], "big")
        return opened[2 : 2 + size], opened[2 + size :]

    def _talk_names(self, person: bytes) -> tuple[str, ...]:
        """What a conversation is called now, and what it was called before the key of its name changed."""
        epoch = self._keys.epoch(ADDRESS)
        before = self._home.get(key_name(ADDRESS, epoch - 1))
        keys = (self._keys.settled(ADDRESS, epoch), *((before,) if before else ()))
        return tuple(
            _TALK + hashlib.blake2b(person, key=key, digest_size=16, person=b"talk").hexdigest() for key in keys
        )


def _kind_of(name: str) -> tuple[Kind | None, int]:
    start, _, rest = name.partition("-")
    kind, _, epoch = rest.partition("-")
    return (KINDS.get(kind), int(epoch)) if f"{start}-" == KEY and epoch.isdecimal() else (None, 0)


def _address_name(report_ref: str) -> str:
    # A reference may hold any character; a hash of it is always a file name.
    return _TO + hashlib.blake2b(report_ref.encode(), digest_size=16, person=b"report").hexdigest()


def _mute_name(key: bytes, person: bytes) -> str:
    return _MUTED + hashlib.blake2b(person, key=key, digest_size=16, person=b"mute").hexdigest()
