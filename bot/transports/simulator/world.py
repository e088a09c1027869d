"""The simulated world: people with phones, rooms, and what passes between them and the bot."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from itertools import count
from secrets import token_bytes

from bot.transports.base import Incoming, IncomingKind, Mark, Undeliverable
from bot.transports.numbered import numbered
from bot.transports.simulator.chat import BOT, Button, Chat, SimEvent, SimMessage
from bot.transports.simulator.flavor import FLAVORS, Flavor
from bot.transports.simulator.inbox import Inbox, Pending
from bot.transports.simulator.network import Network, Weather
from bot.transports.simulator.phone import SimPhone
from handlers.actions import encode
from handlers.inbound import RoomChange
from handlers.outbound import Message

Observer = Callable[[SimEvent], None]


class SimWorld:
    """`rooms` are named "<name>@<platform>". `stamp` stands in front of everything the bot says.

    `first_sequence` continues the numbering of inputs where an earlier world of the same store ended.
    """

    def __init__(
        self, now: Callable[[], datetime], rooms: Iterable[str] = (), *, stamp: str = "", first_sequence: int = 1
    ) -> None:
        self.now = now
        self.stamp = stamp
        self.networks = {platform: Network() for platform in FLAVORS}
        self.inboxes = {platform: Inbox() for platform in FLAVORS}
        self.chats: dict[str, Chat] = {}
        self.phones: dict[str, SimPhone] = {}
        self._observers: list[Observer] = []
        self._refs = count(1)
        self._sequence = count(first_sequence)
        self._key = token_bytes(32)
        for name in rooms:
            self.open_room(name)

    def open_room(self, name: str) -> Chat:
        """Make a room that the bot belongs to."""
        platform = name.rpartition("@")[2]
        if platform not in FLAVORS:
            raise ValueError(f'a simulated room is called "<name>@{"|".join(FLAVORS)}"')
        return self.chats.setdefault(name, Chat(name=name, platform=platform, is_room=True))

    def rooms_of(self, platform: str) -> frozenset[str]:
        return frozenset(chat.name for chat in self.chats.values() if chat.is_room and chat.platform == platform)

    def phone(self, name: str, platform: str = "sim", language: str = "en", number: str = "") -> SimPhone:
        """Give a person a phone with an empty private chat; its number is drawn from those kept for fiction."""
        handle = f"{name}#{len(self.phones) + 1}"
        phone = SimPhone(
            world=self,
            name=name,
            handle=handle,
            flavor=FLAVORS[platform],
            language=language,
            number=number or f"+1555{len(self.phones) + 1:03d}0199",
        )
        self.phones[handle] = phone
        self.chats[handle] = Chat(name=handle, platform=platform, is_room=False, members={handle})
        return phone

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` with every change from now on; the returned function ends it."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    # what people do

    def posted(self, chat: str, message: SimMessage, incoming: Incoming) -> SimMessage:
        """A phone wrote into a chat: show it, and hand it to the bot."""
        self.chats[chat].messages[message.ref] = message
        self.tell(SimEvent(chat=chat, message=message))
        self.hand_in(chat, incoming)
        return message

    def hand_in(self, chat: str, incoming: Incoming) -> None:
        """Queue an input under its mark, which stays the same however often it is delivered."""
        flavor = FLAVORS[self.chats[chat].platform]
        number = next(self._sequence)
        marked = replace(incoming, mark=self._mark(flavor, number))
        self.inboxes[flavor.platform].put(Pending(chat, marked))

    def change_room(self, room: str, change: RoomChange, phone: SimPhone | None = None) -> None:
        """The platform tells the bot of a change of a room."""
        self.chats[room].closed = change is RoomChange.REMOVED
        sender = phone.sender if phone else None
        incoming = Incoming(
            kind=IncomingKind.ROOM_CHANGE, sender=sender, received_at=self.now(), room=room, change=change
        )
        self.hand_in(room, incoming)

    def new_ref(self) -> str:
        return f"m{next(self._refs)}"

    # what the bot does

    def say(self, chat: str, message: Message) -> SimMessage:
        """Let the bot's message stand in a chat; Undeliverable when it cannot."""
        room = self._open(chat)
        flavor = FLAVORS[room.platform]
        said = SimMessage(ref=self.new_ref(), chat=chat, author=BOT, at=self.now())
        said = replace(said, **self._looks(flavor, message))  # type: ignore[arg-type] # dataclass fields by name
        room.messages[said.ref] = said
        self.tell(SimEvent(chat=chat, message=said))
        return said

    def rewrite(self, chat: str, ref: str, message: Message) -> SimMessage:
        """Edit the bot's message within the platform's limits; no change counts as done."""
        room = self._open(chat)
        features = FLAVORS[room.platform].features
        old = room.messages.get(ref)
        if old is None or old.deleted or not old.from_bot:
            raise Undeliverable("there is no such message to edit")
        flavor = FLAVORS[room.platform]
        looks = self._looks(flavor, message)
        if not flavor.swaps_pictures:
            looks["photo"] = old.photo
        if all(getattr(old, name) == value for name, value in looks.items()):
            return old
        too_late = features.edit_within is not None and self.now() - old.at > features.edit_within
        if too_late or (features.max_edits is not None and len(old.history) >= features.max_edits):
            raise Undeliverable("the message can no longer be edited")
        looks["silent"] = old.silent
        new = room.change(ref, **looks, history=(*old.history, old.text))
        self.tell(SimEvent(chat=chat, message=new))
        return new

    def remove(self, chat: str, ref: str) -> None:
        """Delete a message for everybody; one that is gone already counts as deleted."""
        old = self._open(chat).messages.get(ref)
        if old is not None and not old.deleted:
            emptied = {"text": "", "history": (), "buttons": (), "numbers": (), "photo": b"", "pin": None}
            self.tell(SimEvent(chat=chat, message=self.chats[chat].change(ref, deleted=True, **emptied)))

    def toast(self, chat: str, phone: str, words: str) -> None:
        """Show who pressed a button a short line that nobody else sees and that does not stay."""
        self.tell(SimEvent(chat=chat, toast=f"{self.stamp}{words}", phone=phone))

    def tell(self, event: SimEvent) -> None:
        for observer in tuple(self._observers):
            observer(event)

    async def until(self, happened: Callable[[], bool], within_s: float = 20.0) -> bool:
        """Wait for something that a chat shows; False when it did not come within real seconds."""
        changed = asyncio.Event()
        stop = self.observe(lambda _event: changed.set())
        try:
            async with asyncio.timeout(within_s):
                while not happened():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            return happened()
        finally:
            stop()
        return True

    async def idle(self) -> None:
        """Wait until everything people did has been taken in; what waits behind a cut wire is left out."""
        for platform, inbox in self.inboxes.items():
            if self.networks[platform].weather is not Weather.DOWN:
                await inbox.empty()

    def _mark(self, flavor: Flavor, number: int) -> Mark:
        if flavor.counted:
            return Mark(flavor.platform, sequence=number)
        once = blake2b(number.to_bytes(8), key=self._key, digest_size=16).digest()
        return Mark(flavor.platform, once=once)

    def _open(self, chat: str) -> Chat:
        found = self.chats.get(chat)
        if found is None or found.closed:
            raise Undeliverable("there is no such chat any more")
        return found

    def _looks(self, flavor: Flavor, message: Message) -> dict[str, object]:
        has_buttons = flavor.features.buttons
        text = message.text if has_buttons else numbered(message)
        if not text.strip() or len(text) > flavor.features.text_limit:
            raise Undeliverable("the platform takes no empty and no longer text")
        rows = tuple(tuple(Button(choice.label, encode(choice.action)) for choice in row) for row in message.choices)
        return {
            "text": f"{self.stamp}{text}",
            "buttons": rows if has_buttons else (),
            "numbers": () if has_buttons else tuple(choice.label for choice in message.flat_choices),
            "photo": message.picture.image if message.picture else b"",
            "silent": message.silent,
            "guarded": message.guarded,
            "asks_location": message.ask_location,
            "asks_text": message.awaits_text,
        }
