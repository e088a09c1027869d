"""Signal, as one `Transport`: a receiver reaches signal-cli, signalbot types the frames, the rest is ours."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.transports.base import Features, Health, Incoming, IncomingKind, Receive, Sent, Undeliverable, outdated
from bot.transports.signal.book import EDIT_WITHIN, MAX_EDITS, Book
from bot.transports.signal.circle import Circle
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.frames import Frame, Noise, Poison, read_frame
from bot.transports.signal.inbox import Inbox, Pending
from bot.transports.signal.incoming import Reader
from bot.transports.signal.lane import Lane, Rank
from bot.transports.signal.lifetimes import Lifetimes
from bot.transports.signal.outlet import Outlet
from bot.transports.signal.receivers import STREAMS, account_of, connected, wire_of
from bot.transports.signal.receiving import Receiving
from bot.transports.signal.replies import Job, Replies
from bot.transports.signal.tally import Tally
from handlers.inbound import RoomChange
from handlers.outbound import Message

AT_ONCE = 8
TEXT_LIMIT = 2000


class SignalTransport:
    """One number. Needs no network to be made; `run` starts although signal-cli is down."""

    def __init__(
        self, config: SignalConfig, *, now: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._config, self._now = config, now
        self._tally, self._book = Tally(now), Book()
        self._lane = Lane(pace_s=config.pace_s, burst=config.burst, within_s=config.turn_within_s, seconds=seconds)
        self._outlet = Outlet(
            config, lane=self._lane, book=self._book, tally=self._tally, now=now, needs_captcha=self._challenged
        )
        self._account = account_of(config, self._outlet.ask)
        self._circle = Circle(config, self._account, self._tally, self._room_changed)
        self._reader = Reader(config, self._book, now)
        self._inbox = Inbox(self._tally.quarantined)
        self._replies = Replies(self._outlet, self._lane, self._book)
        self._lifetimes = Lifetimes(partial(self._outlet.delete, rank=Rank.REPLY))
        self._receiving = Receiving(config, self._tally, STREAMS[config.receiver], self._circle.look_soon)
        self._challenges: tuple[str, ...] = ()

    @property
    def features(self) -> Features:
        return Features(
            platform=self._config.platform,
            buttons=False,
            edit_within=EDIT_WITHIN,
            max_edits=MAX_EDITS,
            text_limit=TEXT_LIMIT,
        )

    @property
    def rooms(self) -> frozenset[str]:
        return frozenset(self._config.rooms)

    @property
    def counts(self) -> Mapping[str, int]:
        """For metrics: what was passed over, set aside and missed since the start."""
        return self._tally.counts

    @property
    def challenges(self) -> tuple[str, ...]:
        """Tokens of captchas Signal asks for, for an operator alone; never in a log."""
        return self._challenges

    async def solve(self, token: str, captcha: str) -> None:
        """Hand in a solved captcha, so that sending goes on. Raises DeliveryError."""
        await self._account.solve(token, captcha)
        self._outlet.unlimited()
        self._challenges = tuple(each for each in self._challenges if each != token)

    def health(self) -> Health:
        return self._tally.health()

    async def run(self, receive: Receive) -> None:
        """Take in until cancelled; answers that were begun are finished before it returns."""
        async with connected(self._config, self._receiving) as (wire, frames):
            self._outlet.open(wire)
            answering = asyncio.create_task(self._replies.run())
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._listen(frames))
                    tasks.create_task(self._circle.keep())
                    for _ in range(AT_ONCE):
                        tasks.create_task(self._inbox.work(partial(self._take, receive)))
            finally:
                await self._finish(answering)
                self._outlet.shut()

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Send without taking anything in, for one command of an operator."""
        async with wire_of(self._config) as wire:
            self._outlet.open(wire)
            try:
                yield
            finally:
                self._outlet.shut()

    async def send(self, room: str, message: Message) -> Sent:
        if message.picture:
            try:
                return Sent(await self._post(room, message), message.picture.mark)
            except Undeliverable:
                message = replace(message, picture=None)
        return Sent(await self._post(room, message))

    async def edit(self, room: str, ref: str, message: Message, shown: str = "") -> Sent:
        """Rewrite the text; the picture above it stays, or where it must not, the message is sent anew."""
        if outdated(shown, message.picture):
            await self.delete(room, ref)
            return await self.send(room, message)
        at_ms = await self._outlet.edit(room, _ms(ref), message, Rank.POST)
        return Sent(ref, shown, latest=str(at_ms))

    async def delete(self, room: str, ref: str) -> None:
        await self._outlet.delete(self._outlet.group_of(room), _ms(ref), Rank.POST)

    async def send_private(self, address: bytes, message: Message) -> Sent:
        at_ms = await self._outlet.to_person(address, message, Rank.POST)
        self._lifetimes.add(address.decode(), at_ms, message.lives_s)
        return Sent(str(at_ms))

    async def _post(self, room: str, message: Message) -> str:
        at_ms = await self._outlet.to_room(room, message, Rank.POST)
        self._lifetimes.add(self._outlet.group_of(room), at_ms, message.lives_s)
        return str(at_ms)

    # Taking in

    async def _listen(self, frames: AsyncGenerator[str, None]) -> None:
        async with aclosing(frames):
            async for raw in frames:
                await self._hear(raw)

    async def _hear(self, raw: str) -> None:
        try:
            frame = read_frame(raw)
            if frame.distrusted:
                self._distrust(frame)
                return
            self._circle.timer_seen(frame.group, frame.timer_s)
            incoming = await self._reader.read(frame)
        except Noise as noise:
            self._tally.count(f"passed_{noise.what}")
            if noise.what == "group_update":
                self._circle.look_soon()
            self._circle.timer_seen(noise.group, noise.timer_s)
        except Poison as poison:
            self._tally.quarantined(poison)
        else:
            self._keep(Pending(incoming, frame))

    async def _take(self, receive: Receive, pending: Pending) -> None:
        incoming, frame = pending.incoming, pending.frame
        if frame is not None:
            verified = await self._circle.vouches(frame, incoming.room or "")
            incoming = replace(incoming, verified=verified)
            await self._show_key(receive, frame, incoming)
        reaction = await receive(incoming)
        for each in reaction.let_in:
            self._circle.let_in(each)
        if frame is not None and incoming.sender is not None:
            address = incoming.sender.address
            timed = frame.group == "" and self._wants_timer(frame)
            self._replies.put(Job(address=address, room=incoming.room or "", reaction=reaction, set_timer=timed))

    async def _show_key(self, receive: Receive, frame: Frame, incoming: Incoming) -> None:
        """Before anything a moderator does counts: another key than the store knows suspends them first."""
        if not incoming.verified or not self._config.moderation:
            return
        if fingerprint := await self._circle.key_of(frame.aci):
            await receive(self._change(min(self._config.moderation), RoomChange.KEY_SEEN, frame.aci, fingerprint))

    def _wants_timer(self, frame: Frame) -> bool:
        """A shorter timer that the resident chose is left alone."""
        wanted_s = self._config.disappearing_s
        return wanted_s > 0 and (not frame.timer_s or frame.timer_s > wanted_s)

    def _distrust(self, frame: Frame) -> None:
        self._tally.count("passed_untrusted")
        if self._circle.is_moderator(frame.aci, frame.number):
            self._circle.key_changed(frame.aci)

    def _room_changed(self, room: str, change: RoomChange, aci: str = "", data: str = "") -> None:
        self._keep(Pending(self._change(room, change, aci, data)))

    def _change(self, room: str, change: RoomChange, aci: str, data: str) -> Incoming:
        return Incoming(
            kind=IncomingKind.ROOM_CHANGE,
            sender=self._reader.sender(aci) if aci else None,
            received_at=self._now(),
            room=room,
            change=change,
            data=data,
        )

    def _challenged(self, tokens: tuple[str, ...]) -> None:
        news = tuple(each for each in tokens if each not in self._challenges)
        self._challenges = (*self._challenges, *news)[-8:]
        for room in sorted(self._config.moderation or self._config.rooms)[:1] if news else ():
            self._room_changed(room, RoomChange.NEEDS_CAPTCHA)

    def _keep(self, pending: Pending) -> None:
        if not self._inbox.put(pending):
            self._tally.count("overflowed")

    async def _finish(self, answering: asyncio.Task[None]) -> None:
        """A stop is not held up by a platform that is away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._config.stop_within_s):
                await self._replies.drained()
                await self._lifetimes.end_all()
        answering.cancel()
        with suppress(asyncio.CancelledError):
            await answering


def _ms(ref: str) -> int:
    if not ref.isascii() or not ref.isdigit():
        raise Undeliverable("not a reference of Signal")
    return int(ref)
