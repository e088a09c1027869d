"""What moderators say, press or react with, in their room or in private, and what rooms tell of themselves."""

from dataclasses import dataclass, replace

from bot.authority import Authority
from bot.commits import Commits, turned_away, unmade
from bot.context import Contexts
from bot.conversations import Offers
from bot.marks import Duplicate
from bot.privacy.intake import Intake, number_in
from bot.transports.base import Incoming, IncomingKind, Reaction, Sender, TryAgain
from bot.work import Unavailable
from handlers import moderation, rooms
from handlers.actions import Action, UnknownAction, Verb, decode
from handlers.commands import wish_of
from handlers.errors import Conflict
from handlers.inbound import RoomInput, Standing
from handlers.outbound import Answer
from handlers.ports import Transaction


@dataclass(kw_only=True, eq=False)
class Moderators:
    """Takes in for moderators."""

    commits: Commits
    intake: Intake
    contexts: Contexts
    offers: Offers
    authority: Authority

    def meet_in(self, room: str) -> bool:
        return any(each.name == room for each in self.contexts.directory.moderation)

    async def receive(self, incoming: Incoming, sender: Sender, room: str) -> Reaction:
        """`room` is "" for what came in private."""
        try:
            action = self._action_of(incoming, room)
        except UnknownAction:
            return turned_away(incoming, "forged")
        said = self.intake.room_input(incoming, sender, room, action=action)
        context = self.contexts.fresh()
        try:
            vouched = await self._vouched(said, sender)

            def work(tx: Transaction) -> Answer:
                subject = tx.subject_in(room, incoming.target) if incoming.target and room else None
                quoted, _, about = (subject or "").partition(":")
                return moderation.moderate(tx, context, replace(vouched, about=about, quoted=quoted))

            answer = await self.commits.run(work, incoming)
        except Exception as error:  # noqa: BLE001  sorted by type in unmade; nothing of it is told
            return unmade(error, incoming, self._language_of(room))
        refused = "stale" if answer.stale else ""
        return Reaction(replies=answer.replies, toast=answer.toast, let_in=answer.let_in, refused=refused)

    async def command(self, incoming: Incoming, sender: Sender) -> RoomInput | None:
        """What is said in private, where it is a moderator's command, or a one-time code.

        "join us at Lake" is a sighting, and whoever is in no moderators' room asks for a resident's help.
        """
        said = self.intake.room_input(incoming, sender, "")
        wish = wish_of(said)
        if wish is None or (wish.verb is Verb.JOIN and len(wish.argument.split()) == 1):
            return said if wish else None
        if not await self._is_listed(said):
            return None
        vouched = await self._vouched(said, sender)
        is_outside = vouched.standing is Standing.OUTSIDE
        return None if is_outside and wish.verb is Verb.HELP else vouched

    async def room_changed(self, incoming: Incoming) -> Reaction:
        """Raises `TryAgain` where it could not be committed: a changed key must not be lost to an outage."""
        event = self.intake.room_event(incoming)
        if event is None:
            return Reaction()
        try:
            await self.commits.run(lambda tx: rooms.room_event(tx, self.contexts.fresh(), event), incoming)
        except Duplicate:
            return Reaction()
        except (Unavailable, Conflict):
            raise TryAgain("nothing was committed") from None
        return Reaction()

    async def _vouched(self, said: RoomInput, sender: Sender) -> RoomInput:
        """With what the platform says of them now. Of residents in private nothing is asked."""
        if not said.room and not await self._is_listed(said):
            return said
        standing, fingerprint = await self.authority.of(sender, said.room)
        return replace(said, standing=standing, key=self.intake.key_hash(sender, fingerprint))

    async def _is_listed(self, said: RoomInput) -> bool:
        return await self.commits.read(lambda tx: tx.moderators.by_member(said.member) is not None)

    def _action_of(self, incoming: Incoming, room: str) -> Action | None:
        """A button, or a number that quotes a message of ours as it stood when it was sent."""
        if incoming.kind is IncomingKind.BUTTON:
            return decode(incoming.data)
        number = number_in(incoming.text) if incoming.kind is IncomingKind.TEXT and incoming.target else None
        return self.offers.action(room, incoming.target, number) if number is not None else None

    def _language_of(self, room: str) -> str:
        return next((each.language for each in self.contexts.directory.moderation if each.name == room), "en")
