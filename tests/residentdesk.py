"""A desk for use cases of residents: a real store in a file, the sample town, a real keyring, a clock that stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.context import draw
from bot.people import KeyringPeople
from bot.places import CityPlaces
from bot.privacy.replies import Replies
from bot.privacy.witness import Witness
from bot.storage.store import Store
from geo.resolve import Resolver
from handlers.conversation import Conversation
from handlers.inbound import Kind, PhotoRefusal, Submission
from handlers.incident import Incident, Report
from handlers.outbound import Answer
from handlers.policy import Channel, Directory, Policy, Room
from handlers.ports import Context
from handlers.report import pass_on_due
from handlers.resident import receive
from tests.runtime import alder_ferry
from tests.storebuild import Desk

ROOMS = Directory(
    moderation=(Room(name="moderators@sim"),),
    channels=(Channel(name="Lakeside", rooms=(Room(name="lakeside@sim"),), everywhere=True),),
)
HOTLINE = "Rapid response: 555-0100"


@dataclass
class ResidentDesk:
    """Who speaks is a name; each keeps the conversation the runtime would keep."""

    store: Store
    desk: Desk
    policy: Policy = field(default_factory=lambda: Policy(hotlines=(("", HOTLINE),)))
    held: dict[str, Conversation | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.resolver = Resolver(alder_ferry())
        self.people = KeyringPeople(self.desk.keyring, Replies(self.desk.keyring))
        self.places = CityPlaces(alder_ferry(), ROOMS, self.resolver)

    def witness(self, who: str) -> Witness:
        return Witness("sim", who.encode(), self.desk.keyring)

    def context(self, who: str = "") -> Context:
        people = self.people.hearing(self.witness(who)) if who else self.people
        return Context(
            now=self.desk.clock(),
            policy=self.policy,
            directory=ROOMS,
            people=people,
            gazetteer=self.places,
            draw=draw,
        )

    async def says(
        self, text: str, who: str = "ana", *, kind: Kind = Kind.TEXT, language: str = "en", report: str = ""
    ) -> str:
        """Everything that is answered, joined."""
        answer = await self.answered(text, who, kind=kind, language=language, report=report)
        return "\n".join(reply.text for reply in answer.replies)

    async def answered(
        self, text: str, who: str = "ana", *, kind: Kind = Kind.TEXT, language: str = "en", report: str = ""
    ) -> Answer:
        held = self.held.get(who)
        said = Submission(
            kind=kind,
            witness=self.witness(who),
            language=held.language if held and held.language else language,
            now=self.desk.clock().replace(second=0, microsecond=0),
            text=text,
            masked=text,
            resolution=self.resolver.resolve(text) if text else None,
            report=report,
            photo=PhotoRefusal.OFF if kind is Kind.PHOTO else PhotoRefusal.UNSUPPORTED,
        )
        answer = await self.store.run(lambda tx: receive(tx, self.context(who), said, held))
        self.held[who] = None if answer.forget else answer.conversation
        return answer

    async def passes(self, **span: float) -> int:
        self.desk.clock.passes(**span)
        return await self.store.run(lambda tx: pass_on_due(tx, self.context()))

    async def incidents(self) -> list[Incident]:
        return list(await self.store.read(lambda tx: tx.incidents.open()))

    async def report(self, who: str = "ana") -> Report | None:
        held = self.held.get(who)
        return await self.store.read(lambda tx: tx.reports.get(held.report)) if held and held.report else None


@asynccontextmanager
async def resident_desk(path: Path) -> AsyncIterator[ResidentDesk]:
    desk = Desk()
    store = await Store.open(path, sealer=desk.sealer, now=desk.clock)
    try:
        yield ResidentDesk(store, desk)
    finally:
        await store.close()
