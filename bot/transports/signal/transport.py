"""Signal, as one `Transport`: a receiver reaches signal-cli, signalbot types the frames, the rest is ours."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.transports.base import (
    Features,
    Health,
    Incoming,
    IncomingKind,
    Receive,
    Sender,
    Sent,
    Undeliverable,
    Vouched,
    outdated,
)
from bot.transports.signal.book import EDIT_WITHIN, MAX_EDITS, Book
from bot.transports.signal.challenges import ALERTS, INTAKE, Challenge, Challenges
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.frames import Frame, Noise, Poison, read_frame
from bot.transports.signal.inbox import Inbox, Pending
from bot.transports.signal.lane import Rank
from bot.transports.signal.number import Number, Shared, prefix_of
from bot.transports.signal.receivers import wire_of
from bot.transports.signal.replies import Job
from handlers.inbound import RoomChange
from handlers.outbound import Message

AT_ONCE = 8
TEXT_LIMIT = 2000


class SignalTransport:
    """One number for everything, or one for private chats and one for all groups, neither waiting for the other.

    Needs no network to be made; `run` starts although signal-cli is down.
    """

    def __init__(
        self, config: SignalConfig, *, now: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._config, self._now = config, now
        self._challenges = Challenges(config.challenges)
        self._shared = Shared(Book(), self._challenges)
        make = partial(
            Number, shared=self._shared, changed=self._room_changed, limited=self._limited, now=now, seconds=seconds
        )
        self._chats = self._rooms = make(config.of_chats(), task=INTAKE)
        if config.has_two_numbers:
            self._rooms = make(config.of_rooms(), task=ALERTS)
        self._numbers = tuple(dict.fromkeys((self._chats, self._rooms)))
        self._inbox = Inbox(self._chats.tally.quarantined)

    @property
    def features(self) -> Features:
        return Features(
            platform=self._config.platform,
            buttons=False,
            edit_within=EDIT_WITHIN,
            max_edits=MAX_EDITS,
            text_limit=TEXT_LIMIT,
            rooms_apart=self._config.has_two_numbers,
        )

    @property
    def rooms(self) -> frozenset[str]:
        return frozenset(self._config.rooms)

    @property
    def counts(self) -> Mapping[str, int]:
        """For metrics: what was passed over, set aside and missed since the start."""
        return sum((Counter(each.tally.counts) for each in self._numbers), Counter())

    @property
    def challenges(self) -> tuple[Challenge, ...]:
        """What Signal asks to be solved, for an operator alone; never in a log."""
        return self._challenges.open()

    async def solve(self, token: str, captcha: str) -> None:
        """Hand in a solved captcha, so that sending goes on. Raises DeliveryError."""
        tasks = {each.number for each in self.challenges if each.token == token}
        number = self._rooms if ALERTS in tasks else self._chats
        await number.solve(token, captcha)

    async def drained(self) -> None:
        """Wait until everything that is to be answered is said."""
        for number in self._numbers:
            await number.replies.drained()

    def health(self) -> Health:
        found = [each.tally.health() for each in self._numbers]
        named = [f"{each.task}: {health.finding}" for each, health in zip(self._numbers, found, strict=True)]
        findings = named if len(found) > 1 else [health.finding for health in found]
        times = [health.last_ok for health in found if health.last_ok]
        return Health(
            up=all(health.up for health in found),
            last_ok=min(times) if len(times) == len(found) else None,
            finding="; ".join(text for text, health in zip(findings, found, strict=True) if health.finding),
            counts=self.counts,
        )

    async def run(self, receive: Receive) -> None:
        """Take in until cancelled; answers that were begun are finished before it returns."""
        async with asyncio.TaskGroup() as tasks:
            for number in self._numbers:
                tasks.create_task(number.run(self._hear))
            for _ in range(AT_ONCE):
                tasks.create_task(self._inbox.work(partial(self._take, receive)))

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Send to rooms without taking anything in, for one command of an operator."""
        async with wire_of(self._rooms.config) as wire:
            self._rooms.outlet.open(wire)
            try:
                yield
            finally:
                self._rooms.outlet.shut()

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
        at_ms = await self._rooms.outlet.edit(room, _ms(ref), message, Rank.POST)
        return Sent(ref, shown, latest=str(at_ms))

    async def delete(self, room: str, ref: str) -> None:
        outlet = self._rooms.outlet
        await outlet.delete(outlet.group_of(room), _ms(ref), Rank.POST)

    async def send_private(self, address: bytes, message: Message) -> Sent:
        number, person = self._reached_by(address)
        at_ms = await number.outlet.to_person(person, message, Rank.LAST if message.yields else Rank.POST)
        if message.parting:
            number.forgetting.parted(person.decode(), is_counted=not message.yields)
        return Sent(str(at_ms))

    async def vouch(self, sender: Sender, rooms: frozenset[str]) -> Vouched:
        """The key is asked of the number they wrote to: it learns first that it is another."""
        number, person = self._reached_by(sender.address)
        aci = person.decode()
        is_member = bool(rooms) and await self._rooms.circle.belongs(aci, rooms)
        await number.circle.see_key(aci)
        return Vouched(is_member=is_member, key=self._shared.keys.of(aci))

    async def delete_private(self, address: bytes, ref: str) -> None:
        number, person = self._reached_by(address)
        await number.outlet.delete(person.decode(errors="replace"), _ms(ref), Rank.REPLY)

    async def _post(self, room: str, message: Message) -> str:
        outlet = self._rooms.outlet
        at_ms = await outlet.to_room(room, message, Rank.POST)
        return str(at_ms)

    def _reached_by(self, address: bytes) -> tuple[Number, bytes]:
        """The number somebody wrote to, and their address there: no other number may write to them."""
        prefix = prefix_of(ALERTS)
        if not address.startswith(prefix):
            return self._chats, address
        return self._rooms, address.removeprefix(prefix)

    # Taking in

    async def _hear(self, number: Number, raw: str) -> None:
        try:
            frame = read_frame(raw)
            if frame.distrusted:
                self._distrust(number, frame)
                return
            number.circle.timer_seen(frame.group, frame.timer_s)
            self._rooms.circle.heard(frame)
            incoming = await number.reader.read(frame)
        except Noise as noise:
            number.tally.count(f"passed_{noise.what}")
            if noise.what == "group_update":
                number.circle.look_soon()
            number.circle.timer_seen(noise.group, noise.timer_s)
        except Poison as poison:
            number.tally.quarantined(poison)
        else:
            if not frame.group:
                number.forgetting.heard(frame.aci)
            self._keep(Pending(incoming, frame, number))

    async def _take(self, receive: Receive, pending: Pending) -> None:
        incoming, frame, number = pending.incoming, pending.frame, pending.number
        reaction = await receive(incoming)
        for each in reaction.let_in:
            self._rooms.circle.let_in(each)
        if frame is not None and number is not None:
            timed = frame.group == "" and self._wants_timer(frame)
            job = Job(address=frame.aci.encode(), room=incoming.room or "", reaction=reaction, set_timer=timed)
            number.replies.put(job)
            if reaction.erase:
                number.forgetting.parted(frame.aci)

    def _wants_timer(self, frame: Frame) -> bool:
        """A shorter timer that the resident chose is left alone."""
        wanted_s = self._config.disappearing_s
        return wanted_s > 0 and (not frame.timer_s or frame.timer_s > wanted_s)

    def _distrust(self, number: Number, frame: Frame) -> None:
        """Whether it is a moderator's is known further in; of anybody else it means nothing."""
        number.tally.count("passed_untrusted")
        self._room_changed("", RoomChange.SAFETY_NUMBER_CHANGED, frame.aci)

    def _limited(self, change: RoomChange) -> None:
        for room in sorted(self._config.moderation or self._config.rooms)[:1]:
            self._room_changed(room, change)

    def _room_changed(self, room: str, change: RoomChange, aci: str = "", data: str = "") -> None:
        self._keep(Pending(self._change(room, change, aci, data)))

    def _change(self, room: str, change: RoomChange, aci: str, data: str) -> Incoming:
        return Incoming(
            kind=IncomingKind.ROOM_CHANGE,
            sender=self._chats.reader.sender(aci) if aci else None,
            received_at=self._now(),
            room=room,
            change=change,
            data=data,
        )

    def _keep(self, pending: Pending) -> None:
        if not self._inbox.put(pending):
            self._chats.tally.count("overflowed")


def _ms(ref: str) -> int:
    if not ref.isascii() or not ref.isdigit():
        raise Undeliverable("not a reference of Signal")
    return int(ref)
