from collections.abc import AsyncIterator, Mapping

import pytest

from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import BOT, HERON
from tests.fake_signal.server import FakeSignal, fake_signal
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
