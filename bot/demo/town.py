"""The people and rooms that the page shows, and what the page makes them do."""

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from bot.clock import TownClock
from bot.demo import commands
from bot.demo.city import DemoCity, DemoRoom
from bot.transports.simulator import Button, SimEvent, SimMessage, SimPhone, SimWorld, Weather
from geo.point import Point

STAMP = "DEMO · "
"""Stands in everything the bot says, so that no picture of this page can be taken for an alert."""

MODERATORS = (("Amina", "sim"), ("Ben", "sim"), ("Chela", "sim"), ("Dov", "simsig"), ("Eli", "simsig"))
RESIDENTS = (("Ana", "sim", "en"), ("Luis", "simsig", "es"))
MAX_PHONES = 30
LANGUAGES = {"en": "English", "es": "Español"}


class DemoTown:
    """The page's side of a simulated world. `crowd` phones belong to a flood and are never shown."""

    def __init__(self, city: DemoCity, clock: TownClock) -> None:
        self.city = city
        self.clock = clock
        self.world = SimWorld(clock.now, [room.name for room in city.rooms], stamp=STAMP)
        self.residents: list[SimPhone] = []
        self.moderators: list[SimPhone] = []
        for name, flavor in MODERATORS:
            phone = self.world.phone(name, flavor)
            self.moderators.append(phone)
            for room in self._moderation(flavor):
                phone.joins(room.name)
        for name, flavor, language in RESIDENTS:
            self.add_phone(name, flavor, language)

    def add_phone(self, name: str, flavor: str, language: str) -> SimPhone | None:
        """Give one more resident a phone, as long as the page has room for it."""
        if len(self.residents) >= MAX_PHONES:
            return None
        phone = self.world.phone(name, flavor, language)
        self.residents.append(phone)
        return phone

    @property
    def down(self) -> bool:
        return any(network.weather is Weather.DOWN for network in self.world.networks.values())

    def shows(self, event: SimEvent) -> bool:
        """Whether the page shows this chat at all."""
        return event.chat in self._shown_chats()

    def do(self, command: commands.Command) -> SimPhone | None:
        """Do what the page asks of people, the clock or the network; returns a phone that was added.

        LookupError when there is no such person, chat or message.
        """
        match command:
            case commands.Speed(times=times):
                self.clock.run_at(float(times))
            case commands.Network(down=down):
                for network in self.world.networks.values():
                    network.turn(Weather.DOWN if down else Weather.CLEAR)
            case commands.AddPhone(name=name, flavor=flavor, language=language):
                return self.add_phone(name, flavor, language)
            case commands.Flood():
                pass  # takes time: the page's server runs it
            case commands.Write() | commands.Pin():
                self._say(command)
            case commands.Press() | commands.React() | commands.Edit() | commands.Delete():
                self._touch(command)
            case _:
                assert_never(command)
        return None

    def hello(self) -> dict[str, Any]:
        """Everything the page needs to begin with, beside the map."""
        return {
            "phones": [self.phone_json(phone) for phone in self.residents],
            "members": [{"handle": phone.handle, "name": phone.name} for phone in self.moderators],
            "rooms": [self._room_json(room) for room in self.city.rooms],
            "messages": [
                {"chat": chat, "message": message_json(message)}
                for chat in self._shown_chats()
                for message in self.world.chats[chat].shown
            ],
            "languages": LANGUAGES,
            "zone": self.city.timezone,
        }

    def phone_json(self, phone: SimPhone) -> dict[str, str]:
        return {
            "handle": phone.handle,
            "name": phone.name,
            "flavor": phone.flavor.platform,
            "language": phone.language,
        }

    def _say(self, command: commands.Write | commands.Pin) -> None:
        phone, room = self._phone(command.phone), self._room(command.phone, command.chat)
        if isinstance(command, commands.Pin):
            phone.shares(Point(command.lat, command.lon), room=room)
            return
        quoted = self.world.chats[command.chat].messages[command.quoting] if command.quoting else None
        phone.writes(command.text, room, quoting=quoted)

    def _touch(self, command: commands.Press | commands.React | commands.Edit | commands.Delete) -> None:
        phone = self._phone(command.phone)
        self._room(command.phone, command.chat)
        message = self.world.chats[command.chat].messages[command.ref]
        match command:
            case commands.Press(data=data):
                phone.presses(message, Button("", data))
            case commands.React(emoji=emoji, retracted=retracted):
                (phone.takes_back if retracted else phone.reacts)(message, emoji)
            case commands.Edit(text=text) if message.author == phone.handle:
                phone.edits(message, text)
            case commands.Delete() if message.author == phone.handle:
                phone.deletes(message)

    def picture(self, ref: str) -> bytes:
        """The map card above a message of the bot, b"" for none."""
        shown = (self.world.chats[name].messages.get(ref) for name in self._shown_chats())
        return next((message.photo for message in shown if message and message.from_bot), b"")

    def _phone(self, handle: str) -> SimPhone:
        return {phone.handle: phone for phone in (*self.residents, *self.moderators)}[handle]

    def _room(self, handle: str, chat: str) -> str:
        """Where a phone may write: its own chat with the bot (""), or a room it belongs to."""
        if handle not in self.world.chats[chat].members:
            raise KeyError("this phone does not belong to that chat")
        return chat if self.world.chats[chat].is_room else ""

    def _moderation(self, flavor: str) -> Iterator[DemoRoom]:
        return (room for room in self.city.rooms if room.kind == "moderators" and room.flavor == flavor)

    def _shown_chats(self) -> tuple[str, ...]:
        return (*(phone.handle for phone in self.residents), *(room.name for room in self.city.rooms))

    def _room_json(self, room: DemoRoom) -> Mapping[str, object]:
        members = self.world.chats[room.name].members
        return {
            "name": room.name,
            "kind": room.kind,
            "title": room.title,
            "flavor": room.flavor,
            "language": room.language,
            "members": [phone.handle for phone in self.moderators if phone.handle in members],
        }


def message_json(message: SimMessage) -> dict[str, Any]:
    """One message as the page draws it."""
    return {
        "ref": message.ref,
        "author": message.author,
        "at": message.at.isoformat(),
        "text": message.text,
        "buttons": [[{"label": each.label, "data": each.data} for each in row] for row in message.buttons],
        "numbers": list(message.numbers),
        "edited": message.edited,
        "deleted": message.deleted,
        "silent": message.silent,
        "reactions": [list(each) for each in message.reactions],
        "quotes": message.quotes,
        "pin": [message.pin.lat, message.pin.lon] if message.pin else None,
        "photo": bool(message.photo) and not message.from_bot,
        "map": f"pictures/{message.ref}.png?{message.version}" if message.photo and message.from_bot else "",
        "unsupported": message.unsupported,
    }
