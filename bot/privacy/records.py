"""Records of a keyring that end by themselves: sealed, and with the second at which they end in clear before them."""

from datetime import UTC, datetime

from bot.privacy.epochkeys import EpochKeys
from bot.privacy.homes import Home
from bot.privacy.keykinds import Kind, Now
from bot.privacy.sealing import NONCE_BYTES, KeyringError, Sealed

_TIME_BYTES = 8
_HEADER_BYTES = 2 * _TIME_BYTES


class Records:
    """Where keys live, records live: those of one kind of key. What is past its time is destroyed on touch."""

    __slots__ = ("_home", "_keys", "_kind", "_now")

    def __init__(self, home: Home, keys: EpochKeys, kind: Kind, now: Now) -> None:
        self._home, self._keys, self._kind, self._now = home, keys, kind, now

    def __repr__(self) -> str:
        return f"<records in {self._home!r}>"

    def names(self, start: str) -> list[str]:
        """The names that begin so, in order."""
        return [name for name in self._home.names() if name.startswith(start)]

    def put(self, name: str, plaintext: bytes, until: datetime) -> None:
        """Seal a record, in place of an earlier one. It opens under its own name alone."""
        sealed = self._keys.seal(self._kind, plaintext, name.encode())
        header = seconds(until) + sealed.epoch.to_bytes(_TIME_BYTES, "big")
        self._home.replace(name, header + sealed.nonce + sealed.ciphertext)

    def opened(self, name: str) -> bytes | None:
        """A record, or None if it is past its time, was never there, or its key is gone."""
        while (record := self._home.get(name)) is not None:
            opened = None if is_past(record, self._now()) else self._decrypted(name, record)
            if opened is not None:
                return opened
            # Another may have taken its place while it was read.
            if self._home.get(name) == record:
                self._home.destroy(name)
        return None

    def destroy(self, name: str) -> bool:
        """Overwrite and remove a record; False where there was none."""
        return self._home.destroy(name)

    def _decrypted(self, name: str, record: bytes) -> bytes | None:
        body = _HEADER_BYTES + NONCE_BYTES
        sealed = Sealed(_number(record[_TIME_BYTES:]), record[_HEADER_BYTES:body], record[body:])
        try:
            return self._keys.open(self._kind, sealed, name.encode())
        except KeyringError:
            return None


def seconds(at: datetime) -> bytes:
    """A time as it stands before a record."""
    return int(at.timestamp()).to_bytes(_TIME_BYTES, "big")


def time_of(record: bytes) -> datetime:
    """The time before a record, aware UTC."""
    return datetime.fromtimestamp(_number(record), UTC)


def is_past(record: bytes, now: datetime) -> bool:
    return _number(record) <= now.timestamp()


def _number(record: bytes) -> int:
    return int.from_bytes(record[:_TIME_BYTES], "big")
