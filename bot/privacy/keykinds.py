"""Which keys there are, how long each lives, and how their destruction is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Now = Callable[[], datetime]

ADDRESS_TTL = timedelta(hours=6)
MUTE_TTL = timedelta(hours=24)
CLOCK_SKEW = timedelta(minutes=5)
"""How far another host's clock may be ahead and still name an epoch of ours."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of key: a new one every `every`, destroyed `life` after its epoch began."""

    name: str
    every: timedelta
    life: timedelta

    def epoch_at(self, now: datetime) -> int:
        """The number of the epoch that `now` lies in: whole periods since 1970, UTC."""
        return int(now.timestamp() // self.every.total_seconds())

    def is_live(self, epoch: int, now: datetime) -> bool:
        """Whether the key of `epoch` may exist now."""
        if epoch > self.epoch_at(now + CLOCK_SKEW):
            return False  # made ahead of time, a key would outlive what was promised
        return now.timestamp() < epoch * self.every.total_seconds() + self.life.total_seconds()


WITNESS = Kind("witness", every=timedelta(hours=24), life=timedelta(hours=48))
WORDING = Kind("wording", every=timedelta(hours=6), life=timedelta(hours=24))


def wording_kind(life: timedelta) -> Kind:
    """Wording keys that die when the wordings do: a shorter retention makes shorter epochs."""
    return Kind(WORDING.name, every=min(WORDING.every, life / 4), life=life)


ADDRESS = Kind("address", every=timedelta(hours=6), life=timedelta(hours=6) + ADDRESS_TTL)
MUTE = Kind("mute", every=timedelta(hours=24), life=timedelta(hours=24) + MUTE_TTL)
SUBSCRIPTION_TTL = timedelta(days=30)
SUBSCRIPTION = Kind(
    "subscription",
    every=SUBSCRIPTION_TTL,
    # A subscription ends with a whole day, so that its second tells nothing.
    life=2 * SUBSCRIPTION_TTL + timedelta(days=1),
)
KINDS = {kind.name: kind for kind in (WITNESS, WORDING, ADDRESS, MUTE, SUBSCRIPTION)}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCount:
    """How many secrets of each sort an act destroyed."""

    epoch_secrets: int = 0
    wording_keys: int = 0
    addresses: int = 0
    mutes: int = 0
    subscriptions: int = 0
    """For a sentence alone: how many there are is in no log and told to nobody."""

    @property
    def keys(self) -> int:
        """Epoch secrets and wording keys together."""
        return self.epoch_secrets + self.wording_keys


class ShredReport(KeyCount):
    """What a shred destroyed, and so what is unreadable from now on."""

    __slots__ = ()

    @property
    def unreadable(self) -> tuple[str, ...]:
        """One sentence, for an operator, per sort of thing that was lost."""
        lost = (
            (self.wording_keys, "the wording of reports, moderators' notes and photos that were kept sealed"),
            (self.epoch_secrets, "witness tags: nobody can be matched with an open incident any more"),
            (self.addresses, "return addresses: nobody who reported before this can be answered"),
            (self.mutes, "mutes: everybody who was silenced may write again"),
            (self.subscriptions, "subscriptions: whoever got alerts in private gets none any more"),
        )
        return tuple(text for count, text in lost if count)
