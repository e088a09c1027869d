"""A person's phone: everything one can do in a chat, and hearing what the bot says."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.transports.base import Incoming, IncomingKind, Sender
from bot.transports.simulator.chat import Button, SimEvent, SimMessage
from bot.transports.simulator.flavor import Flavor
from geo.point import Point

if TYPE_CHECKING:
    from bot.transports.simulator.world import SimWorld

Wanted = Callable[[SimMessage], bool] | str


class SimPhone:
    """Acts take effect at once and are answered later; `room` names a room, "" is the private chat with the bot."""

    def __init__(
        self, *, world: "SimWorld", name: str, handle: str, flavor: Flavor, language: str, number: str
    ) -> None:
        self.name = name
        self.handle = handle
        self.flavor = flavor
        self.language = language
        self.number = number
        self._world = world
        self._heard: set[tuple[str, int]] = set()

    @property
    def sender(self) -> Sender:
        """What the platform tells the bot of this person."""
        identity = self.number.encode()
        return Sender(platform=self.flavor.platform, key=identity, address=self.handle.encode())

    def joins(self, room: str) -> None:
        """Become a member of a room."""
        self._world.chats[room].members.add(self.handle)

    def leaves(self, room: str) -> None:
        self._world.chats[room].members.discard(self.handle)

    def writes(self, text: str, room: str = "", quoting: SimMessage | None = None) -> SimMessage:
        quoted = quoting.ref if quoting else ""
        return self._post(IncomingKind.TEXT, room, text=text, quotes=quoted, sent={"text": text, "target": quoted})

    def shares(self, point: Point, text: str = "", room: str = "") -> SimMessage:
        """Send a location, as exact as the phone knows it."""
        return self._post(IncomingKind.PIN, room, text=text, pin=point, sent={"text": text, "pin": point})

    def sends_photo(self, blob: bytes, text: str = "", room: str = "") -> SimMessage:
        return self._post(IncomingKind.PHOTO, room, text=text, photo=blob, sent={"text": text, "blob": blob})

    def sends_voice(self, room: str = "") -> SimMessage:
        return self._post(IncomingKind.UNSUPPORTED, room, unsupported=True, sent={})

    def presses(self, message: SimMessage, what: str | Button) -> None:
        """Press a button, by its words or as it is (a forged one may hold anything)."""
        button = what if isinstance(what, Button) else message.button(what)
        self._act(IncomingKind.BUTTON, message, data=button.data)

    def picks(self, message: SimMessage, words: str) -> None:
        """Take a choice the way this platform offers it: a button, or its number (quoting, in a room)."""
        if self.flavor.features.buttons:
            self.presses(message, words)
            return
        in_room = self._world.chats[message.chat].is_room
        number = str(message.number(words))
        self.writes(number, message.chat if in_room else "", quoting=message if in_room else None)

    def reacts(self, message: SimMessage, emoji: str) -> None:
        self._react(message, emoji, retracted=False)

    def takes_back(self, message: SimMessage, emoji: str) -> None:
        """Remove a reaction."""
        self._react(message, emoji, retracted=True)

    def edits(self, message: SimMessage, text: str) -> SimMessage:
        """Change an own message."""
        chat = self._world.chats[message.chat]
        earlier = chat.messages[message.ref]
        new = chat.change(message.ref, text=text, history=(*earlier.history, earlier.text))
        self._show(new)
        self._act(IncomingKind.EDITED, new, text=text)
        return new

    def deletes(self, message: SimMessage) -> None:
        """Delete an own message for everybody, where the platform tells the bot of it."""
        self._world.remove(message.chat, message.ref)
        self._act(IncomingKind.DELETED, message)

    def sees(self, room: str = "") -> list[SimMessage]:
        """Return what the bot has said in a chat and still stands there, oldest first."""
        return [message for message in self._world.chats[room or self.handle].shown if message.from_bot]

    def heard(self, wanted: Wanted = "", room: str = "") -> SimMessage | None:
        """Return what the bot has said (words in it, or a test of it); each version of a message is heard once."""
        for message in self.sees(room):
            if (message.ref, message.version) not in self._heard and _is(message, wanted):
                self._heard.add((message.ref, message.version))
                return message
        return None

    async def hears(self, wanted: Wanted = "", room: str = "") -> SimMessage:
        """Wait for what the bot says; AssertionError shows the chat when it never comes."""
        found: list[SimMessage] = []

        def come() -> bool:
            message = self.heard(wanted, room)
            found.extend([message] if message else [])
            return message is not None

        if not await self._world.until(come):
            raise AssertionError(f"{self.name} never heard {wanted!r}; the chat shows:\n{self.transcript(room)}")
        return found[0]

    def transcript(self, room: str = "") -> str:
        """Return a chat as text, for people who read a failing story."""
        shown = self._world.chats[room or self.handle].shown
        return "\n".join(f"  {message.ref} {message.author}: {message.text}" for message in shown)

    def _post(self, kind: IncomingKind, room: str, *, sent: dict[str, Any], **looks: Any) -> SimMessage:
        world, chat = self._world, room or self.handle
        message = SimMessage(ref=world.new_ref(), chat=chat, author=self.handle, at=world.now(), **looks)
        return world.posted(chat, message, self._incoming(kind, chat, message=message.ref, **sent))

    def _act(self, kind: IncomingKind, about: SimMessage, **fields: Any) -> None:
        self._world.hand_in(about.chat, self._incoming(kind, about.chat, target=about.ref, **fields))

    def _react(self, message: SimMessage, emoji: str, *, retracted: bool) -> None:
        chat = self._world.chats[message.chat]
        mine = (emoji, self.handle)
        others = tuple(one for one in chat.messages[message.ref].reactions if one != mine)
        # A reaction is not a new version of what the bot said: nobody hears it again.
        chat.messages[message.ref] = replace(
            chat.messages[message.ref], reactions=others if retracted else (*others, mine)
        )
        self._show(chat.messages[message.ref])
        self._act(IncomingKind.REACTION, message, data=emoji, retracted=retracted)

    def _show(self, message: SimMessage) -> None:
        self._world.tell(SimEvent(chat=message.chat, message=message))

    def _incoming(self, kind: IncomingKind, chat: str, **fields: Any) -> Incoming:
        place = self._world.chats[chat]
        return Incoming(
            kind=kind,
            sender=self.sender,
            received_at=self._world.now(),
            room=chat if place.is_room else None,
            language=self.language,
            **fields,
        )


def _is(message: SimMessage, wanted: Wanted) -> bool:
    return wanted.lower() in message.text.lower() if isinstance(wanted, str) else wanted(message)
