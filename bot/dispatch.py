"""One input, one transaction, one answer: between the transports and the handlers.

An answer is returned only after its commit, so that nothing is confirmed that could still be lost. What goes
wrong is logged by its type alone; the sender is asked to send it again only where nothing was kept.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from weakref import WeakValueDictionary

from bot import logs
from bot.context import Contexts
from bot.conversations import Conversations, Offers
from bot.events import Event, word_of
from bot.gate import Gate, TurnedAway
from bot.marks import Duplicate
from bot.privacy.darkroom import Darkroom
from bot.privacy.intake import Intake, number_in
from bot.privacy.replies import Replies
from bot.privacy.witness import Witness
from bot.secondstep import Asks
from bot.transports.base import Incoming, IncomingKind, Reaction, Sender, TryAgain
from bot.work import Unavailable, Work
from handlers import messages, moderation, resident, rooms
from handlers.actions import RESIDENT_VERBS, Action, UnknownAction, Verb, decode
from handlers.alerttext import hotlines
from handlers.commands import wish_of
from handlers.conversation import Asking, Conversation
from handlers.errors import Conflict, Refused
from handlers.inbound import Photo, PhotoRefusal, RoomInput, Submission
from handlers.incident import ReportState
from handlers.outbound import Answer, Message
from handlers.ports import Transaction
from handlers.reading import read_door, read_wish

MAX_TRIES = 8
"""Each conflict means that somebody else succeeded, so a few tries are always enough."""
ALWAYS_HEARD = frozenset({Verb.FORGET, Verb.RIGHTS, Verb.CANCEL, Verb.WITHDRAW})
"""What nobody may be kept from, muted or not: their rights, and to take back what they said."""
NO_PLACES = frozenset({Asking.HOME, Asking.QUESTION})
"""What is asked here is answered by no place."""
MAX_DRAFTS = 100
NOTHING = Reaction()
T = TypeVar("T")


@dataclass(kw_only=True, eq=False)
class Dispatcher:
    """Takes in for every transport of a process. Inputs of one person run in order, others side by side."""

    store: Work
    intake: Intake
    contexts: Contexts
    conversations: Conversations
    offers: Offers
    replies: Replies
    gate: Gate
    darkroom: Darkroom
    geocoder: Asks | None = None
    """Asked about places the gazetteer does not know; None where the operator wants nobody asked."""
    committed: Callable[[], None] = lambda: None
    """Called after each commit: something may be due."""
    _behind: tuple[datetime, bool] | None = None
    _turns: WeakValueDictionary[bytes, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def receive(self, incoming: Incoming) -> Reaction:
        """Handle one input; `TryAgain` when it could not be committed now."""
        if incoming.kind is IncomingKind.ROOM_CHANGE:
            return await self._room_changed(incoming)
        sender = incoming.sender
        if sender is None or (incoming.room is not None and not self._moderates(incoming.room)):
            return NOTHING
        witness = self.intake.witness(sender)
        if incoming.kind is IncomingKind.PHOTO and incoming.room is None:
            return await self._photo_from(incoming, sender, witness)
        async with self._turn_of(witness):
            if incoming.room is not None:
                return await self._from_room(incoming, sender, incoming.room)
            return await self._from_resident(incoming, sender, witness)

    def _turn_of(self, witness: Witness) -> asyncio.Lock:
        return self._turns.setdefault(self.conversations.key_of(witness), asyncio.Lock())

    # Residents

    async def _photo_from(self, incoming: Incoming, sender: Sender, witness: Witness) -> Reaction:
        """Rebuilt out of turn: what its sender says meanwhile does not wait for it."""
        if refusal := self.gate.refusal(witness):
            language = self.intake.language(incoming, self.conversations.find(witness))
            return self._refused_entry(refusal, incoming, witness, language)
        photo = await self.darkroom.developed(incoming.blob)
        async with self._turn_of(witness):
            of_words = incoming.target != "" and incoming.target == incoming.message
            if of_words and not self.conversations.report_behind(witness, incoming.target):
                photo = PhotoRefusal.NO_SIGHTING
            return await self._from_resident(incoming, sender, witness, photo)

    async def _from_resident(
        self, incoming: Incoming, sender: Sender, witness: Witness, photo: Photo | PhotoRefusal | None = None
    ) -> Reaction:
        """`photo`: of one, what became of it; the gate has let it in before."""
        conversation = self.conversations.find(witness)
        language = self.intake.language(incoming, conversation)
        try:
            action = _action_of(incoming, conversation)
        except UnknownAction:
            logs.get().event(Event.INTAKE_REFUSED, transport=word_of(sender.platform), reason="forged")
            return NOTHING
        wish = action or (read_wish(incoming.text) if incoming.kind is IncomingKind.TEXT else None)
        passes = photo is not None or (wish is not None and wish.verb in ALWAYS_HEARD)
        if not passes and (refusal := self.gate.refusal(witness)):
            return self._refused_entry(refusal, incoming, witness, language)
        if action and action.verb not in RESIDENT_VERBS | {Verb.HELP}:
            return await self._from_room(incoming, sender, "")
        about = self.conversations.report_behind(witness, incoming.target)
        photo = photo or PhotoRefusal.UNSUPPORTED
        submission = self.intake.submission(incoming, witness, conversation, action=action, report=about, photo=photo)
        submission = submission if wish else await self._located(submission, incoming, conversation)
        as_moderator = self.intake.room_input(incoming, sender, "") if _may_command(submission, incoming) else None
        context = self.contexts.fresh(witness)
        fresh: list[str] = []
        entry = self.gate.entry(witness)

        def work(tx: Transaction) -> Answer:
            if as_moderator and _is_command(tx, as_moderator):
                return replace(moderation.moderate(tx, context, as_moderator), conversation=conversation)
            answer = resident.receive(tx, context, submission, conversation)
            # Before the commit: whatever passes the report on next must find its sender.
            if answer.report and not self.replies.find(answer.report):
                entry.count()
                self.replies.remember(answer.report, sender, witness)
                fresh.append(answer.report)
            return answer

        try:
            answer = await self._run(work, incoming)
        except Exception as error:  # noqa: BLE001  sorted by type in _after; nothing of it is told
            self.replies.forget(*fresh)
            entry.failed()
            if isinstance(error, TurnedAway):
                return self._refused_entry(error.refusal, incoming, witness, language)
            return self._after(error, incoming, language)
        self.replies.forget(*(report for report in fresh if report != answer.report))
        begins = conversation is None and answer.conversation is not None
        reaction = self._remembered(answer, incoming, submission, witness)
        return await self._afresh(reaction, language) if begins else reaction

    async def _located(
        self, submission: Submission, incoming: Incoming, conversation: Conversation | None
    ) -> Submission:
        """Where nothing here knows the place, what the geocoder says of the few words that name it."""
        span = self.intake.span_to_ask(incoming, submission) if self.geocoder else ""
        if not self.geocoder or not span or await self._is_of_a_home(submission, incoming, conversation):
            return submission
        found = await self.geocoder.resolve(span)
        return replace(submission, resolution=found) if found else submission

    async def _is_of_a_home(
        self, submission: Submission, incoming: Incoming, conversation: Conversation | None
    ) -> bool:
        """Whether somebody's own home may be meant, or no place at all: nobody else is asked then."""
        held = conversation or Conversation()
        if held.at_home or held.asking in NO_PLACES or read_door(incoming.text):
            return True
        report = await self.store.read(lambda tx: tx.reports.get(submission.report or held.report))
        return report is not None and report.private_home

    def _remembered(self, answer: Answer, incoming: Incoming, submission: Submission, witness: Witness) -> Reaction:
        if answer.forget:
            self.replies.forget_person(witness)
            self.conversations.forget(witness)
            return Reaction(replies=answer.replies, toast=answer.toast, erase=True)
        message = incoming.message if submission.action is None else ""
        self.conversations.remember(witness, answer.conversation, message=message, report=answer.report)
        return Reaction(replies=answer.replies, toast=answer.toast)

    async def _afresh(self, reaction: Reaction, language: str) -> Reaction:
        """Say so where whoever wrote before a restart or a shred may wait for an answer that cannot reach them."""
        now, lives = self.contexts.clock.now(), self.contexts.policy.conversation_lives
        since = self.replies.known_since()
        if not reaction.replies or now - since >= lives or not await self._left_somebody(since, until=now + lives):
            return reaction
        *others, last = reaction.replies
        told = replace(last, text=f"{last.text}\n\n{messages.of(language).say('intake.afresh')}")
        return replace(reaction, replies=(*others, told))

    async def _left_somebody(self, since: datetime, until: datetime) -> bool:
        """Whether a report was open then whose writer nobody can reach; looked up once, for nobody is lost later."""
        if self._behind is None or self._behind[0] != since:
            refs = await self.store.read(lambda tx: _open_reports(tx, until))
            self._behind = (since, not all(self.replies.find(ref) for ref in refs))
        return self._behind[1]

    def _refused_entry(self, refusal: str, incoming: Incoming, witness: Witness, language: str) -> Reaction:
        platform = incoming.sender.platform if incoming.sender else ""
        logs.get().event(Event.INTAKE_REFUSED, transport=word_of(platform), reason=refusal)
        words = messages.of(language)
        door = read_door(incoming.text)
        if not door and not self.gate.is_news(witness, refusal):
            return NOTHING
        # Rights and numbers to call are for everybody, whatever was refused.
        aid = words.say(f"door.aid.{door.value}") if door else ""
        lines = (aid, *hotlines(words, self.contexts.policy), words.say(f"intake.{refusal}"))
        if refusal == "rate_all" and not door:
            lines = (words.say(f"intake.{refusal}"),)
        return Reaction(replies=(Message(text="\n".join(line for line in lines if line)),))

    # Rooms

    async def _from_room(self, incoming: Incoming, sender: Sender, room: str) -> Reaction:
        try:
            action = self._action_in_room(incoming, room)
        except UnknownAction:
            logs.get().event(Event.INTAKE_REFUSED, transport=word_of(sender.platform), reason="forged")
            return NOTHING
        room_input = self.intake.room_input(incoming, sender, room, action=action)
        context = self.contexts.fresh()

        def work(tx: Transaction) -> Answer:
            subject = tx.subject_in(room, incoming.target) if incoming.target and room else None
            about = (subject or "").partition(":")[2]
            return moderation.moderate(tx, context, replace(room_input, about=about))

        try:
            answer = await self._run(work, incoming)
        except Exception as error:  # noqa: BLE001  sorted by type in _after; nothing of it is told
            return self._after(error, incoming, self._room_language(room))
        refused = "stale" if answer.stale else ""
        return Reaction(replies=answer.replies, toast=answer.toast, let_in=answer.let_in, refused=refused)

    async def _room_changed(self, incoming: Incoming) -> Reaction:
        event = self.intake.room_event(incoming)
        if event is not None:
            await self._run(lambda tx: rooms.room_event(tx, self.contexts.fresh(), event), incoming)
        return NOTHING

    def _action_in_room(self, incoming: Incoming, room: str) -> Action | None:
        """A button, or a number that quotes a message of ours as it stood when it was sent."""
        if incoming.kind is IncomingKind.BUTTON:
            return decode(incoming.data)
        number = number_in(incoming.text) if incoming.kind is IncomingKind.TEXT and incoming.target else None
        return self.offers.action(room, incoming.target, number) if number is not None else None

    def _moderates(self, room: str) -> bool:
        return any(each.name == room for each in self.contexts.directory.moderation)

    def _room_language(self, room: str) -> str:
        return next((each.language for each in self.contexts.directory.moderation if each.name == room), "en")

    # Both

    async def _run(self, work: Callable[[Transaction], T], incoming: Incoming) -> T:
        for _ in range(MAX_TRIES):
            try:
                result = await self.store.run(work, incoming.mark)
            except Conflict:
                continue
            self.committed()
            return result
        raise Conflict

    def _after(self, error: Exception, incoming: Incoming, language: str) -> Reaction:
        """What to say where nothing was committed."""
        match error:
            case Duplicate():
                return NOTHING
            case Refused():
                return _said(messages.of(language).say(error.key, **error.slots), incoming)
            case Unavailable() | Conflict():
                raise TryAgain("nothing was committed") from None
        platform = incoming.sender.platform if incoming.sender else ""
        logs.get().event(Event.HANDLER_FAILED, error=error, transport=word_of(platform))
        return _said(messages.of(language).say("intake.failed"), incoming)


