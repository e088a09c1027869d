"""What handlers may know and do of whoever speaks as a subscriber: never who they are."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.pacing import Pace, pace_of
from bot.privacy.keykinds import Now
from bot.privacy.keyring import Keyring
from bot.privacy.subscribers import Subscribers
from bot.transports.base import Sender, Transport
from handlers.offer import NoSubscription, Offer, Subscription, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRules:
    """How many people may get alerts in private, and for how long unless they ask again."""

    most: int = 200
    lives: timedelta = timedelta(days=30)

    def terms(self, pace: Pace, *, outlives_restart: bool) -> Terms:
        """What is told before somebody agrees; `pace` is that of the private chats."""
        late_s = self.most / pace.per_second if pace.per_second else 0.0
        return Terms(
            days=math.ceil(self.lives / timedelta(days=1)),
            late_minutes=max(1, math.ceil(late_s / 60)),
            outlives_restart=outlives_restart,
        )


def subscribers_in(keyring: Keyring, rules: SubscriptionRules | None, *, now: Now) -> Subscribers | None:
    """Whoever gets alerts in private; without `rules` nobody, and a list that an earlier run left is destroyed."""
    if rules is None:
        keyring.end_subscriptions()
        return None
    return Subscribers(keyring.subscriptions(), now=now, most=rules.most, lives=rules.lives)


@dataclass(slots=True)
class _Theirs:
    """`handlers.offer.Subscription` of one person, for one input: its transaction may be run again after a conflict."""

    sender: Sender = field(repr=False)
    subscribers: Subscribers
    terms: Terms
    offer: Offer = Offer.OPEN
    _had: bool = False

    def has_room(self) -> bool:
        return self.subscribers.takes(self.sender)

    def begin(self, channel: str, language: str) -> bool:
        return self.subscribers.add(self.sender, channel, language)

    def end(self) -> bool:
        self._had = self.subscribers.remove(self.sender) or self._had
        return self._had


class _Needless(NoSubscription):
    offer = Offer.NEEDLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """Hands whoever speaks what they may ask for. `subscribers` is None where nobody gets alerts in private."""

    transports: Iterable[Transport] = ()
    paces: Mapping[str, Pace] = field(default_factory=dict)
    subscribers: Subscribers | None = None
    rules: SubscriptionRules | None = None
    outlives_restart: bool = False

    def of(self, sender: Sender) -> Subscription:
        """As a use case sees this person."""
        features = next((each.features for each in self.transports if each.features.platform == sender.platform), None)
        if features is not None and features.hides_members:
            return _Needless()
        if features is None or self.subscribers is None or self.rules is None:
            return NoSubscription()
        terms = self.rules.terms(pace_of(sender.platform, self.paces), outlives_restart=self.outlives_restart)
        return _Theirs(sender, self.subscribers, terms)
