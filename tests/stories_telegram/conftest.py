from collections.abc import AsyncIterator

import pytest

from tests.fake_telegram.server import FakeTelegram, fake_telegram


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as server:
        yield server
