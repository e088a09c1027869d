"""Signal as a platform of the town: the real transport against a server of signal-cli's on loopback."""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Self

from bot.clock import TownClock
from bot.transports.base import Transport
from bot.transports.signal import SignalTransport
from geo.point import Point
from tests.fake_signal.account import Charter, Said
from tests.fake_signal.people import BOT, PICTURE, Frame, Group, Person, Phones, time_of
from tests.fake_signal.server import FakeSignal, Mishap
from tests.instants import NOON
from tests.platforms.base import Shown, TownBot

_NUMBERED = re.compile(r"^(\d+) (.+)$", re.MULTILINE)
_VOICE = {"contentType": "audio/aac", "filename": None, "id": "v", "size": 1200}
_MAPS = "https://maps.google.com/maps?q="
_ADMIN = Person(name="An admin", aci="a11ce000-0000-4000-8000-00000000ad01")
_numbers = count(1)


class SignalPhone:
    def __init__(self, platform: "SignalPlatform", person: Person) -> None:
        self.name, self.person, self._platform = person.name, person, platform
        self._say = platform.phones

    @property
    def secrets(self) -> Sequence[str]:
        person = self.person
        return [
            each for each in (person.aci, person.number, person.number.lstrip("+"), *person.name.split()[1:]) if each
        ]

    @property
    def place_forms(self) -> Sequence[str]:
        return ("maps", "commas", "plain")

    def joins(self, room: str) -> None:
        self._platform.admits(room, self.person)

    def leaves(self, room: str) -> None:
        self._platform.dismisses(room, self.person)

    def writes(self, text: str, room: str = "", quoting: Shown | None = None) -> str:
        group = self._group(room)
        if quoting is None:
            return self._sends(self._say.says(self.person, text, group))
        return self._sends(self._say.quotes(self.person, text, self._newest_ms(quoting), group))

    def shares(self, point: Point, form: str = "") -> None:
        """As Signal for Android writes it, in one of two manners of writing numbers, or a link by itself."""
        lat, lon = (f"{each:.7f}" for each in (point.lat, point.lon))
        if form == "commas":
            lat, lon = lat.replace(".", ","), lon.replace(".", ",")
        link = f"{_MAPS}{lat}%2C{lon}"
        self.writes(link if form == "plain" else f"Alder Ferry\n{link}")

    def picks(self, message: Shown, words: str) -> None:
        number = str(message.choice(words) + 1)
        self.writes(number, message.room, quoting=message if message.room else None)

    def reacts(self, message: Shown, emoji: str) -> None:
        self._reacts(message, emoji, remove=False)

    def takes_back(self, message: Shown, emoji: str) -> None:
        self._reacts(message, emoji, remove=True)

    def edits(self, written: str, text: str) -> None:
        self._sends(self._say.edits(self.person, text, int(written)))

    def deletes(self, written: str) -> None:
        self._sends(self._say.deletes(self.person, int(written)))

    def sends_voice(self) -> None:
        self._sends(self._say.says(self.person, None, attachments=[_VOICE]))

    def sends_photo(self, blob: bytes, text: str = "") -> None:
        self._sends(self._say.says(self.person, text or None, attachments=[PICTURE]))

    def shown(self, room: str = "") -> list[Shown]:
        if room:
            return self._platform.shown(room)
        return [_shown(said, "") for said in self._platform.server.standing(self.person.aci)]

    def _reacts(self, message: Shown, emoji: str, *, remove: bool) -> None:
        group = self._group(message.room)
        self._sends(self._say.reacts(self.person, emoji, self._newest_ms(message), group, remove=remove))

    def _sends(self, frame: Frame) -> str:
        self._platform.carries(frame)
        return str(time_of(frame))

    def _group(self, room: str) -> Group | None:
        return self._platform.groups[room] if room else None

    def _newest_ms(self, message: Shown) -> int:
        """People quote and react to the latest edition."""
        recipient = self._platform.groups[message.room].rest_id if message.room else self.person.aci
        return next(
            said.times[-1] for said in self._platform.server.standing(recipient) if str(said.at_ms) == message.ref
        )


class SignalPlatform:
    """signal-cli behind one of its two ways in: its REST server by default, or its own daemon."""

    name = "signal"

    def __init__(self, clock: TownClock, server: type[FakeSignal] = FakeSignal) -> None:
        self.groups: dict[str, Group] = {}
        self.phones = Phones(int(NOON.timestamp() * 1000))
        self.server = server({}, now_ms=lambda: int(clock.now().timestamp() * 1000))
        self._carried = 0
        self._connections = 0

    async def __aenter__(self) -> Self:
        await self.server.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.__aexit__()
        assert self.server.faults == []

    @property
    def told(self) -> Sequence[str]:
        """What a button would show is said in the room here."""
        return ()

    def tables(self) -> Mapping[str, Mapping[str, object]]:
        return {
            "signal": {"enabled": True, "number": BOT, "url": self.server.url, "receiver": self.server.receiver},
            "delivery": {"signal_every": "0 s"},
        }

    def opens(self, room: str) -> Mapping[str, object]:
        group = self.groups[f"{room}@{self.name}"] = Group(room.title())
        self.server.members[group], self.server.charters[group] = [BOT], Charter()
        return {"address": group.rest_id}

    def transports(self) -> Sequence[Transport]:
        return ()

    def phone(self, name: str, language: str = "en", number: str = "") -> SignalPhone:
        """Signal tells nobody's language, and a number only of those who show it."""
        aci = f"a11ce000-0000-4000-8000-{next(_numbers):012d}"
        return SignalPhone(self, Person(name=f"{name.title()} Quetzalson", aci=aci, number=number))

    def admits(self, room: str, person: Person) -> None:
        self.server.members[self.groups[room]].append(person.aci)
        self._changes(room)

    def dismisses(self, room: str, person: Person) -> None:
        self.server.members[self.groups[room]].remove(person.aci)
        self._changes(room)

    def carries(self, frame: Frame) -> None:
        self._carried += self.server.arrives(frame)

    def shown(self, room: str) -> list[Shown]:
        return [_shown(said, room) for said in self.server.standing(self.groups[room].rest_id)]

    async def listened_to(self) -> None:
        self._connections += 1
        await self.server.listening(self._connections)

    async def heard(self, bot: TownBot) -> None:
        transport = next(each for each in bot.parts.transports if isinstance(each, SignalTransport))
        if self.server.is_up:
            await bot.took_in(self.name, self._carried)
            await transport.drained()

    async def ends(self, bot: TownBot) -> None:
        return None

    def left(self) -> None:
        self._carried = 0

    def refuses(self, times: int) -> None:
        self.server.refuse(*[Mishap(status=403)] * times)

    def muffles(self) -> None:
        self.server.refuse(*[Mishap(status=500, happens=True)] * 10)

    def hides_members(self) -> None:
        self.server.refuse_always("groups")
        # What was known of them counts no more once something changed.
        for room in self.groups:
            self._changes(room)

    def breaks_down(self) -> None:
        self.server.down_now()

    def recovers(self) -> None:
        self.server.mishaps.clear()
        self.server.mend("groups")
        if not self.server.is_up:
            self.server.up_now()

    def _changes(self, room: str) -> None:
        self.server.arrives(self.phones.changes_group(_ADMIN, self.groups[room]))


def _shown(said: Said, room: str) -> Shown:
    body, _, end = said.text.rpartition("\n\n")
    numbered = _NUMBERED.findall(end) if body else []
    return Shown(
        ref=str(said.at_ms),
        text=said.text,
        room=room,
        choices=tuple(label for _, label in numbered),
        version=said.edits,
        photo=said.picture,
    )
