"""Alerts in private, as use cases see them: whether they are offered, on which terms, and to whoever speaks now."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Offer(Enum):
    """Whether somebody can get alerts in private where they write from."""

    OPEN = "open"
    OFF = "off"  # not in this city
    NEEDLESS = "needless"  # nobody who follows a channel there is seen by others


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a subscriber is told before they agree. `late_minutes`: how much later than the channel at the worst.

    `outlives_restart`: of the bot; no list outlives a restart of its machine.
    """

    days: int
    late_minutes: int
    outlives_restart: bool


class Subscription(Protocol):
    """Whoever speaks now, as somebody who gets channels' alerts in private. It says nothing of who that is."""

    @property
    def offer(self) -> Offer: ...

    @property
    def terms(self) -> Terms:
        """Only where the offer is open."""
        ...

    def has_room(self) -> bool:
        """Whether they can be taken in."""
        ...

    def begin(self, channel: str, language: str) -> bool:
        """Let them get a channel's alerts too, all of theirs for the whole time from now; False where it is full."""
        ...

    def end(self) -> bool:
        """Let them get none any more; False where they got none."""
        ...


class NoSubscription:
    """Of a context that knows of no subscribers."""

    offer = Offer.OFF
    terms = Terms(days=0, late_minutes=0, outlives_restart=False)

    def has_room(self) -> bool:
        return False

    def begin(self, channel: str, language: str) -> bool:  # noqa: ARG002  the shape of a Subscription
        return False

    def end(self) -> bool:
        return False