def _said(words: str, incoming: Incoming) -> Reaction:
    """A line of our own: shown beside a pressed button, said in the chat otherwise."""
    if incoming.kind is IncomingKind.BUTTON:
        return Reaction(toast=words)
    return Reaction(replies=(Message(text=words),))


def _may_command(submission: Submission, incoming: Incoming) -> bool:
    """Whether a private message reads like a moderator's command; who sent it is looked up later."""
    if incoming.kind is not IncomingKind.TEXT or submission.action:
        return False
    said = RoomInput(
        room="", member="", verified=False, witness=submission.witness, now=submission.now, text=submission.text
    )
    return wish_of(said) is not None


def _is_command(tx: Transaction, said: RoomInput) -> bool:
    """A known moderator's command, or anybody's one-time code; "join us at Lake" is a sighting."""
    wish = wish_of(said)
    if wish is None:
        return False
    is_code = wish.verb is Verb.JOIN and len(wish.argument.split()) == 1
    return is_code or tx.moderators.by_member(said.member) is not None


def _open_reports(tx: Transaction, until: datetime) -> list[str]:
    """Every report whose writer may yet hear of it."""
    passed = [each for incident in tx.incidents.open() for each in tx.reports.of_incident(incident.code)]
    standing = [each for each in passed if each.state is ReportState.PASSED]
    return [each.ref for each in (*standing, *tx.reports.due(until, MAX_DRAFTS))]


def _action_of(incoming: Incoming, conversation: Conversation | None) -> Action | None:
    """What a button, or a number bound to the latest question, asks for."""
    if incoming.kind is IncomingKind.BUTTON:
        return decode(incoming.data)
    number = number_in(incoming.text) if incoming.kind is IncomingKind.TEXT else None
    if number is None or conversation is None or not 0 < number <= len(conversation.options):
        return None
    return conversation.options[number - 1]
