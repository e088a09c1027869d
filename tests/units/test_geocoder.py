"""The opt-in second step: asks little, asks only whom it may, and opens no socket unless it was set up."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer
from geo.geocoder import REST_S, Engine, GeocoderConfig, GeocoderRefused, SecondStep
from geo.place import Outcome, Place
from geo.resolve import Resolver
from geo.spans import span_to_ask
from tests.fake_geocoder import FakeGeocoder, fake_geocoder


@pytest.fixture(scope="module")
def town(town_gazetteer: Path) -> Gazetteer:
    return Gazetteer.open(town_gazetteer)


@pytest.fixture(scope="module")
def corner(town: Gazetteer) -> Place:
    resolution = Resolver(town).resolve("E Lake St & Chicago Ave S")
    assert resolution.outcome is Outcome.RESOLVED
    assert resolution.place
    return resolution.place


@pytest.fixture
async def fake() -> AsyncIterator[FakeGeocoder]:
    async with fake_geocoder() as server:
        yield server


def config(engine: Engine, url: str, **changes) -> GeocoderConfig:
    return GeocoderConfig(engine=engine, url=url, per_second=1000, **changes)


@pytest.mark.parametrize("engine", list(Engine))
async def test_an_answer_is_snapped_to_the_corner_beside_it(town, corner, fake, engine):
    fake.points = [(corner.point.lat + 0.0002, corner.point.lon + 0.0002)]
    async with SecondStep(config(engine, fake.url), town) as step:
        found = await step.resolve("la michoacana")
    assert found
    assert found.place
    assert (found.outcome, found.place.anchor) == (Outcome.RESOLVED, corner.anchor)
    assert found.place.point == corner.point


@pytest.mark.parametrize("engine", list(Engine))
async def test_only_the_span_is_asked_for_and_only_inside_the_city(town, corner, fake, engine):
    async with SecondStep(config(engine, fake.url, user_agent="whistle-test"), town) as step:
        assert await step.resolve("la michoacana") is None
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
        assert await step.resolve("la michoacana") is None


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
async def test_a_geocoder_in_trouble_is_no_trouble(town, fake, status):
    fake.status = status
    async with SecondStep(config(Engine.NOMINATIM, fake.url), town) as step:
        assert await step.resolve("la michoacana") is None


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", "[1]", '{"features": [{}]}', '[{"lat": "x", "lon": []}]'])
@pytest.mark.parametrize("engine", list(Engine))
async def test_an_answer_of_any_shape_is_no_trouble(town, fake, engine, body):
    fake.body = body or " "
    async with SecondStep(config(engine, fake.url), town) as step:
        assert await step.resolve("la michoacana") is None
    assert fake.asked


@pytest.mark.parametrize("engine", list(Engine))
async def test_no_redirection_leads_a_question_elsewhere(town, corner, fake, engine):
    async with fake_geocoder() as elsewhere:
        elsewhere.points, fake.moved_to = [(corner.point.lat, corner.point.lon)], elsewhere.url
        async with SecondStep(config(engine, fake.url), town) as step:
            assert await step.resolve("la michoacana") is None
    assert (len(fake.asked), elsewhere.asked) == (1, [])


async def test_no_proxy_of_the_machine_hears_a_question(town, corner, fake, monkeypatch):
    async with fake_geocoder() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        fake.points = [(corner.point.lat, corner.point.lon)]
        async with SecondStep(config(Engine.NOMINATIM, fake.url), town) as step:
            assert await step.resolve("la michoacana") is not None
    assert proxy.asked == []


@pytest.mark.parametrize("engine", list(Engine))
async def test_the_middle_of_a_street_or_a_suburb_is_no_corner(town, corner, fake, engine):
    fake.points, fake.rank = [(corner.point.lat, corner.point.lon)], 26
    async with SecondStep(config(engine, fake.url), town) as step:
        assert await step.resolve("la calle larga") is None


async def test_shops_of_one_name_are_asked_about_and_never_picked(town, corner, fake):
    other = Resolver(town).resolve("5th St N & Linden Ave N").place
    assert other
    fake.points = [(place.point.lat, place.point.lon) for place in (corner, other, corner)]
    async with SecondStep(config(Engine.NOMINATIM, fake.url), town) as step:
        found = await step.resolve("la michoacana")
    assert found
    assert (found.outcome, found.place) == (Outcome.AMBIGUOUS, None)
    assert [each.place.anchor for each in found.candidates] == [corner.anchor, other.anchor]
    assert "Old Mill" in found.candidates[1].label


async def test_one_that_fails_is_left_alone_for_a_while(town, corner, fake):
    at_s = 0.0
    fake.status, fake.points = 503, [(corner.point.lat, corner.point.lon)]
    async with SecondStep(config(Engine.NOMINATIM, fake.url), town, seconds=lambda: at_s) as step:
        assert await step.resolve("la michoacana") is None
        fake.status = 200
        assert await step.resolve("la michoacana") is None
        assert len(fake.asked) == 1
        at_s += REST_S
        assert await step.resolve("la michoacana") is not None


async def test_waiting_for_its_turn_counts_into_the_time_a_message_waits(town, fake):
    slow = GeocoderConfig(engine=Engine.NOMINATIM, url=fake.url, per_second=0.25, timeout_s=1.0)
    async with SecondStep(slow, town) as step:
        first, second = await asyncio.gather(step.resolve("one"), step.resolve("two"))
    assert (first, second) == (None, None)
    assert len(fake.asked) == 1


async def test_a_geocoder_that_never_answers_is_given_up(town, fake):
    fake.stalls = asyncio.Event()
    async with SecondStep(config(Engine.PHOTON, fake.url, timeout_s=0.05), town) as step:
        assert await step.resolve("la michoacana") is None


async def test_a_geocoder_that_is_not_there_is_no_trouble(town):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused at once
        async with SecondStep(config(Engine.PELIAS, f"http://127.0.0.1:{taken.getsockname()[1]}"), town) as step:
            assert await step.resolve("la michoacana") is None


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


async def test_geopy_logs_no_word_of_a_question_at_any_level(town, fake, caplog):
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "geopy"):
        logging.getLogger("geopy").addHandler(caplog.handler)
        async with SecondStep(config(Engine.NOMINATIM, fake.url), town) as step:
            await step.resolve("la michoacana")
    assert "michoacana" not in caplog.text


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3 agents outside la michoacana right now", "la michoacana"),  # ends where the place's name ends
        ("ice near Karmel Mall, two vans", "Karmel Mall"),  # a comma ends it
        ("hay agentes cerca de la panadería ahora", "la panadería"),  # Spanish
        ("they took my brother", None),  # no cue of a place: nothing may be asked
        ("at 38", None),  # a number alone is no place
        ("they are at https://maps.app.goo.gl/AbC123", None),  # nothing of a link
        ("www.example.com/ana says outside la michoacana", "la michoacana"),
        ("near ana@example.com", None),
        ("outside ///filled.count.soap", None),
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
