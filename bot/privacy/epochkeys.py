"""Keys by kind and epoch: made when first needed, refused and destroyed once their life is over."""

from bot.privacy.homes import Home, RandomBytes
from bot.privacy.keykinds import Kind, Now
from bot.privacy.sealing import KEY_BYTES, NONCE_BYTES, KeyGone, KeyringError, Sealed, open_with, seal_with

KEY = "key-"


class EpochKeys:
    """The keys of one home. Safe to call from any thread."""

    __slots__ = ("_home", "_now", "_random")

    def __init__(self, home: Home, *, now: Now, random_bytes: RandomBytes) -> None:
        self._home, self._now, self._random = home, now, random_bytes

    def __repr__(self) -> str:
        return f"<keys in {self._home!r}>"

    def epoch(self, kind: Kind) -> int:
        """The epoch that now lies in."""
        return kind.epoch_at(self._now())

    def settled(self, kind: Kind, epoch: int) -> bytes:
        """The key of an epoch that lives, made if need be. Raises `KeyGone`."""
        self._refuse_dead(kind, epoch)
        name = key_name(kind, epoch)
        return _checked(self._home.get(name) or self._home.settle(name, self._random(KEY_BYTES)))

    def standing(self, kind: Kind, epoch: int) -> bytes:
        """The key of an epoch, never a new one. Raises `KeyGone`."""
        self._refuse_dead(kind, epoch)
        key = self._home.get(key_name(kind, epoch))
        if key is None:
            raise KeyGone(KeyGone.__doc__)
        return _checked(key)

    def seal(self, kind: Kind, plaintext: bytes, aad: bytes) -> Sealed:
        """Encrypt under the key of now; it opens only with the same `aad` (whose it is)."""
        epoch = self.epoch(kind)
        return seal_with(self.settled(kind, epoch), epoch, self._random(NONCE_BYTES), plaintext, aad)

    def open(self, kind: Kind, sealed: Sealed, aad: bytes) -> bytes:
        """Decrypt. Raises `KeyGone` or `SealBroken`."""
        return open_with(self.standing(kind, sealed.epoch), sealed, aad)

    def _refuse_dead(self, kind: Kind, epoch: int) -> None:
        if not kind.is_live(epoch, self._now()):
            self._home.destroy(key_name(kind, epoch))
            raise KeyGone(KeyGone.__doc__)


def key_name(kind: Kind, epoch: int) -> str:
    """What the key of an epoch is called in its home."""
    return f"{KEY}{kind.name}-{epoch}"


def epoch_of(name: str, kind: Kind) -> int | None:
    """The epoch in the name of a key of this kind, None for any other name."""
    start, epoch = f"{KEY}{kind.name}-", name.rpartition("-")[2]
    return int(epoch) if name.startswith(start) and epoch.isdecimal() else None


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise KeyringError(f"a key file holds {len(key)} bytes, expected {KEY_BYTES}")
    return key
