"""A place that only the operator's own geocoder knows; and that nobody is asked where nobody is set up."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli.findings import Grade, findings
from bot.cli.online import online_findings
from bot.settings import SettingsError, load
from geo.gazetteer import Gazetteer
from geo.resolve import Resolver
from tests.fake_geocoder import FakeGeocoder, fake_geocoder
from tests.town import Town, open_town

SIGHTING = "3 agents in vests outside la michoacana right now"
CORNER = "E Lake St & Chicago Ave S"


@pytest.fixture
async def geocoder() -> AsyncIterator[FakeGeocoder]:
    async with fake_geocoder() as server:
        yield server


@asynccontextmanager
async def town_with(geocoder: FakeGeocoder, gazetteer: Path, folder: Path, **told: object) -> AsyncIterator[Town]:
    table = {"kind": "nominatim", "url": geocoder.url, "timeout": "5 s", **told}
    async with open_town(gazetteer, folder, geocoder=table) as town:
        yield town


def spot(gazetteer: Path, text: str) -> tuple[float, float]:
    """A shop's own position, some steps from a corner."""
    place = Resolver(Gazetteer.open(gazetteer)).resolve(text).place
    assert place
    return place.point.lat + 0.0001, place.point.lon + 0.0001


@pytest.mark.parametrize("kind", ["nominatim", "photon", "pelias"])
async def test_a_shop_is_found_through_it_and_becomes_its_corner(town_gazetteer, tmp_path, geocoder, kind):
    geocoder.points = [spot(town_gazetteer, CORNER)]
    async with town_with(geocoder, town_gazetteer, tmp_path, kind=kind) as town:
        preview = await town.resident("ana").reports(SIGHTING)
        assert CORNER in preview.text
        card = await town.moderator("heron").sees_card(CORNER)
        assert "michoacana" not in card.text
        (incident,) = await town.open_incidents()
        assert incident.place is not None
        assert (incident.place.point.lat, incident.place.point.lon) != geocoder.points[0]
    assert geocoder.questions == ["la michoacana"]


async def test_shops_of_one_name_are_asked_back_about(town_gazetteer, tmp_path, geocoder):
    geocoder.points = [spot(town_gazetteer, CORNER), spot(town_gazetteer, "5th St N & Linden Ave N")]
    async with town_with(geocoder, town_gazetteer, tmp_path) as town:
        ana = town.resident("ana")
        which = await ana.reports(SIGHTING)
        assert which.choices[:2] == ("E Lake St & Chicago Ave S (Lakeside)", "5th St N & Linden Ave N (Old Mill)")
        preview = await ana.picks(which, "Old Mill")
        assert "5th St N & Linden Ave N" in preview.text


@pytest.mark.parametrize(
    "text",
    [
        "agents at lake & chicago",  # the gazetteer knows it
        "agents near John Smith, they took him",  # a person's name, as far as anybody can tell
        "agents outside la michoacana, they are at my door",  # somebody's home
        "agents taking people",  # no place in it
        "help",
        "agents at 8 lake st by the michoacana",  # half of it is known, so the other half is asked back
    ],
)
async def test_it_is_not_asked_about(town_gazetteer, tmp_path, geocoder, text):
    async with town_with(geocoder, town_gazetteer, tmp_path) as town:
        await town.resident("ana").says(text)
    assert geocoder.asked == []


async def test_the_place_of_a_home_is_asked_of_nobody(town_gazetteer, tmp_path, geocoder):
    async with town_with(geocoder, town_gazetteer, tmp_path) as town:
        ana = town.resident("ana")
        await ana.says("they are at my door")
        await ana.picks(await ana.hears("Is this your home?"), "yes")
        await ana.says("upstairs at la michoacana")
        await town.passes(minutes=1)
    assert geocoder.asked == []


async def test_while_it_is_down_or_slow_the_place_is_asked_back_as_ever(town_gazetteer, tmp_path, geocoder):
    geocoder.stalls = asyncio.Event()
    async with town_with(geocoder, town_gazetteer, tmp_path, timeout="0.2 s") as town:
        asked = await town.resident("ana").reports(SIGHTING)
        assert "Where" in asked.text
        again = await town.resident("luis").reports(SIGHTING)
        assert again.text == asked.text
    assert len(geocoder.asked) == 1, "one that was silent is not waited for again at once"


async def test_where_none_is_set_up_a_report_opens_no_socket(town_gazetteer, tmp_path, monkeypatch):
    opened: list[object] = []

    def refuse(*args: object, **_: object) -> None:
        opened.append(args)
        raise AssertionError("a socket was opened")

    async with open_town(town_gazetteer, tmp_path) as town:
        ana = town.resident("ana")
        await ana.says("hello")
        with monkeypatch.context() as guard:
            guard.setattr(socket, "socket", refuse)
            guard.setattr(socket, "getaddrinfo", refuse)
            guard.setattr(socket, "create_connection", refuse)
            for text in (SIGHTING, "https://maps.app.goo.gl/abc", "///filled.count.soap", "la michoacana"):
                await ana.says(text)
            assert opened == []
            with pytest.raises(AssertionError, match="a socket was opened"):
                await asyncio.open_connection("127.0.0.1", 9)


async def test_check_tells_the_operator_whether_it_answers(town_gazetteer, tmp_path, geocoder):
    async with open_town(
        town_gazetteer, tmp_path, geocoder={"kind": "photon", "url": geocoder.url, "timeout": "10 s"}
    ) as town:
        settings = town.settings
    assert any("photon of your own" in each.text for each in findings(settings))
    (fine,) = await asyncio.to_thread(online_findings, settings)
    assert (fine.grade, len(geocoder.asked)) == (Grade.OK, 1)
    geocoder.status = 500
    (wrong,) = await asyncio.to_thread(online_findings, settings)
    assert (wrong.grade, wrong.text) == (Grade.ERROR, "the geocoder does not answer as photon does")
    away = settings.model_copy(update={"geocoder": settings.geocoder.model_copy(update={"allow_third_party": True})})
    assert any(each.grade is Grade.WARNING and "somebody else's" in each.text for each in findings(away))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ('kind = "nominatim"', "must look like http://127.0.0.1:8080"),
        ('kind = "nominatim"\nurl = "https://nominatim.openstreetmap.org"', "not on a private host"),
        ('kind = "google"\nurl = "http://127.0.0.1:1"', 'expected "off", "nominatim"'),
        ('kind = "photon"\nurl = "http://127.0.0.1:1"\ntimeout = "60 s"', "from 0.2 s to 10 s"),
    ],
)
def test_a_geocoder_that_may_not_be_asked_is_refused_with_the_remedy(tmp_path, told, said):
    config = tmp_path / "config.toml"
    config.write_text(f"[geocoder]\n{told}\n")
    with pytest.raises(SettingsError) as refused:
        load(config, {})
    assert said in str(refused.value)
    assert "geocoder." in str(refused.value)
