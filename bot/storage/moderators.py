"""Moderators by alias, and the keyed hashes that lead to an alias."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.codec import dump, load, seconds
from bot.storage.schema import invites, members, moderators
from bot.storage.unit import Unit
from handlers.errors import Conflict
from handlers.incident import Moderator

_BY_MEMBER = (
    select(moderators.c.details)
    .join(members, members.c.alias == moderators.c.alias)
    .where(members.c.member == bindparam("b_member"))
)
_BY_ALIAS = select(moderators.c.details).where(moderators.c.alias == bindparam("b_alias"))
_ADD = upsert(moderators).on_conflict_do_nothing()
_LINK = (
    upsert(members)
    .values(member=bindparam("member"), alias=bindparam("alias"))
    .on_conflict_do_update(index_elements=["member"], set_={"alias": bindparam("same_alias")})
)
_SAVE = (
    update(moderators)
    .where(moderators.c.alias == bindparam("b_alias"), moderators.c.revision == bindparam("b_revision"))
    .values(details=bindparam("details"), revision=bindparam("revision"))
)
_KEY = select(members.c.key_hash).where(members.c.member == bindparam("b_member"))
_KEEP_KEY = update(members).where(members.c.member == bindparam("b_member")).values(key_hash=bindparam("key_hash"))
_ALL = select(moderators.c.details).order_by(moderators.c.alias)
_INVITE = insert(invites)
_UNSPENT = select(invites.c.alias).where(
    invites.c.code_hash == bindparam("b_hash"), invites.c.expires_at > bindparam("b_now")
)
_SPEND = delete(invites).where(invites.c.code_hash == bindparam("b_hash"))


@dataclass(frozen=True, slots=True)
class SqlModerators:
    """`handlers.ports.Moderators` over SQL."""

    unit: Unit

    def by_member(self, member: str) -> Moderator | None:
        found = self.unit.first(_BY_MEMBER, b_member=member)
        return load(Moderator, found[0]) if found else None

    def by_alias(self, alias: str) -> Moderator | None:
        found = self.unit.first(_BY_ALIAS, b_alias=alias)
        return load(Moderator, found[0]) if found else None

    def admit(self, moderator: Moderator, member: str) -> None:
        added = self.unit.change(_ADD, alias=moderator.alias, details=dump(moderator), revision=moderator.revision)
        if not added:
            raise Conflict("the alias was taken first")
        self.link(moderator.alias, member)

    def link(self, alias: str, member: str) -> None:
        self.unit.change(_LINK, member=member, alias=alias, same_alias=alias)

    def save(self, moderator: Moderator) -> Moderator:
        saved = replace(moderator, revision=moderator.revision + 1)
        self.unit.swap(
            _SAVE,
            b_alias=moderator.alias,
            b_revision=moderator.revision,
            details=dump(saved),
            revision=saved.revision,
        )
        return saved

    def key_of(self, member: str) -> str | None:
        found = self.unit.first(_KEY, b_member=member)
        return str(found[0]) if found else None

    def keep_key(self, member: str, key: str) -> None:
        self.unit.change(_KEEP_KEY, b_member=member, key_hash=key)

    def all(self) -> Sequence[Moderator]:
        return [load(Moderator, row[0]) for row in self.unit.rows(_ALL)]

    def invite(self, code_hash: str, alias: str, expires_at: datetime) -> None:
        self.unit.change(_INVITE, code_hash=code_hash, alias=alias, expires_at=seconds(expires_at))

    def redeem(self, code_hash: str, now: datetime) -> str | None:
        found = self.unit.first(_UNSPENT, b_hash=code_hash, b_now=seconds(now))
        # Two may redeem at once: only who deletes the row has it.
        if found is None or not self.unit.change(_SPEND, b_hash=code_hash):
            return None
        return str(found[0])
