"""How many moderators a decision takes: risk and votes in, numbers and names out.

Volume never publishes: nothing here knows how many reports there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from geo.place import Place
from handlers.incident import Ballot, Basis, Vote
from handlers.policy import Policy
from handlers.ports import Context

CITY_WIDE_M = 3_000.0
"""A place known no better than this is larger than a neighborhood: its alert concerns the whole city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What makes a wrong alert worse: how many channels hear it, and where it sends people."""

    channels: int
    sensitive: bool = False
    city_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Who voted for one thing, in the order of their votes, and the best basis any of them vouches for."""

    aliases: tuple[str, ...]
    basis: Basis


class Alone(Enum):
    """Whether one moderator may publish without a second one, and if not, why."""

    YES = "yes"
    SWITCHED_OFF = "switched_off"
    MANY_CHANNELS = "many_channels"
    SENSITIVE = "sensitive"
    TOO_OFTEN = "too_often"


def risk_of(ctx: Context, place: Place, channels: int) -> Risk:
    return Risk(
        channels=channels,
        sensitive=ctx.gazetteer.is_sensitive(place, ctx.policy.sensitive_within_m),
        city_wide=place.radius_m >= CITY_WIDE_M,
    )


def votes_to_publish(risk: Risk, policy: Policy) -> int:
    """The largest quorum that any of the risks asks for."""
    needed = [policy.quorum]
    if risk.sensitive:
        needed.append(policy.quorum_sensitive)
    if risk.city_wide or risk.channels >= policy.many_channels:
        needed.append(policy.quorum_many_channels)
    return max(needed)


def votes_to_reject(policy: Policy, supporters: int) -> int:
    """One more where somebody voted to publish, so that nobody silences another moderator alone."""
    return policy.quorum_reject + (1 if supporters else 0)


def may_publish_alone(risk: Risk, policy: Policy, published_lately: int) -> Alone:
    """`published_lately`: what this moderator published alone within the last hour."""
    if not policy.lone_publish:
        return Alone.SWITCHED_OFF
    if risk.sensitive:
        return Alone.SENSITIVE
    if risk.channels != 1 or risk.city_wide:
        return Alone.MANY_CHANNELS
    if published_lately >= policy.lone_per_hour:
        return Alone.TOO_OFTEN
    return Alone.YES


def tally(votes: Sequence[Vote], ballot: Ballot) -> Tally:
    """Count one ballot. Whoever confirms vouches for the basis under an alias, so the first one given stands."""
    cast = [vote for vote in votes if vote.ballot is ballot]
    vouched = [vote.basis for vote in cast if vote.basis is not None and vote.basis is not Basis.REPORTED]
    aliases = tuple(dict.fromkeys(vote.alias for vote in cast))
    return Tally(aliases=aliases, basis=vouched[0] if vouched else Basis.REPORTED)
