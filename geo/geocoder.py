"""The opt-in second step: asks an operator's own Nominatim, Photon or Pelias about a span the gazetteer did not know.

Off unless configured. Only the extracted span is asked for, never the message; only within the city's box; only
of private hosts, unless the operator allows a third party in so many words. The answers are snapped to anchors
like any pin. Without a `SecondStep` no socket is ever opened by geo.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import AsyncRateLimiter
from geopy.geocoders import Nominatim, Pelias, Photon
from yarl import URL

from geo.box import Box
from geo.coarsen import anchor
from geo.gazetteer import Gazetteer
from geo.hosts import refusal
from geo.place import Outcome, Place, Resolution
from geo.point import Point, distance_m
from geo.readings.choice import MAX_OPTIONS, told_apart

REST_S = 30.0
"""A geocoder that failed is left alone for so long: nobody waits for one that is down."""
SAME_PLACE_M = 250.0
_CONFIDENCE = 0.5
"""Of a place that one name stands for: nothing else in the words says the same."""
_SPOT_RANK = 28
"""Nominatim's ranks from here on are houses and named places; below are streets, suburbs and cities."""
_SPOTS = frozenset({"house", "venue", "address", "intersection"})
"""Photon's types and Pelias's layers of the same."""


class Engine(Enum):
    NOMINATIM = "nominatim"
    PHOTON = "photon"
    PELIAS = "pelias"


class GeocoderRefused(ValueError):
    """The configured address may not be asked; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocoderConfig:
    """Where and how to ask. `timeout_s` in seconds, all waiting included; `per_second` requests at most."""

    engine: Engine
    url: str
    allow_third_party: bool = False
    timeout_s: float = 2.0
    per_second: float = 4.0
    user_agent: str = "whistle"


class _Direct(AioHTTPAdapter):  # type: ignore[misc]  # geopy has no types
    """Asks the given address alone: no proxy of the environment comes between, and no redirection leads elsewhere."""

    def _request(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        return self.session.get(URL(url, encoded=True), timeout=timeout, headers=headers, allow_redirects=False)


class SecondStep:
    """Asks one geocoder; an async context manager that owns the connection. Raises GeocoderRefused when made."""

    def __init__(
        self, config: GeocoderConfig, gazetteer: Gazetteer, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        if why := refusal(config.url, allow_third_party=config.allow_third_party):
            raise GeocoderRefused(why)
        # geopy logs every query, words and all.
        logging.getLogger("geopy").disabled = True
        self._gazetteer, self._config, self._seconds = gazetteer, config, seconds
        self._rests_until_s = float("-inf")
        self._engine = _engine(config)
        limited = AsyncRateLimiter(
            self._engine.geocode, min_delay_seconds=1 / config.per_second, max_retries=0, swallow_exceptions=False
        )
        self._ask: Callable[[str], Awaitable[Any]] = partial(
            limited, exactly_one=False, **_bounds(config.engine, gazetteer.info.box)
        )

    async def __aenter__(self) -> Self:
        await self._engine.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._engine.__aexit__(kind, error, trace)

    async def resolve(self, span: str) -> Resolution | None:
        """Return the place a span means, or the few it may mean; None where it is unknown or nobody answers in time."""
        if self._seconds() < self._rests_until_s:
            return None
        found = await self._asked(span)
        if found is None:
            self._rests_until_s = self._seconds() + REST_S
        places = self._places(found or ())
        if len(places) == 1:
            why = ("the operator's geocoder knows one place of that name",)
            (place,) = places
            return Resolution(
                outcome=Outcome.RESOLVED, place=place, confidence=_CONFIDENCE, understood=(place.label,), why=why
            )
        if places:
            why = (f"the operator's geocoder knows {len(places)} places of that name: ask",)
            return Resolution(outcome=Outcome.AMBIGUOUS, candidates=told_apart(places[:MAX_OPTIONS]), why=why)
        return None

    async def answers(self, span: str) -> bool:
        """Whether somebody answers at all, whatever the answer."""
        return await self._asked(span) is not None

    async def _asked(self, span: str) -> Sequence[Any] | None:
        try:
            async with asyncio.timeout(self._config.timeout_s):
                return await self._ask(span) or ()
        except (GeopyError, TimeoutError, LookupError, TypeError, ValueError, AttributeError):
            # The last four are what geopy makes of an answer in another shape than it expects.
            return None

    def _places(self, found: Sequence[Any]) -> list[Place]:
        """The spots found, in their order, each a corner at least `SAME_PLACE_M` from those before it."""
        places: list[Place] = []
        for location in found:
            place = self._anchored(location) if _is_spot(location.raw) else None
            if place and all(distance_m(place.point, other.point) > SAME_PLACE_M for other in places):
                places.append(place)
        return places

    def _anchored(self, location: Any) -> Place | None:
        try:
            point = Point(location.latitude, location.longitude)
        except ValueError:
            return None
        return anchor(self._gazetteer, point) if self._gazetteer.contains(point) else None


def _is_spot(raw: dict[str, Any]) -> bool:
    """Whether an answer is one spot. The middle of a street or a suburb would pass for a corner it is not."""
    if "place_rank" in raw:
        return int(raw["place_rank"]) >= _SPOT_RANK
    about = raw.get("properties", {})
    return bool({about.get("type"), about.get("layer")} & _SPOTS)


def _engine(config: GeocoderConfig) -> Any:
    kinds = {Engine.NOMINATIM: Nominatim, Engine.PHOTON: Photon, Engine.PELIAS: Pelias}
    address = urlsplit(config.url)
    return kinds[config.engine](
        domain=address.netloc,
        scheme=address.scheme,
        timeout=config.timeout_s,
        user_agent=config.user_agent,
        adapter_factory=_Direct,
    )


def _bounds(engine: Engine, box: Box) -> dict[str, Any]:
    """Return the parameters that keep each engine's answers inside the city."""
    corners = [(box.south, box.west), (box.north, box.east)]
    if engine is Engine.NOMINATIM:
        return {"viewbox": corners, "bounded": True, "limit": 5}
    if engine is Engine.PHOTON:
        return {"bbox": corners, "limit": 5}
    return {"boundary_rect": corners}
