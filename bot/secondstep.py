"""The second step as the settings ask for it. geopy is imported only where it is used."""

from typing import TYPE_CHECKING, Protocol

from bot.settings.city import Geocoder
from geo.gazetteer import Gazetteer
from geo.place import Resolution

if TYPE_CHECKING:
    from geo.geocoder import SecondStep


class Asks(Protocol):
    async def resolve(self, span: str) -> Resolution | None:
        """What a few words mean, None where nobody knows or answers in time. Never raises."""
        ...


def second_step(told: Geocoder, gazetteer: Gazetteer) -> "SecondStep | None":
    """The geocoder to ask, None where there is none. Raises `geo.geocoder.GeocoderRefused`."""
    if told.kind == "off":
        return None
    from geo.geocoder import Engine, GeocoderConfig, SecondStep

    config = GeocoderConfig(
        engine=Engine(told.kind),
        url=told.url,
        allow_third_party=told.allow_third_party,
        timeout_s=told.timeout.total_seconds(),
        user_agent=told.user_agent,
    )
    return SecondStep(config, gazetteer)
