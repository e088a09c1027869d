"""A moderators' room over a real store, keyring and city: who says, presses or reacts what, and what every room reads."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.context import draw as draw_unforeseen
from bot.people import KeyringPeople
from bot.places import CityPlaces
from bot.privacy.members import ModeratorSecret
from bot.privacy.replies import Replies
from bot.privacy.witness import Witness
from bot.storage.store import Store
from bot.transports.base import Sender
from geo.place import Hints
from handlers.actions import Action, Verb
from handlers.card import refresh_card
from handlers.freezing import frozen
from handlers.inbound import RoomInput, Standing
from handlers.incident import Incident, IncidentState, Report, ReportState
from handlers.lifecycle import tick
from handlers.moderation import moderate
from handlers.observation import Activity, Observation, Uniform, Vehicle
from handlers.outbound import Answer, Message, Notice, Post
from handlers.policy import Channel, Directory, Policy, Room
from handlers.ports import Context, Finding, Transaction
from handlers.render import render_notice, render_post
from handlers.routing import room_named
from tests.runtime import alder_ferry
from tests.storebuild import Desk

MODERATORS = "moderators@sim"
DOWNTOWN_ONLY = "E Ferry St & 2nd Ave"
DOWNTOWN_AND_OLD_MILL = "2nd St N & 2nd Ave N"
COURT = "Alder County Courthouse"
DIRECTORY = Directory(
    moderation=(Room(name=MODERATORS), Room(name="moderadores@simsig", language="es")),
    channels=(
        Channel(name="Downtown", rooms=(Room(name="downtown@sim"),), areas=("Downtown",)),
        Channel(name="Old Mill", rooms=(Room(name="oldmill@sim", language="es"),), areas=("Old Mill",)),
        Channel(name="Northgate", rooms=(Room(name="northgate@sim"),), areas=("Northgate",)),
    ),
)
SUVS = Observation(vehicles=3, vehicle_kinds=(Vehicle.SUV,), activities=(Activity.STOP,), uniforms=(Uniform.VESTS,))


def careful(text: str, reports) -> tuple[Finding, ...]:
    """A small lint: digits are a warning, the words of a report a refusal."""
    if any(text in words for words in reports):
        return (Finding(kind="shared_words", refusal=True),)
    return (Finding(kind="phone"),) if any(sign.isdigit() for sign in text) else ()


@dataclass
class ModeratorsRoom:
    store: Store
    desk: Desk
    policy: Policy = field(default_factory=lambda: Policy(timezone="UTC", many_channels=3, release_delay=timedelta(0)))
    sent: list[tuple[str, str]] = field(default_factory=list)  # (room, text), edits too
    shown: dict[str, dict[str, str]] = field(default_factory=dict)  # room -> message -> text as it stands
    silent: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    draw: Callable[[str, int], str] = draw_unforeseen
    deaf: set[str] = field(default_factory=set)  # rooms whose platform is down

    def __post_init__(self):
        self.places = CityPlaces(alder_ferry(), DIRECTORY)
        self.replies = Replies(self.desk.keyring)
        self.secret = ModeratorSecret(b"m" * 32)

    def context(self) -> Context:
        return Context(
            now=self.desk.clock(),
            policy=self.policy,
            directory=DIRECTORY,
            people=KeyringPeople(self.desk.keyring, self.replies),
            gazetteer=self.places,
            draw=self.draw,
            lint=careful,
        )

    def witness(self, who: str) -> Witness:
        return Witness("sim", who.encode(), self.desk.keyring)

    async def incident(self, where: str = DOWNTOWN_ONLY, *reporters: str, code: str = "K7Q2", **fields) -> Incident:
        """An incident with one report of each reporter, as residents' side leaves it."""
        now, epoch = self.desk.clock(), self.desk.keyring.epoch()
        place = self.places.resolve(where, Hints()).place if where else None
        assert place is not None or not where
        reporters = reporters or ("ana",)
        values = {
            "state": IncidentState.PENDING,
            "observation": replace(SUVS, seen_at=now),
            "place": place,
            "epoch": epoch,
            "opened_at": now,
            "last_report_at": now,
            "witnesses": len(reporters),
            "reports": len(reporters),
        }
        made = Incident(code=code, **{**values, **fields})

        def begin(tx: Transaction):
            tx.incidents.add(made)
            for number, who in enumerate(reporters, start=1):
                ref = f"{code.lower()}{who}"
                tx.reports.add(
                    Report(
                        ref=ref,
                        state=ReportState.PASSED,
                        observation=made.observation,
                        place=place,
                        received_at=now,
                        due_at=now,
                        incident=code,
                        number=number,
                    )
                )
                tx.tags.add(code, epoch, self.witness(who).tag_for(code, epoch))
                tx.wordings.put(f"report:{ref}", f"{who} saw three suvs outside", "[…] saw three suvs outside")
                self.replies.remember(ref, Sender(platform="sim", key=who.encode(), address=b"a"), self.witness(who))
            refresh_card(tx, self.context(), made)

        await self.store.run(begin)
        return made

    async def says(self, who: str, text: str = "", **fields) -> Answer:
        values = {
            "room": MODERATORS,
            "member": self.secret.member_key("sim", who),
            "standing": Standing.MEMBER,
            "witness": self.witness(who),
            "now": self.desk.clock(),
            "text": text,
        }
        said = RoomInput(**{**values, **fields})
        return await self.store.run(lambda tx: moderate(tx, self.context(), said))

    async def presses(self, who: str, verb: Verb, argument: str = "", code: str = "K7Q2") -> Answer:
        return await self.says(who, action=Action(verb, code, argument), about=code)

    async def reacts(self, who: str, emoji: str, *, retracted: bool = False, code: str = "K7Q2") -> Answer:
        return await self.says(who, reaction=emoji, retracted=retracted, about=code)

    async def published(self, where: str = DOWNTOWN_ONLY, *reporters: str, code: str = "K7Q2", **fields) -> None:
        await self.incident(where, *reporters, code=code, **fields)
        await self.says("hawkeye", f"approve {code}")
        await self.says("radar", f"approve {code}")
        await self.delivers()

    async def delivers(self) -> None:
        """Send everything that waits, as delivery does."""
        while rows := await self.store.lease(self.desk.clock(), "me", 50, await self._open_rooms()):
            for row in rows:
                if row.notice is not None:
                    self.notices.append(row.notice)
                    await self.store.dropped(row)
                    continue
                post = row.post
                assert post is not None
                message = await self.store.read(partial(self._rendered, post))
                if message is None:
                    await self.store.dropped(row)
                    continue
                await self.store.sending(row)
                ref = row.edit_ref or f"m{row.id}"
                self.sent.append((post.room, message.text))
                self.shown.setdefault(post.room, {})[ref] = message.text
                if message.silent:
                    self.silent.append(message.text)
                await self.store.done(row, ref)

    async def ticks(self, **span: float) -> int:
        self.desk.clock.passes(**span)
        return await self.store.run(lambda tx: tick(tx, self.context()))

    def reads(self, room: str) -> list[str]:
        """What stands in a room now."""
        return list(self.shown.get(room, {}).values())

    async def card(self, room: str = MODERATORS) -> str:
        await self.delivers()
        return next(text for text in reversed(self.reads(room)) if text.startswith("#"))

    async def now(self, code: str = "K7Q2") -> Incident:
        found = await self.store.read(lambda tx: tx.incidents.get(code))
        assert found is not None
        return found

    def notice(self, notice: Notice, language: str = "en") -> Message:
        return render_notice(self.context(), notice, language)[0]

    def _rendered(self, post: Post, tx: Transaction) -> Message | None:
        room = room_named(DIRECTORY, post.room)
        assert room is not None
        return render_post(tx, self.context(), post, room)

    async def _open_rooms(self) -> set[str]:
        held = await self.store.read(lambda tx: frozen(tx, self.desk.clock()))
        channels = {room.name for channel in DIRECTORY.channels for room in channel.rooms}
        return set(self._rooms()) - self.deaf - (channels if held else set())

    def _rooms(self) -> list[str]:
        return [room.name for room in DIRECTORY.moderation] + [
            room.name for channel in DIRECTORY.channels for room in channel.rooms
        ]


@asynccontextmanager
async def moderators_room(folder: Path) -> AsyncIterator[ModeratorsRoom]:
    desk = Desk()
    store = await Store.open(folder / "whistle.db", sealer=desk.sealer, now=desk.clock)
    try:
        yield ModeratorsRoom(store, desk)
    finally:
        await store.close()
