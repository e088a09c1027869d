"""Moderators by the operator's list alone: an alias and a keyed hash of an ACI, whoever else is in the group."""

import asyncio
import io
import re
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.fake_signal.people import ANA, BEN, HERON
from tests.transports_signal.city import ALERTS, CARDS, WREN, City
from tests.transports_signal.test_story import shown

CONFIG = """
[storage]
path = "{folder}/whistle.db"

[keyring]
moderators_file = "{folder}/moderators.secret"
"""


class Desk:
    """The operator's terminal, at the database of a city."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys, self._patch = capsys, patch
        self.config = folder / "config.toml"
        self.config.write_text(CONFIG.format(folder=folder))

    async def types(self, *words: str, then: str = "") -> str:
        """What was printed, errors too."""
        self._patch.setattr(sys, "stdin", io.StringIO(then))
        self.status = await asyncio.to_thread(main, ["moderator", *words, "--config", str(self.config)])
        out, err = self._capsys.readouterr()
        return out + err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, capsys, monkeypatch)


async def test_only_accounts_on_the_operators_list_decide_though_others_are_in_the_group(city: City, desk: Desk):
    city.admits_members = False
    for alias, person in (("starling", HERON), ("dunlin", WREN)):
        assert "decides from now on" in await desk.types("add", alias, then=person.aci.upper() + "\n")
    city.server.members[next(iter(city.server.members))].append(BEN.aci)
    async with city.running() as app:
        card = await city.reports()
        await city.votes(BEN, card)
        await shown(city.server, CARDS, "Only moderators may do this")
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
        assert city.server.shown(ALERTS) == []
        await city.votes(WREN, card)
        await shown(city.server, ALERTS, "REPORTED")
        assert await city.alias_of(HERON, app) == "starling"
        assert await city.alias_of(BEN, app) == ""
    assert await desk.types("list")
    rest = b"".join(path.read_bytes() for path in city.folder.iterdir() if path.is_file())
    for person in (HERON, WREN):
        assert person.aci.encode() not in rest


async def test_another_key_suspends_whoever_is_on_the_list_from_their_first_word_on(city: City, desk: Desk):
    city.admits_members = False
    await desk.types("add", "starling", then=HERON.aci)
    async with city.running():
        card = await city.reports()
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
    city.server.fingerprints[HERON.aci] = "05 ee a stolen phone"
    async with city.running():
        await shown(city.server, CARDS, "The safety number of starling changed")
        await city.server.until(lambda: "1/2" not in card.text)
        assert "(starling)" not in card.text


async def test_a_code_of_the_operators_makes_each_who_has_one_a_moderator_of_their_own(city: City, desk: Desk):
    city.admits_members = False
    told = [await desk.types("invite") for _ in range(2)]
    codes = [found[1] for each in told if (found := re.search(r"^join (\w{10})$", each, re.MULTILINE))]
    assert len(set(codes)) == 2
    async with city.running() as app:
        await city.says(HERON, f"join {codes[0]}")
        await city.says(WREN, f"join {codes[1]}")
        await city.server.until(lambda: sum("Welcome" in text for text in city.server.shown(CARDS)) == 2)
        await city.says(BEN, f"join {codes[0]}")
        await shown(city.server, CARDS, "unknown, spent")
        aliases = {await city.alias_of(each, app) for each in (HERON, WREN)}
        assert await city.alias_of(BEN, app) == ""
    assert len(aliases - {""}) == 2
    listed = await desk.types("list")
    assert all(alias in listed for alias in aliases)
    assert "2 moderators" in listed


@pytest.mark.parametrize(
    ("alias", "aci", "told"),
    [
        ("Heron Quetzal", ANA.aci, "small letters and digits"),
        ("h", ANA.aci, "small letters and digits"),
        ("heron", ANA.number, "in five blocks"),
        ("heron", "", "in five blocks"),
        ("wren", ANA.aci, "wren is somebody already"),
        ("heron", WREN.aci, "decides already, as wren"),
    ],
)
async def test_what_cannot_be_listed_is_said_in_one_line_that_holds_no_account(
    desk: Desk, alias: str, aci: str, told: str
):
    await desk.types("add", "wren", then=WREN.aci)
    said = await desk.types("add", alias, then=aci)
    assert told in said
    assert (desk.status, said.count("\n")) == (2, 1)
    assert not aci or aci not in said
    assert "1 moderators" in await desk.types("list")
