"""What is said in private, by residents and by whoever else writes there."""

from dataclasses import dataclass, field, replace

from bot import logs
from bot.afresh import Afresh
from bot.commits import Commits, turned_away, unmade
from bot.context import Contexts
from bot.conversations import Conversations
from bot.events import Event, word_of
from bot.gate import Entry, Gate, TurnedAway
from bot.moderators import Moderators
from bot.privacy.intake import Intake, number_in
from bot.privacy.replies import Replies
from bot.privacy.witness import Witness
from bot.secondstep import Asks
from bot.subscriptions import Subscriptions
from bot.transports.base import Incoming, IncomingKind, Reaction, Sender
from handlers import messages, moderation, resident
from handlers.actions import RESIDENT_VERBS, Action, UnknownAction, Verb, decode
from handlers.alerttext import hotlines
from handlers.commands import wish_of
from handlers.conversation import Asking, Conversation
from handlers.inbound import Photo, PhotoRefusal, RoomInput, Submission
from handlers.offer import Subscription
from handlers.outbound import Answer, Message
from handlers.ports import Transaction
from handlers.reading import read_door, read_wish

ALWAYS_HEARD = frozenset({Verb.FORGET, Verb.RIGHTS, Verb.CANCEL, Verb.WITHDRAW, Verb.UNSUBSCRIBE})
"""What nobody may be kept from, muted or not: their rights, and to take back what they said."""
NO_PLACES = frozenset({Asking.HOME, Asking.QUESTION})
"""What is asked here is answered by no place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that somebody said in private, and what was going on between them and us."""

    incoming: Incoming
    sender: Sender
    witness: Witness
    conversation: Conversation | None
    language: str
    photo: Photo | PhotoRefusal | None = None
    """Of a photo, what became of it; the gate has let it in before."""


