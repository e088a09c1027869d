"""One wish of one admitted moderator, with everything its use case needs."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.actions import Action
from handlers.errors import Refused, Stale
from handlers.inbound import RoomInput
from handlers.incident import Incident, IncidentState, Moderator
from handlers.messages import Words
from handlers.outbound import Answer, Message
from handlers.ports import Context, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`action.subject` is the incident's code, from the button, the typed text or the quoted card."""

    tx: Transaction
    ctx: Context
    words: Words
    moderator: Moderator
    said: RoomInput
    action: Action

    @property
    def alias(self) -> str:
        return self.moderator.alias

    def incident(self) -> Incident:
        """The incident that is meant, open. Raises Refused with what became of it otherwise."""
        if not self.action.subject:
            raise Refused("room.which_incident")
        found = self.tx.incidents.get(self.action.subject)
        if found is None:
            raise Stale("room.no_such_incident", code=self.action.subject)
        if found.state is IncidentState.CLOSED:
            key = found.closing.value if found.closing else "expired"
            raise Stale(f"room.already.{key}", code=found.code, by=self.closers(found), other=found.merged_into)
        return found

    def published(self) -> Incident:
        found = self.incident()
        if found.state is not IncidentState.PUBLISHED:
            raise Refused("room.not_published", code=found.code)
        return found

    def pending(self) -> Incident:
        found = self.incident()
        if found.state is not IncidentState.PENDING:
            raise Stale("room.already.published", code=found.code, by=self.publishers(found))
        return found

    def publishers(self, incident: Incident) -> str:
        from_edition = self.tx.votes.of(incident.code, incident.published_edition)
        return self.named(vote.alias for vote in from_edition if vote.ballot.value == "publish")

    def closers(self, incident: Incident) -> str:
        votes = self.tx.votes.of(incident.code, incident.edition)
        return self.named(vote.alias for vote in votes if vote.ballot.value != "publish")

    def named(self, aliases: Iterable[str]) -> str:
        """ "heron", "heron and wren", "heron, wren and crane"."""
        listed = tuple(dict.fromkeys(aliases))
        if len(listed) < 2:
            return listed[0] if listed else self.words.say("room.moderators")
        return self.words.say("room.and", first=", ".join(listed[:-1]), last=listed[-1])

    def note(self, act: str, code: str = "") -> None:
        """Leave a trace under the alias, deleted by retention."""
        self.tx.journal.acted(self.alias, act, code, self.ctx.now)

    def answer(self, key: str, *replies: Message, **slots: str | int) -> Answer:
        return Answer(toast=self.words.say(key, **slots), replies=replies)
