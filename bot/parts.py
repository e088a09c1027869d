"""What an app is built of, as the settings name it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock, MachineClock
from bot.holds import Holds
from bot.keys import details_home, keyring_home, moderator_secret
from bot.pacing import PACES, Pace
from bot.platforms import MovedRooms, paces_of
from bot.privacy.members import ModeratorSecret
from bot.privacy.scrub.model import SpacyNames
from bot.privacy.scrub.persons import PersonFinder
from bot.quarantine import Quarantine
from bot.secondstep import second_step
from bot.settings import Settings
from bot.subscriptions import SubscriptionRules
from bot.transports.base import Transport
from bot.turns import Turns
from geo.gazetteer import Gazetteer
from geo.mapcard import Theme
from handlers.policy import Directory, Policy
from handlers.retention import Retention

if TYPE_CHECKING:
    from geo.geocoder import SecondStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an app is built of. `health` is host and port, None for none; `keyring_home` None for RAM.

    `details_home` is for the keys that a database needs which keeps what was deleted; None where it keeps nothing.

    `map_cards` is how cards are drawn, and `geocoder` who is asked about places nobody here knows; None for neither.
    `names` finds people's names beside the word lists. `subscriptions`: who gets alerts in private, None for nobody.
    """

    policy: Policy
    directory: Directory
    gazetteer: Gazetteer
    store: Path | str
    members: ModeratorSecret
    transports: Sequence[Transport]
    clock: Clock = field(default_factory=MachineClock)
    retention: Retention = field(default_factory=Retention)
    keyring_home: Path | None = None
    details_home: Path | None = None
    health: tuple[str, int] | None = None
    paces: Mapping[str, Pace] = field(default_factory=lambda: PACES)
    moves: MovedRooms = field(default_factory=MovedRooms)
    map_cards: Theme | None = None
    geocoder: "SecondStep | None" = None
    holds: Holds = field(default_factory=Holds)
    quarantine: Quarantine = field(default_factory=Quarantine)
    turns: Mapping[str, Turns] = field(default_factory=dict)
    names: PersonFinder | None = None
    subscriptions: SubscriptionRules | None = None

    @classmethod
    def of(
        cls,
        settings: Settings,
        *,
        transports: Sequence[Transport],
        clock: Clock,
        moves: MovedRooms | None = None,
        holds: Holds | None = None,
        quarantine: Quarantine | None = None,
        turns: Mapping[str, Turns] | None = None,
    ) -> "Parts":
        """What the settings ask for. Raises what is wrong with a file or directory they name."""
        gazetteer = Gazetteer.open(settings.city.gazetteer)
        return cls(
            policy=settings.policy(),
            directory=settings.directory(),
            gazetteer=gazetteer,
            store=settings.store,
            members=moderator_secret(settings),
            transports=transports,
            clock=clock,
            retention=settings.retention_table(),
            keyring_home=keyring_home(settings),
            details_home=details_home(settings),
            health=(settings.health.host, settings.health.port) if settings.health.enabled else None,
            paces=paces_of(settings),
            moves=moves or MovedRooms(),
            map_cards=None if settings.alerts.map_card == "off" else Theme(settings.alerts.map_card),
            geocoder=second_step(settings.geocoder, gazetteer),
            holds=holds or Holds(),
            quarantine=quarantine or Quarantine(),
            turns=turns or {},
            subscriptions=_rules(settings),
            names=SpacyNames(settings.reports.name_model) if settings.reports.name_model else None,
        )


def _rules(settings: Settings) -> SubscriptionRules | None:
    told = settings.subscriptions
    return SubscriptionRules(most=told.most, lives=told.lives) if told.enabled else None
