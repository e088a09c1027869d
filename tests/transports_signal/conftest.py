from collections.abc import AsyncIterator

import pytest

from tests.fake_signal.people import BOT, HERON
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.transports_signal.harness import MODERATORS, PHILLIPS, Line, transport_at


@pytest.fixture
async def server() -> AsyncIterator[FakeSignal]:
    async with fake_signal({MODERATORS: [BOT, HERON.aci], PHILLIPS: [BOT]}) as running:
        yield running


@pytest.fixture
async def line(server: FakeSignal) -> Line:
    return Line(server, transport_at(server.url))
