"""Records of a keyring that end by themselves: sealed, and with the second at which they end in clear before them."""

from datetime import UTC, datetime

from bot.privacy.epochkeys import EpochKeys
from bot.privacy.homes import Home
from bot.privacy.keykinds import ADDRESS, Now
from bot.privacy.sealing import KeyringError, Sealed


class Records:
    """Where keys live, records live. What is past its time is destroyed on touch."""

    __slots__ = ("_home", "_keys", "_now")

    def __init__(self, home: Home, keys: EpochKeys, now: Now) -> None:
        self._home, self._keys, self._now = home, keys, now

    def put(self, name: str, plaintext: bytes, until: datetime) -> None:
        """Seal a record, in place of an earlier one."""
        sealed = self._keys.seal(ADDRESS, plaintext, name.encode())
        self._home.destroy(name)
        header = seconds(until) + sealed.epoch.to_bytes(8, "big")
        self._home.settle(name, header + sealed.nonce + sealed.ciphertext)

    def opened(self, name: str) -> bytes | None:
        """A record, or None if it is past its time, was never there, or its key is gone."""
        record = self._home.get(name)
        if record is None:
            return None
        sealed = Sealed(_number(record[8:]), record[16:28], record[28:])
        try:
            opened = None if is_past(record, self._now()) else self._keys.open(ADDRESS, sealed, name.encode())
        except KeyringError:
            opened = None
        if opened is None:
            self._home.destroy(name)
        return opened


def seconds(at: datetime) -> bytes:
    """A time as it stands before a record."""
    return int(at.timestamp()).to_bytes(8, "big")


def time_of(record: bytes) -> datetime:
    """The time before a record, aware UTC."""
    return datetime.fromtimestamp(_number(record), UTC)


def is_past(record: bytes, now: datetime) -> bool:
    return _number(record) <= now.timestamp()


def _number(record: bytes) -> int:
    return int.from_bytes(record[:8], "big")
