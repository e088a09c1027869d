"""Votes of moderators, and the tags that tell one witness from another."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from bot.storage.schema import IS_OPEN, incidents, tags, votes
from bot.storage.unit import Unit
from handlers.incident import Vote

_THIS_VOTE = (
    votes.c.incident == bindparam("b_code"),
    votes.c.alias == bindparam("b_alias"),
    votes.c.ballot == bindparam("b_ballot"),
    votes.c.edition == bindparam("b_edition"),
)
_ON_OPEN = votes.c.incident.in_(select(incidents.c.code).where(IS_OPEN))

_GET = select(votes.c.details).where(*_THIS_VOTE)
_REMOVE = delete(votes).where(*_THIS_VOTE)
_CAST = plain_insert(votes)
_RETRACT = delete(votes).where(votes.c.incident == bindparam("b_code"), votes.c.alias == bindparam("b_alias"))
_VOIDED = select(votes.c.incident).where(votes.c.alias == bindparam("b_alias"), _ON_OPEN).distinct()
_OF = (
    select(votes.c.alias, votes.c.details)
    .where(votes.c.incident == bindparam("b_code"), votes.c.edition == bindparam("b_edition"))
    .order_by(votes.c.id)
)

_ADD_TAG = insert(tags).on_conflict_do_nothing()
_HAS_TAG = select(tags.c.tag).where(
    tags.c.made_under == bindparam("b_code"), tags.c.epoch == bindparam("b_epoch"), tags.c.tag == bindparam("b_tag")
)
_COUNT_TAGS = select(func.count()).select_from(tags).where(tags.c.incident == bindparam("b_code"))
_MOVE_TAGS = update(tags).where(tags.c.incident == bindparam("b_source")).values(incident=bindparam("b_target"))
_KEYS = (
    select(tags.c.made_under, tags.c.epoch)
    .where(tags.c.incident == bindparam("b_code"))
    .distinct()
    .order_by(tags.c.made_under, tags.c.epoch)
)


@dataclass(frozen=True, slots=True)
class SqlVotes:
    """`handlers.ports.Votes` over SQL."""

    unit: Unit

    def cast(self, code: str, vote: Vote) -> bool:
        self.unit.lock_incident(code)
        key = {"b_code": code, "b_alias": vote.alias, "b_ballot": vote.ballot.value, "b_edition": vote.edition}
        if found := self.unit.first(_GET, **key):
            earlier = self._opened(code, vote.alias, found[0])
            # A second click comes at another time; the vote is the same.
            if earlier and (earlier.basis, earlier.reason) == (vote.basis, vote.reason):
                return False
            self.unit.change(_REMOVE, **key)
        ballot, edition, details = vote.ballot.value, vote.edition, self.unit.pack(vote, f"vote:{code}:{vote.alias}")
        self.unit.change(_CAST, incident=code, alias=vote.alias, ballot=ballot, edition=edition, details=details)
        return True

    def retract(self, code: str, alias: str) -> bool:
        self.unit.lock_incident(code)
        return self.unit.change(_RETRACT, b_code=code, b_alias=alias) > 0

    def void(self, alias: str) -> Sequence[str]:
        theirs = sorted(row[0] for row in self.unit.rows(_VOIDED, b_alias=alias))
        for code in theirs:
            self.retract(code, alias)
        return theirs

    def of(self, code: str, edition: int) -> Sequence[Vote]:
        rows = self.unit.rows(_OF, b_code=code, b_edition=edition)
        return [found for row in rows if (found := self._opened(code, row.alias, row.details))]

    def _opened(self, code: str, alias: str, details: str) -> Vote | None:
        return self.unit.unpack(Vote, details, f"vote:{code}:{alias}")


@dataclass(frozen=True, slots=True)
class SqlTags:
    """`handlers.ports.Tags` over SQL. `has` is asked with the code that a tag was made under."""

    unit: Unit

    def add(self, code: str, epoch: int, tag: int) -> bool:
        return self.unit.change(_ADD_TAG, incident=code, made_under=code, epoch=epoch, tag=tag) == 1

    def has(self, code: str, epoch: int, tag: int) -> bool:
        return self.unit.first(_HAS_TAG, b_code=code, b_epoch=epoch, b_tag=tag) is not None

    def count(self, code: str) -> int:
        found = self.unit.first(_COUNT_TAGS, b_code=code)
        return int(found[0]) if found else 0

    def move(self, source: str, target: str) -> None:
        self.unit.change(_MOVE_TAGS, b_source=source, b_target=target)

    def keys(self, code: str) -> Sequence[tuple[str, int]]:
        return [(str(row.made_under), int(row.epoch)) for row in self.unit.rows(_KEYS, b_code=code)]