@dataclass(kw_only=True, eq=False)
class Residents:
    """Takes in for residents. A moderator's command in private is handed on."""

    commits: Commits
    intake: Intake
    contexts: Contexts
    conversations: Conversations
    replies: Replies
    gate: Gate
    moderators: Moderators
    afresh: Afresh
    subscriptions: Subscriptions
    geocoder: Asks | None = None
    """Asked about places the gazetteer does not know; None where the operator wants nobody asked."""

    def turned_away(self, incoming: Incoming, sender: Sender, witness: Witness) -> Reaction | None:
        """What to answer whoever may not come in now, None who may."""
        refusal = self.gate.refusal(witness)
        return self._not_let_in(refusal, self._said(incoming, sender, witness)) if refusal else None

    async def receive(
        self, incoming: Incoming, sender: Sender, witness: Witness, photo: Photo | PhotoRefusal | None = None
    ) -> Reaction:
        said = self._said(incoming, sender, witness, photo)
        try:
            action = _action_of(incoming, said.conversation)
        except UnknownAction:
            return turned_away(incoming, "forged")
        wish = action or (read_wish(incoming.text) if incoming.kind is IncomingKind.TEXT else None)
        passes = said.photo is not None or (wish is not None and wish.verb in ALWAYS_HEARD)
        if not passes and (refusal := self.gate.refusal(witness)):
            return self._not_let_in(refusal, said)
        if action and action.verb not in RESIDENT_VERBS | {Verb.HELP}:
            return await self.moderators.receive(incoming, sender, "")
        return await self._take_in(said, self._submission(said, action), is_wish=wish is not None)

    def _said(
        self, incoming: Incoming, sender: Sender, witness: Witness, photo: Photo | PhotoRefusal | None = None
    ) -> Said:
        conversation = self.conversations.find(witness)
        of_words = photo is not None and incoming.target != "" and incoming.target == incoming.message
        if of_words and not self.conversations.report_behind(witness, incoming.target):
            photo = PhotoRefusal.NO_SIGHTING
        return Said(
            incoming=incoming,
            sender=sender,
            witness=witness,
            conversation=conversation,
            language=self.intake.language(incoming, conversation),
            photo=photo,
        )

    def _submission(self, said: Said, action: Action | None) -> Submission:
        return self.intake.submission(
            said.incoming,
            said.witness,
            said.conversation,
            action=action,
            report=self.conversations.report_behind(said.witness, said.incoming.target),
            photo=said.photo or PhotoRefusal.UNSUPPORTED,
        )

    async def _take_in(self, said: Said, submission: Submission, *, is_wish: bool) -> Reaction:
        use = _UseCase(
            said=said,
            submission=submission,
            replies=self.replies,
            contexts=self.contexts,
            entry=self.gate.entry(said.witness),
            subscription=self.subscriptions.of(said.sender),
        )
        try:
            use.submission = submission if is_wish else await self._located(submission, said)
            use.command = await self._command(said, submission)
            answer = await self.commits.run(use, said.incoming)
        except Exception as error:  # noqa: BLE001  sorted by type in unmade; nothing of it is told
            use.failed()
            if isinstance(error, TurnedAway):
                return self._not_let_in(error.refusal, said)
            return unmade(error, said.incoming, said.language)
        use.done(answer)
        begins = said.conversation is None and answer.conversation is not None
        reaction = self._remembered(answer, said, submission)
        return await self.afresh.told(reaction, said.language) if begins else reaction

    async def _command(self, said: Said, submission: Submission) -> RoomInput | None:
        """A moderator's command. Who sent it is looked up only where it reads like one."""
        if said.incoming.kind is not IncomingKind.TEXT or submission.action or said.incoming.forwarded:
            return None
        spoken = RoomInput(room="", member="", witness=said.witness, now=submission.now, text=submission.text)
        return await self.moderators.command(said.incoming, said.sender) if wish_of(spoken) else None

    async def _located(self, submission: Submission, said: Said) -> Submission:
        """Where nothing here knows the place, what the geocoder says of the few words that name it."""
        span = self.intake.span_to_ask(said.incoming, submission) if self.geocoder else ""
        if not self.geocoder or not span or await self._is_of_a_home(submission, said):
            return submission
        found = await self.geocoder.resolve(span)
        return replace(submission, resolution=found) if found else submission

    async def _is_of_a_home(self, submission: Submission, said: Said) -> bool:
        """Whether somebody's own home may be meant, or no place at all: nobody else is asked then."""
        held = said.conversation or Conversation()
        if held.at_home or held.asking in NO_PLACES or read_door(said.incoming.text):
            return True
        report = await self.commits.read(lambda tx: tx.reports.get(submission.report or held.report))
        return report is not None and report.private_home

    def _remembered(self, answer: Answer, said: Said, submission: Submission) -> Reaction:
        witness = said.witness
        if answer.forget:
            self.replies.forget_person(witness)
            self.conversations.forget(witness)
            return Reaction(replies=answer.replies, toast=answer.toast, erase=True)
        message = said.incoming.message if submission.action is None else ""
        self.conversations.remember(witness, answer.conversation, message=message, report=answer.report)
        return Reaction(replies=answer.replies, toast=answer.toast)

    def _not_let_in(self, refusal: str, said: Said) -> Reaction:
        logs.get().event(Event.INTAKE_REFUSED, transport=word_of(said.sender.platform), reason=refusal)
        words = messages.of(said.language)
        door = read_door(said.incoming.text)
        if not door and not self.gate.is_news(said.witness, refusal):
            return Reaction()
        # Rights and numbers to call are for everybody, whatever was refused.
        aid = words.say(f"door.aid.{door.value}") if door else ""
        lines = (aid, *hotlines(words, self.contexts.policy), words.say(f"intake.{refusal}"))
        if refusal == "rate_all" and not door:
            lines = (words.say(f"intake.{refusal}"),)
        return Reaction(replies=(Message(text="\n".join(line for line in lines if line)),))


@dataclass(kw_only=True, eq=False)
class _UseCase:
    """The transaction of one submission, run again where somebody else was first."""

    said: Said
    submission: Submission
    contexts: Contexts
    replies: Replies
    entry: Entry
    subscription: Subscription
    command: RoomInput | None = None
    _fresh: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._context = self.contexts.fresh(self.said.witness, self.subscription)

    def __call__(self, tx: Transaction) -> Answer:
        conversation = self.said.conversation
        if self.command:
            return replace(moderation.moderate(tx, self._context, self.command), conversation=conversation)
        answer = resident.receive(tx, self._context, self.submission, conversation)
        # Before the commit: whatever passes the report on next must find its sender.
        if answer.report and not self.replies.find(answer.report):
            self.entry.count()
            self.replies.remember(answer.report, self.said.sender, self.said.witness)
            self._fresh.append(answer.report)
        return answer

    def failed(self) -> None:
        """Nothing was committed."""
        self.replies.forget(*self._fresh)
        self.entry.failed()

    def done(self, answer: Answer) -> None:
        """It was committed; tries before it left nothing."""
        self.replies.forget(*(report for report in self._fresh if report != answer.report))


def _action_of(incoming: Incoming, conversation: Conversation | None) -> Action | None:
    """What a button, or a number bound to the latest question, asks for."""
    if incoming.kind is IncomingKind.BUTTON:
        return decode(incoming.data)
    number = number_in(incoming.text) if incoming.kind is IncomingKind.TEXT else None
    if number is None or conversation is None or not 0 < number <= len(conversation.options):
        return None
    return conversation.options[number - 1]
