"""Telegram, as one `Transport`: python-telegram-bot sends, taking in and confirming is ours."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

from bot.clock import MachineClock
from bot.pacing import Pacer, pace_of
from bot.quarantine import Quarantine
from bot.transports.base import DeliveryError, Features, Health, Limited, Receive, Sender, Sent, Undeliverable, Vouched
from bot.transports.telegram.addresses import AddressesInRam
from bot.transports.telegram.admission import Admission
from bot.transports.telegram.compose import opened
from bot.transports.telegram.config import RoomAddresses, Say, TelegramConfig, counting
from bot.transports.telegram.fitting import TEXT_LIMIT
from bot.transports.telegram.intake import Intake
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.outlet import Outlet, patiently
from bot.transports.telegram.photos import Photos
from bot.transports.telegram.pictures import Pictures
from bot.transports.telegram.pins import PinMemory, Pins, PinsInRam
from bot.transports.telegram.polling import LONGEST_WAIT_S, Poller
from bot.transports.telegram.profile import Profile
from bot.transports.telegram.replies import Replies
from bot.transports.telegram.roombook import RoomBook
from bot.transports.telegram.standing import Standing
from bot.transports.telegram.tally import Tally
from bot.transports.telegram.webhook import Webhook
from bot.transports.telegram.wire import wire_for
from bot.turns import Turns
from handlers.messages import catalogue
from handlers.outbound import Message

_GRACE_S = 60.0


def said(language: str, key: str) -> str:
    """A text of the catalogues."""
    return catalogue.of(language).say(key)


class TelegramTransport:
    """One bot of one token. Needs no network to be made; `run` starts although Telegram is down."""

    def __init__(
        self,
        config: TelegramConfig,
        *,
        now: Callable[[], datetime],
        say: Say = said,
        addresses: RoomAddresses | None = None,
        turns: Turns | None = None,
        pins: PinMemory | None = None,
        quarantine: Quarantine | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config, self._say = config, say
        self._wire = wire_for(config)
        self._bot = self._wire.bot
        self._rooms = RoomBook(config, addresses or AddressesInRam())
        every_s = config.poll_timeout_s + config.request_timeout_s
        self._tally = Tally(now, timedelta(days=2) if config.webhook else timedelta(seconds=every_s + _GRACE_S))
        turns = turns or Turns(config.platform, Pacer(pace_of(config.platform)), MachineClock())
        self._outlet = Outlet(self._bot, self._rooms, config, turns)
        self._pictures = Pictures(self._bot, self._rooms, self._outlet)
        self._pins = Pins(self._bot, self._rooms, turns, self._tally, pins or PinsInRam())
        self._replies = Replies(self._outlet, config, say, timer)
        self._standing = Standing(self._bot, self._rooms, self._tally, remembered_s=config.member_cache_s, timer=timer)
        self._intake = Intake(
            config=config,
            rooms=self._rooms,
            standing=self._standing,
            outlet=self._outlet,
            photos=Photos(self._bot, config, self._tally),
            replies=self._replies,
            tally=self._tally,
            now=now,
        )
        self._admission = Admission(self._intake, self._tally, quarantine or Quarantine(), counting(config), now)

    @property
    def features(self) -> Features:
        return Features(
            platform=self._config.platform, buttons=True, deletes=True, text_limit=TEXT_LIMIT, hides_members=True
        )

    @property
    def rooms(self) -> frozenset[str]:
        return self._rooms.names

    @property
    def counts(self) -> Mapping[str, int]:
        """For metrics: what was quarantined, refused and passed over since the start."""
        return self._tally.counts

    def health(self) -> Health:
        return self._tally.health(self._admission.aside)

    async def run(self, receive: Receive) -> None:
        """Take in until cancelled; what was begun for residents and rooms is finished before it returns."""
        await self._rooms.load()
        await self._admission.load()
        hook = self._config.webhook
        webhook = Webhook(self._bot, self._config, hook, self._admission, self._tally) if hook else None
        poller = Poller(self._wire, self._config, self._admission, self._tally)
        await self._wire.open()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._introduce())
                tasks.create_task((webhook or poller).run(receive))
                if self._config.erase_traces:
                    tasks.create_task(self._replies.sweep())
        finally:
            await self._stop(webhook.retire if webhook else poller.confirm)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Send without taking anything in, for one command of an operator."""
        await self._wire.open()
        try:
            yield
        finally:
            await self._wire.close()

    async def send(self, room: str, message: Message) -> Sent:
        sent = await self._send(room, opened(message, self._intake.username))
        if self._config.pin_alerts and message.leads:
            self._pins.newest(room, _ids(sent.ref)[0])
        return sent

    async def edit(self, room: str, ref: str, message: Message, shown: str = "") -> Sent:
        sent = await self._edit(room, ref, opened(message, self._intake.username), shown)
        if self._config.pin_alerts and not message.leads:
            self._pins.ended(room, _ids(ref))
        return sent

    async def _send(self, room: str, message: Message) -> Sent:
        if photo := await self._pictures.send(room, message):
            return Sent(str(photo[0]), photo[1])
        return Sent(_ref(await self._outlet.to_room(room, message, counted=True)))

    async def _edit(self, room: str, ref: str, message: Message, shown: str) -> Sent:
        ids = _ids(ref)
        if photo := await self._pictures.edit(room, ids, message, shown):
            return Sent(str(photo[0]), photo[1])
        if shown:
            return Sent(_ref(await self._pictures.without(room, ids, message)))
        return Sent(_ref(await self._outlet.edit(room, ids, message)))

    async def delete(self, room: str, ref: str) -> None:
        await self._outlet.delete(self._rooms.chat_of(room), _ids(ref))

    async def send_private(self, address: bytes, message: Message) -> Sent:
        chat = _chat(address)
        label = self._replies.words("", "telegram.share_place")
        sent = await self._outlet.to_chat(chat, message, label, counted=True)
        self._replies.trail.remember(chat, sent)
        return Sent(_ref(sent))

    async def vouch(self, sender: Sender, rooms: frozenset[str]) -> Vouched:
        return await self._standing.vouch(int(sender.key), rooms)

    async def delete_private(self, address: bytes, ref: str) -> None:
        await self._outlet.delete(_chat(address), _ids(ref))

    async def _introduce(self) -> None:
        """Learn our own name and put up our texts. Reports are taken in meanwhile, so this may wait for ever."""
        profile = Profile(self._bot, self._config, self._rooms, self._say)
        await self._until_done(self._learn_name)
        # Side by side: one wrong name in the settings keeps its search from ever coming to an end.
        await asyncio.gather(self._until_done(profile.put_up), self._until_done(self._find_public_rooms))

    async def _until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        wait_s = self._config.backoff_s
        while True:
            try:
                await step()
            except (DeliveryError, Moved) as error:
                await patiently(max(wait_s, error.retry_after_s if isinstance(error, Limited) else 0.0))
                wait_s = min(wait_s * 2, LONGEST_WAIT_S)
            else:
                return

    async def _learn_name(self) -> None:
        self._intake.username = (await calling(self._bot.get_me, repeatable=True)).username or ""

    async def _find_public_rooms(self) -> None:
        for room in self._rooms.names:
            name = self._rooms.chat_of(room)
            if isinstance(name, str):
                chat = await calling(partial(self._bot.get_chat, name), repeatable=True)
                self._rooms.found(room, chat.id)

    async def _stop(self, part: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(self._config.stop_within_s):
                await part()
                await self._intake.lanes.drain(self._config.stop_within_s)
                await self._pins.lanes.drain(self._config.stop_within_s)
        except TimeoutError:
            # A stop is not held up by a platform that is away.
            pass
        finally:
            await self._wire.close()


def _chat(address: bytes) -> int:
    try:
        return int(address)
    except ValueError:
        raise Undeliverable("not an address of Telegram") from None


def _ref(ids: list[int]) -> str:
    return ",".join(str(each) for each in ids)


def _ids(ref: str) -> list[int]:
    try:
        return [int(each) for each in ref.split(",")]
    except ValueError:
        raise Undeliverable("not a reference of Telegram") from None
