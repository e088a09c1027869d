"""Makes the `Context` of one use case: now, the rules, and the ports of this process."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.people import KeyringPeople
from bot.privacy.scrub import Scrubber, Weight, lint
from bot.privacy.witness import Witness
from handlers.offer import NoSubscription, Subscription
from handlers.policy import Directory, Policy
from handlers.ports import Context, Finding, Gazetteer


def draw(alphabet: str, length: int) -> str:
    """Draw a random string nobody can foretell."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexts:
    """What stays the same from one use case to the next."""

    clock: Clock
    policy: Policy
    directory: Directory
    people: KeyringPeople
    places: Gazetteer
    scrubber: Scrubber

    def fresh(self, speaker: Witness | None = None, subscription: Subscription | None = None) -> Context:
        """The context of a use case that begins now; `speaker` is the resident whose message leads to it.

        `subscription` is theirs, where they can have one.
        """
        return Context(
            now=self.clock.now(),
            policy=self.policy,
            directory=self.directory,
            people=self.people.hearing(speaker) if speaker else self.people,
            gazetteer=self.places,
            draw=draw,
            lint=self._findings,
            subscription=subscription or NoSubscription(),
        )

    def ruled_by(self, policy: Policy) -> "Contexts":
        """The same under other rules."""
        return replace(self, policy=policy)

    def _findings(self, text: str, reports: Sequence[str]) -> Sequence[Finding]:
        spans = self.places.resolve(text, self.places.channels_hint()).spans
        found = lint(text, reports, scrubber=self.scrubber, shielded=spans)
        return tuple(
            Finding(
                kind=each.kind.value if each.kind else "shared_words",
                count=each.count,
                refusal=each.weight is Weight.REFUSAL,
            )
            for each in found
        )
