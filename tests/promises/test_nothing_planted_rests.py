"""A name, a phone number, an id, a username and an exact pin are planted; afterwards they are found nowhere.

Nowhere: not in the database, its WAL or any other file, not in the log at its chattiest, not in a room.
"""

import io
import struct
from pathlib import Path

import pytest

from bot import logs
from geo.gazetteer import Gazetteer

pytestmark = pytest.mark.promise

NAME, USERNAME = "Xiomara Quetzalli", "xio_planted_42"
NUMBER = "+16125550147"
PIN_OFFSET = 0.000137
"""About fifteen metres from the corner: the pin itself is nobody's public place."""


def planted_forms(lat: float, lon: float, handle: str) -> list[bytes]:
    words = [NAME, *NAME.split(), USERNAME, NUMBER, NUMBER[1:], "612-555-0147", "5550147", "555-0147", handle]
    forms = [word.encode() for word in words] + [word.lower().encode() for word in words]
    for degrees in (lat, lon):
        micro = round(degrees * 1_000_000)
        forms += [f"{degrees:.6f}".encode(), f"{degrees:.5f}".encode(), str(micro).encode()]
        forms += [struct.pack(">i", micro), struct.pack(">d", degrees), struct.pack("<d", degrees)]
    return forms


def found_in(content: bytes, forms: list[bytes]) -> list[bytes]:
    return [form for form in forms if form in content]


@pytest.fixture
def chatty():
    stream = io.StringIO()
    undo = logs.configure(stream, "debug")
    yield stream
    undo()


async def test_what_was_planted_is_found_nowhere(chatty, town, tmp_path, town_gazetteer):
    corner = Gazetteer.open(town_gazetteer).crossings[10]
    lat, lon = corner.point.lat + PIN_OFFSET, corner.point.lon - PIN_OFFSET
    ana = town.resident(USERNAME, number=NUMBER)
    heron, crane = town.moderator("heron"), town.moderator("crane")
    forms = planted_forms(lat, lon, ana.phone.secrets[0])

    street, other = _names(town_gazetteer)
    await ana.reports(
        f"3 agents in vests at {street} & {other}, my name is {NAME}, call me 612-555-0147 or @{USERNAME}"
    )
    await town.passes(seconds=40)
    ben = town.resident(USERNAME + "b", number=NUMBER)
    await ben.shares(lat, lon)
    await town.passes(seconds=40)
    card = await heron.sees_card()
    await heron.approves(card)
    await crane.approves(await crane.sees_card())
    await town.passes(minutes=1)
    await heron.writes(f"show {card.text.split()[0].lstrip('#')}")
    await town.passes(minutes=1)

    files = _files(tmp_path)
    assert any(path.name.startswith("whistle.db") for path in files)
    assert any(path.stat().st_size for path in files if path.name.endswith("-wal")), "the WAL is read while in use"
    for path in files:
        assert not found_in(path.read_bytes(), forms), path.name
    assert chatty.getvalue(), "there is a log to look at"
    assert not found_in(chatty.getvalue().encode(), forms)
    said = town.everything_in_rooms()
    assert said, "the rooms were written to"
    assert not found_in(said.encode(), forms)


def _names(path: Path) -> tuple[str, str]:
    gazetteer = Gazetteer.open(path)
    first, second = gazetteer.crossings[10].street_ids[:2]
    return gazetteer.street(first).name, gazetteer.street(second).name


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
