"""A context for rules that decide about places while nobody speaks and nothing is kept."""

from datetime import UTC, datetime
from typing import cast

from bot.context import draw
from bot.places import CityPlaces
from geo.gazetteer import Gazetteer
from handlers.policy import Directory, Policy
from handlers.ports import Context, People

NOBODY = Directory(moderation=(), channels=())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def quiet_context(
    gazetteer: Gazetteer | None = None, *, directory: Directory = NOBODY, policy: Policy | None = None
) -> Context:
    """A context of one city; whoever asks it for people finds none."""
    return Context(
        now=NOON,
        policy=policy or Policy(),
        directory=directory,
        people=cast(People, None),
        gazetteer=CityPlaces(gazetteer or Gazetteer(), directory),
        draw=draw,
    )
