"""The sample town on Telegram and Signal at once: two real transports, two servers on loopback, one bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.clock import TownClock
from bot.transports.signal import SignalTransport
from tests.fake_signal.account import Said
from tests.fake_signal.people import BOT, Frame, Group, Person, Phones
from tests.fake_signal.server import FakeSignal
from tests.fake_telegram.server import FakeTelegram
from tests.instants import NOON
from tests.stories_telegram.telegramtown import MODERATORS_ID, TelegramTown, telegram_settings
from tests.town import PATIENCE_S, REAL_PATIENCE_S

MODERATORS, LAKESIDE = Group("Moderators"), Group("Lakeside")


class BothTowns(TelegramTown):
    """A town with Signal beside its Telegram."""

    server: FakeSignal
    phones: Phones

    @property
    def signal(self) -> SignalTransport:
        assert self.app is not None
        return next(each for each in self.app.parts.transports if isinstance(each, SignalTransport))

    async def settles(self) -> None:
        await super().settles()
        async with asyncio.timeout(REAL_PATIENCE_S):
            await self.signal.drained()
        await super().settles()

    async def arrives(self, frame: Frame) -> None:
        """Something is sent on Signal; returns when the bot has committed what it makes of it."""
        assert self.app is not None
        commits, committed = self.app.commits, asyncio.Event()
        before = commits.done

        def told() -> None:
            before()
            committed.set()

        commits.done = told
        try:
            async with asyncio.timeout(REAL_PATIENCE_S):
                await self.server.emit(frame)
                await committed.wait()
        finally:
            commits.done = before
        await self.settles()

    async def hears_on_signal(self, where: Person | Group, words: str) -> Said:
        """Listen in a chat or group on Signal, while time passes, until the bot says it."""
        recipient = where.rest_id if isinstance(where, Group) else where.aci
        for _ in range(PATIENCE_S):
            await self.settles()
            for said in self.server.said:
                if said.recipient == recipient and not said.deleted and words.lower() in said.text.lower():
                    return said
            self.clock.advance(timedelta(seconds=1))
        shown = "\n".join(self.server.shown(recipient))
        raise AssertionError(f"nobody heard {words!r} on Signal; the chat shows:\n{shown}")


@asynccontextmanager
async def both_towns(
    gazetteer: Path,
    folder: Path,
    fake: FakeTelegram,
    moderators: tuple[Person, ...],
    *,
    kind: type[FakeSignal] = FakeSignal,
    is_up: bool = True,
) -> AsyncIterator[BothTowns]:
    """`kind` is the receiver on Signal; `is_up`: whether it is there when the bot starts."""
    clock = TownClock(NOON)
    groups = {MODERATORS: [BOT, *(each.aci for each in moderators)], LAKESIDE: [BOT]}
    async with kind(groups, now_ms=lambda: int(clock.now().timestamp() * 1000)) as server:
        settings = telegram_settings(
            gazetteer, folder, fake,
            moderation={"telegram": MODERATORS_ID, "signal": MODERATORS.rest_id},
            also={"lakeside": {"signal": LAKESIDE.rest_id}},
            signal={"enabled": True, "number": BOT, "url": server.url, "receiver": server.receiver},
            delivery={"signal_every": "0 s"},
        )  # fmt: skip
        town = BothTowns(settings, fake, clock)
        town.server, town.phones = server, Phones(int(NOON.timestamp() * 1000))
        if not is_up:
            await server.down()
        await town.starts()
        try:
            if is_up:
                await server.listening()
            yield town
        finally:
            await town.ends()
        assert server.faults == []
