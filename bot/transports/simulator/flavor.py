"""Two kinds of simulated platform, so that everything is tried with buttons and without."""

from dataclasses import dataclass
from datetime import timedelta

from bot.transports.base import Features


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavor:
    """`at_once` inputs are handed in at the same time, those of one chat always in order.

    `counted`: inputs carry a growing sequence (as Telegram's update_id), which only works one at a time;
    otherwise each carries an opaque key of its own (as a sender and timestamp on Signal). `swaps_pictures`: an edit
    may bring another picture (as on Telegram); otherwise it changes the text alone. None takes a picture away.
    """

    features: Features
    counted: bool
    at_once: int
    swaps_pictures: bool

    @property
    def platform(self) -> str:
        return self.features.platform


SIM = Flavor(
    features=Features(platform="sim", buttons=True, hides_members=True), counted=True, at_once=1, swaps_pictures=True
)
SIMSIG = Flavor(
    features=Features(platform="simsig", buttons=False, edit_within=timedelta(hours=24), max_edits=10, text_limit=2000),
    counted=False,
    at_once=8,
    swaps_pictures=False,
)
FLAVORS = {flavor.platform: flavor for flavor in (SIM, SIMSIG)}
