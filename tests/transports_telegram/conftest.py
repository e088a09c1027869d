import socket
from collections.abc import AsyncIterator

import pytest

from tests.fake_telegram.server import FakeTelegram, fake_telegram
from tests.transports_telegram.harness import Town


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as server:
        yield server


@pytest.fixture
def town(fake: FakeTelegram) -> Town:
    return Town(fake)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
