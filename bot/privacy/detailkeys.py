"""Keys of incidents' details on PostgreSQL, whose log archives, replicas and backups keep what was deleted.

They are the only keys of content that outlive a reboot: what was acknowledged must be readable after it. So they lie
in a directory of files apart from the database, and each is destroyed when everything it sealed has had its time.
"""

import os
from datetime import timedelta
from pathlib import Path

from bot.privacy.epochkeys import EpochKeys, epoch_of
from bot.privacy.homecheck import check_eyes
from bot.privacy.homes import DirectoryHome, Home, RandomBytes
from bot.privacy.keykinds import Kind, Now
from bot.privacy.keyring import UnsafeHome
from bot.privacy.sealing import KeyringError, Sealed

NAME, EVERY = "details", timedelta(hours=24)


class DetailKeys:
    """A key a day, destroyed `keep` after the last row it sealed was closed. Safe to call from any thread."""

    __slots__ = ("_home", "_keys", "_kind", "_now")

    def __init__(self, home: Home, *, now: Now, keep: timedelta, random_bytes: RandomBytes = os.urandom) -> None:
        self._home, self._now = home, now
        self._kind = Kind(NAME, every=EVERY, life=EVERY + keep)
        self._keys = EpochKeys(home, now=now, random_bytes=random_bytes)

    @classmethod
    def in_directory(cls, path: Path, *, now: Now, keep: timedelta) -> "DetailKeys":
        """Keys as files of a directory (0700), made if need be. Raises `UnsafeHome` where others could read them."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if findings := check_eyes(path):
            raise UnsafeHome(findings)
        return cls(DirectoryHome(path), now=now, keep=keep)

    def __repr__(self) -> str:
        return f"<keys of details in {self._home!r}>"

    def __reduce__(self) -> str:
        raise TypeError("keys cannot be copied")

    def seal(self, plaintext: bytes, aad: bytes) -> Sealed:
        """Encrypt under the key of today; it opens only with the same `aad` (which row it is)."""
        return self._keys.seal(self._kind, plaintext, aad)

    def open_text(self, epoch: int, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes | None:
        """Decrypt; None once the key is gone, or for what was not sealed for this row."""
        try:
            return self._keys.open(self._kind, Sealed(epoch, nonce, ciphertext), aad)
        except KeyringError:
            return None

    def rotate(self) -> int:
        """Destroy keys past their life; answers how many."""
        now = self._now()
        epochs = {name: epoch_of(name, self._kind) for name in self._home.names()}
        past = [name for name, epoch in epochs.items() if epoch is not None and not self._kind.is_live(epoch, now)]
        return sum(self._home.destroy(name) for name in past)

    def shred(self) -> int:
        """Destroy every key at once; answers how many."""
        return sum(self._home.destroy(name) for name in self._home.names())
