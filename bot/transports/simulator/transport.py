"""The simulator as a transport, filling the same port as the real platforms."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.transports.base import (
    DeliveryError,
    Features,
    Health,
    Incoming,
    IncomingKind,
    Reaction,
    Receive,
    Sender,
    Sent,
    TryAgain,
    Undeliverable,
    Vouched,
    outdated,
)
from bot.transports.simulator.flavor import FLAVORS
from bot.transports.simulator.inbox import Pending
from bot.transports.simulator.network import Weather
from bot.transports.simulator.world import SimWorld
from handlers.outbound import Message

PAUSE_S = 0.05
"""Before an input that could not be taken is handed in again."""


class Simulator:
    """One simulated platform of a world."""

    def __init__(self, world: SimWorld, platform: str = "sim") -> None:
        self._world = world
        self._flavor = FLAVORS[platform]
        self._network = world.networks[platform]
        self._inbox = world.inboxes[platform]
        self._last_ok: datetime | None = None

    @property
    def features(self) -> Features:
        return self._flavor.features

    @property
    def rooms(self) -> frozenset[str]:
        return self._world.rooms_of(self._flavor.platform)

    async def run(self, receive: Receive) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(self._flavor.at_once):
                group.create_task(self._work(receive))

    async def send(self, room: str, message: Message) -> Sent:
        if room not in self.rooms:
            raise Undeliverable("there is no such room")
        return self._say(room, message)

    async def edit(self, room: str, ref: str, message: Message, shown: str = "") -> Sent:
        swaps, picture = self._flavor.swaps_pictures, message.picture
        if outdated(shown, picture) and not (swaps and picture):
            await self.delete(room, ref)
            return await self.send(room, replace(message, silent=True))
        met = self._network.before()
        self._world.rewrite(room, ref, message)
        self._network.after(met)
        return Sent(ref, picture.mark if swaps and picture else shown)

    async def delete(self, room: str, ref: str) -> None:
        met = self._network.before()
        self._world.remove(room, ref)
        self._network.after(met)

    async def send_private(self, address: bytes, message: Message) -> Sent:
        handle = address.decode()
        if handle not in self._world.phones:
            raise Undeliverable("there is no such person")
        return self._say(handle, message)

    async def vouch(self, sender: Sender, rooms: frozenset[str]) -> Vouched:
        self._network.ask()
        handle = sender.address.decode()
        return Vouched(is_member=any(handle in self._world.chats[room].members for room in rooms & self.rooms))

    async def delete_private(self, address: bytes, ref: str) -> None:
        await self.delete(address.decode(), ref)

    def health(self) -> Health:
        up = self._network.weather is not Weather.DOWN
        return Health(up=up, last_ok=self._last_ok, finding="" if up else "the network is down")

    async def _work(self, receive: Receive) -> None:
        while True:
            await self._network.up()
            pending = await self._inbox.take()
            try:
                await self._network.up()
                reaction = await receive(pending.incoming)
                self._inbox.confirm(pending)
                self._last_ok = self._world.now()
                self._answer(pending, reaction)
            except TryAgain:
                await asyncio.sleep(PAUSE_S)
            finally:
                self._inbox.release(pending)

    def _answer(self, pending: Pending, reaction: Reaction) -> None:
        """Say what came back. It was committed: an answer the network swallows is not worth a second commit."""
        incoming = pending.incoming
        try:
            if reaction.erase and incoming.room is None:
                self._erase(pending.chat, incoming)
            if reaction.toast:
                self._toast(pending.chat, incoming, reaction.toast)
            for reply in reaction.replies:
                self._say(pending.chat, reply)
        except DeliveryError:
            return

    def _erase(self, chat: str, incoming: Incoming) -> None:
        self._network.before()
        for message in self._world.chats[chat].shown:
            if message.from_bot or message.ref == incoming.message:
                self._world.remove(chat, message.ref)

    def _toast(self, chat: str, incoming: Incoming, words: str) -> None:
        if self.features.buttons and incoming.kind is IncomingKind.BUTTON and incoming.sender:
            self._world.toast(chat, incoming.sender.address.decode(), words)
        else:
            self._say(chat, Message(text=words))

    def _say(self, chat: str, message: Message) -> Sent:
        met = self._network.before()
        said = self._world.say(chat, message)
        self._network.after(met)
        return Sent(said.ref, message.picture.mark if message.picture else "")
