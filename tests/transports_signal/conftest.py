from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import ANA, BOT, HERON
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.transports_signal.city import WREN, City
from tests.transports_signal.harness import MODERATORS, PHILLIPS, Line, transport_of

SERVERS: Mapping[str, type[FakeSignal]] = {"rest": FakeSignal, "daemon": FakeDaemon}
WORLD = {MODERATORS: [BOT, HERON.aci], PHILLIPS: [BOT]}


@pytest.fixture(params=sorted(SERVERS))
async def server(request: pytest.FixtureRequest) -> AsyncIterator[FakeSignal]:
    """What both receivers keep."""
    async with fake_signal(WORLD, SERVERS[request.param]) as running:
        yield running


@pytest.fixture
async def rest() -> AsyncIterator[FakeSignal]:
    async with fake_signal(WORLD) as running:
        yield running


@pytest.fixture
async def daemon() -> AsyncIterator[FakeDaemon]:
    async with fake_signal(WORLD, FakeDaemon) as running:
        assert isinstance(running, FakeDaemon)
        yield running


@pytest.fixture
def line(server: FakeSignal) -> Line:
    return Line(server, transport_of(server))


@pytest.fixture
def rest_line(rest: FakeSignal) -> Line:
    return Line(rest, transport_of(rest))


@pytest.fixture
def daemon_line(daemon: FakeDaemon) -> Line:
    return Line(daemon, transport_of(daemon))


@pytest.fixture
def city(server: FakeSignal, town_gazetteer: Path, tmp_path: Path) -> City:
    server.members[MODERATORS].append(WREN.number)
    server.numbers[WREN.aci] = WREN.number
    server.fingerprints = {HERON.aci: "05 aa heron", WREN.aci: "05 bb wren", ANA.aci: "05 cc ana"}
    return City(server, town_gazetteer, tmp_path)
