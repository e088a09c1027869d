"""The opt-in second step: asks little, asks only whom it may, and opens no socket unless it was set up."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from geo.gazetteer import Gazetteer
from geo.geocoder import Engine, GeocoderConfig, GeocoderRefused, SecondStep, span_to_ask
from geo.place import Outcome, Place
from geo.resolve import Resolver


@pytest.fixture(scope="module")
def town(town_gazetteer: Path) -> Gazetteer:
    return Gazetteer.open(town_gazetteer)


@pytest.fixture(scope="module")
def corner(town: Gazetteer) -> Place:
    resolution = Resolver(town).resolve("E Lake St & Chicago Ave S")
    assert resolution.outcome is Outcome.RESOLVED
    assert resolution.place
    return resolution.place


@dataclass
class FakeGeocoder:
    """Speaks the three engines' answers over real HTTP and remembers what it was asked."""

    points: list[tuple[float, float]] = field(default_factory=list)
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    stalls: asyncio.Event | None = None
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        self.agents.append(request.headers.get("User-Agent", ""))
        if self.stalls:
            await self.stalls.wait()
        if self.status != 200:
            return web.Response(status=self.status)
        if request.path == "/search":
            return web.json_response([{"lat": str(a), "lon": str(o), "display_name": "x"} for a, o in self.points])
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": {"name": "x", "label": "x"},
            }
            for lat, lon in self.points
        ]
        return web.json_response({"type": "FeatureCollection", "features": features})


@pytest.fixture
async def fake() -> AsyncIterator[FakeGeocoder]:
    server = FakeGeocoder()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    if server.stalls:
        server.stalls.set()
    await runner.cleanup()


def config(engine: Engine, url: str, **changes) -> GeocoderConfig:
    return GeocoderConfig(engine=engine, url=url, per_second=1000, **changes)


@pytest.mark.parametrize("engine", list(Engine))
async def test_an_answer_is_snapped_to_the_corner_beside_it(town, corner, fake, engine):
    fake.points = [(corner.point.lat + 0.0002, corner.point.lon + 0.0002)]
    async with SecondStep(config(engine, fake.url), town) as step:
        place = await step.locate("la michoacana")
    assert place
    assert place.anchor == corner.anchor
    assert place.point == corner.point


@pytest.mark.parametrize("engine", list(Engine))
async def test_only_the_span_is_asked_for_and_only_inside_the_city(town, corner, fake, engine):
    async with SecondStep(config(engine, fake.url, user_agent="whistle-test"), town) as step:
        assert await step.locate("la michoacana") is None
    (question,) = fake.asked
    assert "la michoacana" in question.values()
    box = town.info.box
    bounds = " ".join(question.values())
    assert all(f"{edge:.4f}"[:-1] in bounds for edge in (box.south, box.west, box.north, box.east))
    assert fake.agents == ["whistle-test"]


@pytest.mark.parametrize("engine", list(Engine))
async def test_an_answer_outside_the_city_is_none(town, fake, engine):
    fake.points = [(10.0, 10.0), (89.0, 179.0)]
    async with SecondStep(config(engine, fake.url), town) as step:
        assert await step.locate("la michoacana") is None


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
async def test_a_geocoder_in_trouble_is_no_trouble(town, fake, status):
    fake.status = status
    async with SecondStep(config(Engine.NOMINATIM, fake.url), town) as step:
        assert await step.locate("la michoacana") is None


async def test_a_geocoder_that_never_answers_is_given_up(town, fake):
    fake.stalls = asyncio.Event()
    async with SecondStep(config(Engine.PHOTON, fake.url, timeout_s=0.05), town) as step:
        assert await step.locate("la michoacana") is None


async def test_a_geocoder_that_is_not_there_is_no_trouble(town):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused at once
        async with SecondStep(config(Engine.PELIAS, f"http://127.0.0.1:{taken.getsockname()[1]}"), town) as step:
            assert await step.locate("la michoacana") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://nominatim.openstreetmap.org",  # a third party
        "http://8.8.8.8:2322",  # a public address
        "http://geo.example.org",  # a public name
    ],
)
def test_a_third_party_is_refused_unless_allowed(town, url):
    with pytest.raises(GeocoderRefused, match="allow_third_party"):
        SecondStep(config(Engine.NOMINATIM, url), town)
    SecondStep(config(Engine.NOMINATIM, url, allow_third_party=True), town)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "127.0.0.1:80", "http://127.0.0.1/search", "http://"])
def test_an_address_that_is_none_is_refused(town, url):
    with pytest.raises(GeocoderRefused, match="must look like"):
        SecondStep(config(Engine.NOMINATIM, url), town)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::1]:1", "http://10.1.2.3", "http://nominatim:8080"])
def test_private_hosts_may_be_asked(town, url):
    assert SecondStep(config(Engine.NOMINATIM, url), town) is not None


async def test_geopy_logs_no_word_of_a_question(town, fake, caplog):
    with caplog.at_level(logging.DEBUG):
        async with SecondStep(config(Engine.NOMINATIM, fake.url), town) as step:
            await step.locate("la michoacana")
    assert "michoacana" not in caplog.text


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3 agents outside la michoacana right now", "la michoacana"),  # ends where the place's name ends
        ("ice near Karmel Mall, two vans", "Karmel Mall"),  # a comma ends it
        ("hay agentes cerca de la panadería ahora", "la panadería"),  # Spanish
        ("they took my brother", None),  # no cue of a place: nothing may be asked
        ("at 38", None),  # a number alone is no place
        ("", None),
    ],
)
def test_only_what_follows_a_cue_of_place_is_asked_for(text, span):
    assert span_to_ask(text) == span


def test_without_a_second_step_places_open_no_socket(town, monkeypatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    resolver = Resolver(town)
    texts = ("E Lake St & Chicago Ave S", "https://maps.app.goo.gl/abc", "///a.b.c", "nowhere at all")
    outcomes = [resolver.resolve(text).outcome for text in texts]
    assert outcomes == [Outcome.RESOLVED, *[Outcome.UNRESOLVED] * 3]
