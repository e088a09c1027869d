"""The handlers' transaction over SQL: all repositories on one unit of work."""

from dataclasses import dataclass

from bot.storage.incidents import SqlIncidents
from bot.storage.journal import SqlJournal
from bot.storage.moderators import SqlModerators
from bot.storage.posts import SqlOutbox, subject_in
from bot.storage.purging import forget_unreadable
from bot.storage.reports import SqlReports
from bot.storage.unit import Unit
from bot.storage.votes import SqlTags, SqlVotes
from bot.storage.wordings import SqlWordings
from handlers.ports import Incidents, Journal, Moderators, Outbox, Reports, Tags, Votes, Wordings


@dataclass(slots=True)
class SqlTransaction:
    """`handlers.ports.Transaction` over SQL."""

    unit: Unit
    reports: Reports
    incidents: Incidents
    votes: Votes
    tags: Tags
    wordings: Wordings
    outbox: Outbox
    moderators: Moderators
    journal: Journal

    def subject_in(self, room: str, message: str) -> str | None:
        return subject_in(self.unit, room, message)

    def forget_unreadable(self) -> None:
        forget_unreadable(self.unit)


def transaction(unit: Unit) -> SqlTransaction:
    return SqlTransaction(
        unit=unit,
        reports=SqlReports(unit),
        incidents=SqlIncidents(unit),
        votes=SqlVotes(unit),
        tags=SqlTags(unit),
        wordings=SqlWordings(unit),
        outbox=SqlOutbox(unit),
        moderators=SqlModerators(unit),
        journal=SqlJournal(unit),
    )
