"""What cannot be taken in is listed by number and kind of error, is never tried again, and holds up nobody."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.marks import MOST_SET_ASIDE
from bot.quarantine import Quarantine
from bot.storage.store import Store
from bot.transports.base import Incoming, Reaction
from bot.transports.telegram import TelegramTransport
from handlers.outbound import Message
from handlers.retention import Retention
from tests.fake_telegram.server import FakeTelegram
from tests.storebuild import Desk
from tests.transports_telegram.harness import Recorder, Town, running

ODD = {"message": {"message_id": 1, "text": "canary", "chat": {"id": "canary", "type": "private"}}}

Start = Callable[[Quarantine], TelegramTransport]


class Stumbling(Recorder):
    """Fails at the same words each time, as a fault of our own would."""

    async def __call__(self, incoming: Incoming) -> Reaction:
        if incoming.text == "poison":
            self.seen.append(incoming)
            raise KeyError("canary")
        return await super().__call__(incoming)


@pytest.fixture(params=["polling", "webhook"])
def start(request, town: Town, port: int) -> Start:
    """A bot that remembers what it set aside in the given quarantine."""
    if request.param == "polling":
        return lambda quarantine: town.transport(quarantine=quarantine)
    return lambda quarantine: town.hooked(port, quarantine=quarantine)


@asynccontextmanager
async def shelf(town: Town, path: Path) -> AsyncIterator[tuple[Quarantine, Store]]:
    """The store of one run of the bot."""
    desk, quarantine = Desk(), Quarantine()
    store = await Store.open(path, sealer=desk.sealer, now=town.fake.world.clock.now)
    quarantine.keep_in(store)
    try:
        yield quarantine, store
    finally:
        await store.close()


def rest(folder: Path) -> str:
    """Everything a store left there."""
    return b"".join(path.read_bytes() for path in folder.iterdir()).decode("latin-1")


def listed(transport: TelegramTransport) -> list[tuple[int | None, str]]:
    return [(each.number, each.error) for each in transport.health().set_aside]


async def test_a_poison_update_among_good_ones_is_listed_and_the_good_ones_arrive(
    town: Town, fake: FakeTelegram, start: Start, tmp_path: Path
):
    receive = Recorder()
    async with (
        shelf(town, tmp_path / "whistle.db") as (quarantine, _),
        running(start(quarantine), receive) as transport,
    ):
        town.ana.writes("before")
        number = fake.push_odd(ODD, lane=town.ana.id)
        town.ana.writes("after")
        await receive.has(2)
        await fake.until(lambda: not fake.waiting.updates)
        assert listed(transport) == [(number, "Poison")]
        health = transport.health()
    assert receive.texts == ["before", "after"]
    assert health.up
    assert "set aside" in health.finding
    assert [each.at for each in health.set_aside] == [datetime(2026, 11, 22, 20, 0, tzinfo=UTC)]
    assert "canary" not in repr(health) + rest(tmp_path)


async def test_the_time_of_it_is_no_finer_than_ten_minutes(town: Town, fake: FakeTelegram):
    fake.world.clock.advance(minutes=17, seconds=23)
    async with running(town.transport(), Recorder()) as transport:
        fake.push_odd(ODD)
        await fake.until(lambda: listed(transport))
        assert [each.at.strftime("%H:%M:%S") for each in transport.health().set_aside] == ["20:10:00"]


async def test_brought_again_after_a_crash_it_is_not_tried_again(
    town: Town, fake: FakeTelegram, start: Start, tmp_path: Path
):
    fake.waiting.deaf = True
    async with (
        shelf(town, tmp_path / "whistle.db") as (quarantine, _),
        running(start(quarantine), Stumbling()) as first,
    ):
        town.ana.writes("poison")
        await fake.until(lambda: listed(first))
        (told,) = listed(first)
    assert [each.raw["update_id"] for each in fake.waiting.updates] == [told[0]], "Telegram holds it still"
    fake.waiting.deaf = False
    receive = Stumbling()
    async with shelf(town, tmp_path / "whistle.db") as (quarantine, _), running(start(quarantine), receive) as second:
        town.ana.writes("after")
        await receive.has(1)
        await fake.until(lambda: not fake.waiting.updates)
        assert listed(second) == [told] == [(1000, "KeyError")]
        assert "quarantined" not in second.counts
    assert [heard.text for heard in receive.seen] == ["after"]


async def test_what_failed_behind_the_door_is_listed_too_and_its_sender_was_told_once(
    town: Town, fake: FakeTelegram, start: Start, tmp_path: Path
):
    failed = Reaction(replies=(Message(text="Please send it again."),), failed="ZeroDivisionError")
    fake.waiting.deaf = True
    first, second = Recorder(vans=failed), Recorder()
    async with shelf(town, tmp_path / "whistle.db") as (quarantine, _), running(start(quarantine), first) as bot:
        town.ana.writes("vans")
        await fake.until(lambda: listed(bot) and town.ana.chat.texts)
    fake.waiting.deaf = False
    async with shelf(town, tmp_path / "whistle.db") as (quarantine, _), running(start(quarantine), second) as bot:
        town.ana.writes("after")
        await second.has(1)
        assert listed(bot) == [(1000, "ZeroDivisionError")]
    assert town.ana.chat.texts == ["Please send it again."]
    assert second.texts == ["after"]


async def test_while_it_cannot_be_listed_it_is_not_confirmed(
    town: Town, fake: FakeTelegram, start: Start, tmp_path: Path
):
    receive = Recorder()
    async with shelf(town, tmp_path / "closed.db") as (quarantine, store), running(start(quarantine), receive) as bot:
        await fake.until(lambda: fake.waiting.asked or fake.waiting.hook)
        await store.close()
        number = fake.push_odd(ODD)
        await fake.until(lambda: "stored" in bot.health().finding)
        assert [each.number for each in fake.waiting.updates] == [number]
        assert listed(bot) == []
        async with shelf(town, tmp_path / "whistle.db") as (_, other):
            quarantine.keep_in(other)
            await fake.until(lambda: not fake.waiting.updates)
            assert listed(bot) == [(number, "Poison")]


async def test_the_list_is_bounded_and_keeps_the_newest(town: Town, fake: FakeTelegram, tmp_path: Path):
    async with shelf(town, tmp_path / "whistle.db") as (quarantine, _):
        async with running(town.transport(quarantine=quarantine), Recorder()) as transport:
            numbers = [fake.push_odd(ODD) for _ in range(MOST_SET_ASIDE + 20)]
            await fake.until(lambda: not fake.waiting.updates)
            assert [number for number, _ in listed(transport)] == numbers[20:]
        async with running(town.transport(quarantine=quarantine), Recorder()) as again:
            await fake.until(lambda: again.health().up)
            assert [number for number, _ in listed(again)] == numbers[20:]


async def test_after_two_days_it_is_forgotten_and_its_number_means_nothing(
    town: Town, fake: FakeTelegram, start: Start, tmp_path: Path
):
    receive = Recorder()
    async with shelf(town, tmp_path / "whistle.db") as (quarantine, store), running(start(quarantine), receive) as bot:
        number = fake.push_odd(ODD)
        await fake.until(lambda: listed(bot))
        fake.world.clock.advance(hours=47)
        assert listed(bot) == [(number, "Poison")]
        fake.world.clock.advance(hours=1)
        assert listed(bot) == []
        fake.world.clock.advance(seconds=1)
        gone = await store.purge(fake.world.clock.now(), Retention())
        assert gone["set_aside"] == 1
        fake.waiting.next_id = number
        town.ana.writes("the same number, after a quiet week")
        await receive.has(1)


async def test_what_has_no_number_is_listed_once(town: Town, fake: FakeTelegram):
    async with running(town.transport(), Recorder()) as transport:
        fake.push_odd(None)
        await fake.until(lambda: transport.counts.get("quarantined", 0) > 1)
        assert listed(transport) == [(None, "Poison")]


async def test_another_bot_tries_the_same_number(town: Town, fake: FakeTelegram, tmp_path: Path):
    async with shelf(town, tmp_path / "whistle.db") as (quarantine, _):
        async with running(town.transport(quarantine=quarantine), Recorder()) as first:
            number = fake.push_odd(ODD)
            await fake.until(lambda: listed(first))
        fake.token = "7000000009:AAanotherBOTanotherBOTanotherBOTx"
        fake.waiting.next_id, receive = number, Recorder()
        async with running(town.transport(quarantine=quarantine), receive) as second:
            town.ana.writes("somebody else's count")
            await receive.has(1)
            assert listed(second) == []
