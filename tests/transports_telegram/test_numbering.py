"""Whose numbers updates carry, with a real store that remembers the newest: none is heard twice, none taken for old."""

import pytest

from bot.marks import Duplicate
from bot.storage.store import Store
from bot.transports.base import Incoming, Reaction
from bot.transports.telegram import TelegramTransport
from tests.fake_telegram.server import SPARE_TOKEN, FakeTelegram
from tests.storebuild import Desk
from tests.transports_telegram.harness import Town, running

HIGH, LOW = 900_000_000, 300


class Stored:
    """Takes an input as the dispatcher does: what a mark says was handled before does not count again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.texts: list[str] = []
        self.again = 0

    async def __call__(self, incoming: Incoming) -> Reaction:
        try:
            await self._store.run(lambda _tx: None, incoming.mark)
        except Duplicate:
            self.again += 1
        else:
            self.texts.append(incoming.text)
        return Reaction()


@pytest.fixture
async def stored(town: Town, tmp_path):
    store = await Store.open(tmp_path / "whistle.db", sealer=Desk().sealer, now=town.fake.world.clock.now)
    yield Stored(store)
    await store.close()


def says(town: Town, number: int, *texts: str) -> None:
    town.fake.waiting.next_id = number
    for text in texts:
        town.ana.writes(text)


@pytest.mark.parametrize("restarts", [False, True])
async def test_after_a_quiet_week_telegram_counts_anew_and_everything_is_heard_and_confirmed(
    town: Town, fake: FakeTelegram, stored, restarts
):
    says(town, HIGH, "before")
    transport = town.transport()
    async with running(transport, stored):
        await fake.until(lambda: stored.texts)
        await fake.until(lambda: not fake.waiting.updates)
        if not restarts:
            fake.world.clock.advance(days=8)
            says(town, LOW, "after", "and more")
            await fake.until(lambda: len(stored.texts) == 3)
            await fake.until(lambda: not fake.waiting.updates)
    if restarts:
        fake.world.clock.advance(days=8)
        says(town, LOW, "after", "and more")
        async with running(town.transport(), stored):
            await fake.until(lambda: len(stored.texts) == 3)
            await fake.until(lambda: not fake.waiting.updates)
    assert stored.texts == ["before", "after", "and more"]


async def test_what_was_committed_and_not_confirmed_before_a_restart_counts_once(town: Town, fake, stored):
    says(town, HIGH, "one")
    kept = list(fake.waiting.updates)
    async with running(town.transport(), stored):
        await fake.until(lambda: stored.texts)
        await fake.until(lambda: not fake.waiting.updates)
    fake.waiting.updates.extend(kept)
    async with running(town.transport(), stored):
        await fake.until(lambda: stored.again)
    assert stored.texts == ["one"]


@pytest.mark.parametrize("other", [{"token": SPARE_TOKEN}, {"base_url": "http://localhost:{port}"}])
async def test_another_bot_or_server_is_heard_at_once_though_its_numbers_are_lower(
    town: Town, fake: FakeTelegram, stored, other
):
    says(town, HIGH, "to the first")
    async with running(town.transport(), stored):
        await fake.until(lambda: stored.texts)
        await fake.until(lambda: not fake.waiting.updates)
    says(town, LOW, "to the second")
    changed = {key: value.format(port=fake.port) for key, value in other.items()}
    second = TelegramTransport(town.config(**changed), now=fake.world.clock.now)
    async with running(second, stored):
        await fake.until(lambda: len(stored.texts) == 2)
    assert stored.texts == ["to the first", "to the second"]
