"""What a row of the outbox says and to whom, found out at the moment of sending.

Addresses come from the keyring and stay here: a notice whose address is gone becomes None.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.context import Contexts
from bot.conversations import Conversations
from bot.mapcards import MapCards
from bot.outbox import OutboxRow
from bot.privacy.replies import Replies, ReturnAddress
from bot.transports.base import Features, Sent, Transport
from bot.work import Work
from handlers.freezing import frozen
from handlers.incident import ReportState
from handlers.outbound import Message, Notice, Post, PostKind
from handlers.policy import Room
from handlers.render import render_notice, render_post

T = TypeVar("T")


class Unsayable(Exception):
    """A row cannot be put into words: a text or a slot is missing, or its payload is not what it should be."""


QUESTION_WAITS = timedelta(minutes=30)
"""Drafts that are due later than this hold up no question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A leased row with the platform it goes to; `chat` is what pacing counts it under."""

    row: OutboxRow
    platform: str
    chat: str
    address: ReturnAddress | None = field(default=None, repr=False)

    @property
    def is_edit(self) -> bool:
        return bool(self.row.edit_ref)

    @property
    def in_room(self) -> bool:
        return self.address is None

    @property
    def takes_back(self) -> str:
        """The handle of the message that is only to be deleted, "" for every other errand."""
        post = self.row.post
        return str(post.payload["ref"]) if post and post.kind is PostKind.TAKE_BACK else ""

    def anew(self) -> "Errand":
        """The same as a new message, where the earlier one can no longer be edited."""
        return replace(self, row=replace(self.row, edit_ref=""))

    def fit_for(self, features: Features, now: datetime) -> "Errand":
        """The errand, as a new message where phones would pass over the edit without a word."""
        row = self.row
        too_often = features.max_edits is not None and row.edits >= features.max_edits
        age = now - row.first_sent_at if row.first_sent_at else timedelta()
        too_old = features.edit_within is not None and age >= features.edit_within
        return self.anew() if self.is_edit and (too_often or too_old) else self

    async def run(self, transport: Transport, message: Message) -> Sent:
        """Call the platform. Raises DeliveryError."""
        if self.address is not None:
            return await transport.send_private(self.address.address, message)
        if self.is_edit:
            return await transport.edit(self.chat, self.row.edit_ref, message, self.row.shown)
        return await transport.send(self.chat, message)


@dataclass(kw_only=True, eq=False)
class Desk:
    """Turns rows into errands, and errands into messages."""

    store: Work
    contexts: Contexts
    conversations: Conversations
    replies: Replies
    cards: MapCards | None = None

    async def held_rooms(self) -> frozenset[str]:
        """Rooms that nothing may go to now: every channel while moderators have frozen the bot."""
        contexts = self.contexts
        if not await self.store.read(lambda tx: frozen(tx, contexts.clock.now())):
            return frozenset()
        return frozenset(room.name for channel in contexts.directory.channels for room in channel.rooms)

    def errand(self, row: OutboxRow) -> Errand | None:
        """Where a row goes; None when nobody knows any more."""
        if row.post:
            return Errand(row=row, platform=row.post.room.rpartition("@")[2], chat=row.post.room)
        address = self.replies.find(row.notice.report) if row.notice else None
        if address is None:
            return None
        # Pacing counts a private chat under a name that names nobody.
        key = self.conversations.key_of(self.replies.witness(address))
        return Errand(row=row, platform=address.platform, chat=f"private {key.hex()}", address=address)

    async def message(self, errand: Errand) -> Message | None:
        """What to say; None when there is nothing to say any more. Raises Unsayable."""
        if errand.row.post:
            return await self._post(errand.row.post)
        assert errand.row.notice is not None
        return self._notice(errand.row.notice, errand)

    async def must_wait(self, errand: Errand) -> bool:
        """Whether a question would take the place of a draft that its reporter is still talking about."""
        notice = errand.row.notice
        if notice is None or not notice.question or errand.address is None:
            return False
        held = self.conversations.find(self.replies.witness(errand.address))
        if held is None or held.report in ("", notice.report):
            return False
        report = await self.store.read(lambda tx: tx.reports.get(held.report))
        # Where nothing is passed on without a yes, a draft may stay open for hours: the question does not.
        return report is not None and report.state is ReportState.DRAFT and report.due_at <= self._soon()

    def _soon(self) -> datetime:
        return self.contexts.clock.now() + QUESTION_WAITS

    def sent(self, errand: Errand) -> None:
        """It is out: forget an address that nothing more can come for."""
        if errand.row.notice and errand.row.notice.last:
            self.replies.forget(errand.row.notice.report)

    async def _post(self, post: Post) -> Message | None:
        room = self._room(post.room)
        message = await self.store.read(lambda tx: _worded(lambda: render_post(tx, self.contexts.fresh(), post, room)))
        return await self.cards.illustrated(message) if message and self.cards else message

    def _notice(self, notice: Notice, errand: Errand) -> Message:
        assert errand.address is not None
        resident = self.replies.witness(errand.address)
        known = self.conversations.find(resident)
        language = known.language if known and known.language else self.contexts.policy.languages[0]
        message, conversation = _worded(lambda: render_notice(self.contexts.fresh(), notice, language))
        if conversation is not None:
            # Before it is sent: the answer may come before we hear that the question arrived.
            near = known.near if known else None
            self.conversations.remember(resident, replace(conversation, language=language, greeted=True, near=near))
        parting = notice.last and set(self.replies.reports_of(resident)) <= {notice.report}
        return replace(message, parting=parting)

    def _room(self, name: str) -> Room:
        directory = self.contexts.directory
        rooms = [*directory.moderation, *(room for channel in directory.channels for room in channel.rooms)]
        return next((room for room in rooms if room.name == name), Room(name=name))


def _worded(render: Callable[[], T]) -> T:
    """Only faults that another try would meet again; a store that is away is none of them."""
    try:
        return render()
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise Unsayable from error
