"""The opt-in second step: asks an operator's own Nominatim, Photon or Pelias about a span the gazetteer did not know.

Off unless configured. Only the extracted span is asked for, never the message; only within the city's box; only
of private hosts, unless the operator allows a third party in so many words. The answer is snapped to an anchor
like any pin. Without a `SecondStep` no socket is ever opened by geo.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import AsyncRateLimiter
from geopy.geocoders import Nominatim, Pelias, Photon

from geo.box import Box
from geo.coarsen import anchor
from geo.gazetteer import Gazetteer
from geo.mentions.joins import is_cued
from geo.mentions.words import Word, words_of
from geo.place import Place
from geo.point import Point

MAX_SPAN_WORDS = 5
_ENDS = frozenset(
    {
        "now", "rn", "right", "with", "and", "they", "there", "is", "are", "was", "were", "agents", "ice",
        "people", "cars", "vans", "trucks", "suvs", "seen", "saw", "stopping",
        "ahora", "ahorita", "con", "y", "hay", "estan", "son", "fue", "agentes", "migra", "gente", "carros",
        "camionetas", "vi", "vimos", "deteniendo",
    }
)  # fmt: skip
"""Words that no longer belong to a place's name."""


_LEADING = frozenset({"de", "del", "of", "to", "from"})


class Engine(Enum):
    NOMINATIM = "nominatim"
    PHOTON = "photon"
    PELIAS = "pelias"


class GeocoderRefused(ValueError):
    """The configured address may not be asked; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocoderConfig:
    """Where and how to ask. `timeout_s` in seconds, `per_second` requests at most."""

    engine: Engine
    url: str
    allow_third_party: bool = False
    timeout_s: float = 3.0
    per_second: float = 4.0
    user_agent: str = "whistle"


class SecondStep:
    """Asks one geocoder; an async context manager that owns the connection. Raises GeocoderRefused when made."""

    def __init__(self, config: GeocoderConfig, gazetteer: Gazetteer) -> None:
        address = urlsplit(config.url)
        if address.scheme not in {"http", "https"} or not address.hostname or address.path not in {"", "/"}:
            raise GeocoderRefused("the geocoder's address must look like http://127.0.0.1:8080, without a path")
        if not config.allow_third_party and not _is_private(address.hostname):
            raise GeocoderRefused(
                "the geocoder is not on a private host: it would learn what residents ask about. "
                "Run one of your own, or set allow_third_party = true"
            )
        # geopy logs every query, words and all, at DEBUG.
        logging.getLogger("geopy").setLevel(logging.CRITICAL + 1)
        self._gazetteer = gazetteer
        self._config = config
        self._engine = _engine(config, address.scheme, address.netloc)
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

    async def locate(self, span: str) -> Place | None:
        """Return the place a span means, or None: unknown, outside the city, or the geocoder did not answer."""
        try:
            found = await self._ask(span)
        except GeopyError:
            return None
        for location in found or ():
            place = self._anchored(location.latitude, location.longitude)
            if place:
                return place
        return None

    def _anchored(self, lat: float, lon: float) -> Place | None:
        try:
            point = Point(lat, lon)
        except ValueError:
            return None
        return anchor(self._gazetteer, point) if self._gazetteer.contains(point) else None


def span_to_ask(text: str) -> str | None:
    """The few words after a clear cue of place ("outside la michoacana"), or None: nothing else may be asked for."""
    words = words_of(text)
    for first in range(1, len(words)):
        if not is_cued(words, first, firmly=True) or not is_cued(words[: first + 1], first, firmly=True):
            continue
        if words[first].text in _LEADING:
            continue
        last = _end(words, first)
        if last > first and not all(word.is_number or word.is_symbol for word in words[first:last]):
            return text[words[first].start : words[last - 1].end]
    return None


def _end(words: list[Word], first: int) -> int:
    for at in range(first, min(first + MAX_SPAN_WORDS, len(words))):
        if words[at].text in _ENDS or (at > first and words[at].breaks_name):
            return at
    return min(first + MAX_SPAN_WORDS, len(words))


def _is_private(host: str) -> bool:
    """Loopback and private addresses, localhost, and bare names as containers have them."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host
    return address.is_loopback or address.is_private


def _engine(config: GeocoderConfig, scheme: str, netloc: str) -> Any:
    kinds = {Engine.NOMINATIM: Nominatim, Engine.PHOTON: Photon, Engine.PELIAS: Pelias}
    return kinds[config.engine](
        domain=netloc,
        scheme=scheme,
        timeout=config.timeout_s,
        user_agent=config.user_agent,
        adapter_factory=AioHTTPAdapter,
    )


def _bounds(engine: Engine, box: Box) -> dict[str, Any]:
    """Return the parameters that keep each engine's answers inside the city."""
    corners = [(box.south, box.west), (box.north, box.east)]
    if engine is Engine.NOMINATIM:
        return {"viewbox": corners, "bounded": True, "limit": 5}
    if engine is Engine.PHOTON:
        return {"bbox": corners, "limit": 5}
    return {"boundary_rect": corners}
