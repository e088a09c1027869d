"""The demo page is for a browser on this machine that was given its address, and loads nothing from elsewhere."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web

from bot.clock import TownClock
from bot.demo import commands
from bot.demo.city import CHANNELS, DemoCity, demo_city
from bot.demo.flood import PEOPLE, flood_texts
from bot.demo.page import STATIC, DemoPage
from bot.demo.shapes import pack_shapes
from bot.demo.suggestions import suggestions
from bot.demo.town import MAX_PHONES, DemoTown, message_json
from geo.gazetteer import Gazetteer
from geo.place import Outcome, Precision
from geo.point import Point
from geo.resolve import Resolver
from handlers.outbound import Message, Picture
from tests.instants import NOON

TOKEN = "a-token-nobody-guesses"
OWN_FILES = sorted(path for path in STATIC.iterdir() if path.suffix in {".js", ".css", ".html", ".svg"})


@pytest.fixture(scope="session")
def gazetteer(town_gazetteer) -> Gazetteer:
    return Gazetteer.open(town_gazetteer)


@pytest.fixture
def city(gazetteer, town_gazetteer, tmp_path) -> DemoCity:
    return demo_city(gazetteer, town_gazetteer, tmp_path)


@pytest.fixture
def town(city) -> DemoTown:
    return DemoTown(city, TownClock(NOON))


@pytest.fixture
async def address(town, city, gazetteer) -> AsyncIterator[str]:
    async def incidents() -> list[dict[str, object]]:
        return []

    page = DemoPage(
        town,
        pack_shapes(gazetteer, city),
        city_name="Alder Ferry",
        chips={"en": ("hi",)},
        crowd=(),
        incidents=incidents,
    )
    runner = web.AppRunner(page.application(TOKEN, "127.0.0.1"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_the_page_comes_with_a_policy_that_lets_nothing_else_in(address):
    async with ClientSession() as browser, browser.get(f"{address}/{TOKEN}/") as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/index.html", "/wrong/", "/a-token-nobody-guesse/", f"/{TOKEN}x/wire"])
async def test_without_the_token_there_is_nothing(address, path):
    async with ClientSession() as browser, browser.get(address + path) as response:
        assert response.status == 404
        assert TOKEN not in await response.text()


@pytest.mark.parametrize("host", ["evil.example", "whistle.evil.example:8765", "127.0.0.1.evil.example", "[::1"])
async def test_a_name_that_was_bound_to_this_machine_is_refused(address, host):
    async with ClientSession() as browser, browser.get(f"{address}/{TOKEN}/", headers={"Host": host}) as response:
        assert response.status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_no_other_page_of_the_browser_may_open_the_wire(address, origin):
    async with ClientSession() as browser:
        with pytest.raises(WSServerHandshakeError) as refusal:
            await browser.ws_connect(f"{address}/{TOKEN}/wire", headers={"Origin": origin})
    assert refusal.value.status == 403


@pytest.mark.parametrize(
    "name", ["../page.py", "..%2Fpage.py", "vendor", "nothing.js", "vendor/README.txt", "%2e%2e/run.py"]
)
async def test_only_the_pages_own_files_are_served(address, name):
    async with ClientSession() as browser, browser.get(f"{address}/{TOKEN}/{name}") as response:
        assert response.status == 404


async def test_what_the_page_asks_for_reaches_the_chat_and_comes_back_on_the_wire(address, town):
    ana = town.residents[0]
    async with (
        ClientSession() as browser,
        browser.ws_connect(f"{address}/{TOKEN}/wire", headers={"Origin": address}) as wire,
    ):
        hello = await wire.receive_json(timeout=20)
        assert hello["what"] == "hello"
        assert [phone["name"] for phone in hello["phones"]] == ["Ana", "Luis"]
        await wire.send_str('{"what": "launch"}')
        refusal = await wire.receive_json(timeout=20)
        await wire.send_json(
            {"what": "write", "phone": ana.handle, "chat": "moderators@sim", "text": "approve", "quoting": ""}
        )
        second = await wire.receive_json(timeout=20)
        await wire.send_json({"what": "write", "phone": ana.handle, "chat": ana.handle, "text": "hi", "quoting": ""})
        await wire.send_json({"what": "speed", "times": 60})
        clock = await wire.receive_json(timeout=20)
    assert refusal["what"] == second["what"] == "notice"
    assert clock["speed"] == 60
    assert [message.text for message in town.world.chats[ana.handle].shown] == ["hi"]
    assert town.world.chats["moderators@sim"].shown == []


async def test_the_map_is_sent_packed_and_the_crossings_apart(address):
    async with ClientSession(auto_decompress=False) as browser:
        async with browser.get(f"{address}/{TOKEN}/map.json") as response:
            shapes = json.loads(gzip.decompress(await response.read()))
        async with browser.get(f"{address}/{TOKEN}/anchors.json") as response:
            anchors = json.loads(gzip.decompress(await response.read()))
    assert len(shapes["streets"]["features"]) > 50
    assert "anchors" not in shapes
    assert len(anchors["features"]) > 250


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"what":"write"}', '{"what":"speed","times":1e9}', '{"what":"pin","lat":91}', "\x00", "{" * 5000],
)
def test_a_command_that_does_not_exist_is_refused_without_being_repeated(text):
    with pytest.raises(commands.UnknownCommand) as refusal:
        commands.parse(text)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_the_page_asks_nobody_else_for_anything(path: Path):
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|//[a-z]+\.[a-z]{2,}/", text)
    assert not re.search(r"\.innerHTML\s*=|insertAdjacentHTML|document\.write|eval\(|\bon[a-z]+=\"", text)


def test_the_vendored_map_library_brings_its_licence():
    licence = (STATIC / "vendor" / "leaflet" / "LICENSE").read_text("utf-8")
    assert "BSD 2-Clause" in licence or "Redistribution and use" in licence


def test_suggested_messages_say_what_they_are_meant_to(gazetteer):
    resolver = Resolver(gazetteer)
    found = suggestions(gazetteer, resolver)
    assert set(found.texts) == {"en", "es"}
    for texts in found.texts.values():
        assert len(texts) == 5
        certain, twins, landmark = (resolver.resolve(text) for text in texts[:3])
        assert certain.place is not None
        assert certain.place.precision is Precision.CROSSING
        assert twins.outcome is Outcome.AMBIGUOUS
        assert landmark.place is not None
        assert landmark.place.precision is Precision.NAMED


def test_a_city_without_neighborhoods_or_places_still_has_a_channel(town_gazetteer, tmp_path):
    bare = Gazetteer()
    city = demo_city(bare, town_gazetteer, tmp_path)
    assert [channel.name for channel in city.settings.directory().channels] == ["everywhere"]
    assert suggestions(bare, Resolver(bare)).texts["en"] == ("they are at my door", "hi")


def test_channels_are_those_around_the_place_of_the_story(gazetteer, town_gazetteer, tmp_path):
    around = next(area for area in gazetteer.areas if area.name == "Northgate")
    spot = Point(*_middle(around.polygons[0][0]))
    channels = demo_city(gazetteer, town_gazetteer, tmp_path, around=spot).settings.directory().channels
    assert channels[0].areas == ("Northgate",)
    assert len(channels) == CHANNELS + 1


def test_a_flood_is_the_same_every_time_and_half_of_it_is_about_one_place(gazetteer):
    story = suggestions(gazetteer, Resolver(gazetteer)).story
    texts = list(flood_texts(gazetteer, story))
    assert texts == list(flood_texts(gazetteer, story))
    assert len(texts) == PEOPLE
    assert sum("lake st" in text and "chicago ave" in text for text in texts) >= PEOPLE // 2


def test_phones_are_added_until_the_page_is_full(town):
    while town.add_phone("Sam", "sim", "en"):
        pass
    assert len(town.residents) == MAX_PHONES


def _middle(ring: tuple[Point, ...]) -> tuple[float, float]:
    return sum(p.lat for p in ring) / len(ring), sum(p.lon for p in ring) / len(ring)


async def test_the_page_shows_the_map_that_came_with_a_message(address, town):
    chat = town.residents[0].handle
    said = town.world.say(chat, Message(text="ALERT", picture=Picture(image=b"\x89PNG map", mark="x")))
    shown = message_json(said)
    assert shown["photo"] is False
    async with ClientSession() as browser:
        async with browser.get(f"{address}/{TOKEN}/{shown['map']}") as response:
            assert (response.content_type, await response.read()) == ("image/png", b"\x89PNG map")
        async with browser.get(f"{address}/{TOKEN}/pictures/m999.png") as response:
            assert response.status == 404
    assert message_json(town.world.say(chat, Message(text="no map")))["map"] == ""
