from collections.abc import AsyncIterator

import pytest

from tests.fake_telegram.server import FakeTelegram, fake_telegram
from tests.stories_telegram.telegramtown import TelegramTown, telegram_town


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as server:
        yield server


@pytest.fixture
async def town(town_gazetteer, tmp_path, fake) -> AsyncIterator[TelegramTown]:
    async with telegram_town(town_gazetteer, tmp_path, fake) as town:
        yield town
