"""A Nominatim, Photon or Pelias on loopback: what each really answers to a question, and what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.inventory import unlisted_request

Spot = tuple[float, float]
PATHS: Mapping[str, str] = {"/search": "nominatim", "/api": "photon", "/v1/search": "pelias"}


def nominatim(lat: float, lon: float, *, rank: int = 30) -> dict[str, Any]:
    """One entry of an answer; from rank 28 on it is a house or a named place."""
    return {
        "place_id": 248_510_775, "licence": "Data © OpenStreetMap contributors, ODbL 1.0.", "osm_type": "node",
        "osm_id": 4_711, "lat": f"{lat:.7f}", "lon": f"{lon:.7f}", "class": "shop", "type": "bakery",
        "place_rank": rank, "importance": 9.99e-06, "addresstype": "shop", "name": "La Michoacana",
        "display_name": "La Michoacana, Lake Street, Alder Ferry", "boundingbox": ["0", "1", "0", "1"],
    }  # fmt: skip


def photon(lat: float, lon: float, *, rank: int = 30) -> dict[str, Any]:
    about = {
        "osm_type": "N", "osm_id": 4_711, "osm_key": "shop", "osm_value": "bakery", "name": "La Michoacana",
        "type": "house" if rank >= 28 else "street", "countrycode": "US", "city": "Alder Ferry",
    }  # fmt: skip
    return _feature(lat, lon, about)


def pelias(lat: float, lon: float, *, rank: int = 30) -> dict[str, Any]:
    about = {
        "id": "node/4711", "gid": "openstreetmap:venue:node/4711", "layer": "venue" if rank >= 28 else "street",
        "source": "openstreetmap", "source_id": "node/4711", "name": "La Michoacana", "confidence": 1,
        "accuracy": "point", "label": "La Michoacana, Alder Ferry",
    }  # fmt: skip
    return _feature(lat, lon, about)


def _feature(lat: float, lon: float, about: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": about}


ENTRIES = {"nominatim": nominatim, "photon": photon, "pelias": pelias}


@dataclass
class FakeGeocoder:
    """Knows some spots, whatever it is asked for. `rank` says how fine they are, in Nominatim's numbers."""

    points: list[Spot] = field(default_factory=list)
    rank: int = 30
    status: int = 200
    body: str = ""
    moved_to: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    stalls: asyncio.Event | None = None
    url: str = ""

    @property
    def questions(self) -> list[str]:
        """The words it was asked about."""
        return [query.get("q") or query.get("text", "") for query in self.asked]

    async def answer(self, request: web.Request) -> web.Response:
        kind = PATHS[request.path]
        self.asked.append(dict(request.query))
        self.agents.append(request.headers.get("User-Agent", ""))
        self.unlisted += unlisted_request("geocoder", "platform", kind, request.query.keys())
        if self.stalls:
            await self.stalls.wait()
        if self.moved_to:
            raise web.HTTPFound(self.moved_to + request.path_qs)
        if self.status != 200 or self.body:
            return web.Response(status=self.status, text=self.body)
        found = [ENTRIES[kind](lat, lon, rank=self.rank) for lat, lon in self.points]
        return web.json_response(found if kind == "nominatim" else {"type": "FeatureCollection", "features": found})


@asynccontextmanager
async def fake_geocoder() -> AsyncIterator[FakeGeocoder]:
    """A running server; a question the inventory does not list fails the test that led to it."""
    server = FakeGeocoder()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        if server.stalls:
            server.stalls.set()
        await runner.cleanup()
    assert server.unlisted == []
