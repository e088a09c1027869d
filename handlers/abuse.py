"""Against floods, fakes and taken-over accounts: silence a sender nobody knows, suspend a moderator."""

from dataclasses import replace

from handlers.act import Act
from handlers.card import refresh_card
from handlers.errors import Refused
from handlers.incident import Moderator, ModeratorState
from handlers.outbound import Answer
from handlers.outcomes import muted
from handlers.ports import Context, Transaction


def mute(act: Act) -> Answer:
    """Silence whoever sent a report (`r3`), without anybody learning who that is; they are told."""
    incident = act.incident()
    reports = act.tx.reports.of_incident(incident.code)
    wanted = act.action.argument.lower().removeprefix("r")
    found = [report for report in reports if str(report.number) == wanted or (not wanted and len(reports) == 1)]
    if not found:
        raise Refused("room.mute.which", code=incident.code)
    report = found[0]
    if not act.ctx.people.mute(report.ref):
        raise Refused("room.mute.gone", number=report.number)
    act.note("mute", incident.code)
    act.tx.outbox.notice(muted(report))
    return act.answer("room.muted", number=report.number)


def revoke(act: Act) -> Answer:
    """Suspend a moderator: their votes on everything open are void until somebody else lets them in again."""
    found = _named(act)
    others = [each for each in act.tx.moderators.all() if each.alias != act.alias]
    if found.alias == act.alias and not any(each.state is ModeratorState.ACTIVE for each in others):
        raise Refused("room.revoke.last")
    suspend(act.tx, act.ctx, found)
    act.note("revoke")
    return act.answer("room.revoked", alias=found.alias)


def readmit(act: Act) -> Answer:
    found = _named(act)
    if found.state is ModeratorState.ACTIVE:
        raise Refused("room.not_suspended", alias=found.alias)
    act.tx.moderators.save(replace(found, state=ModeratorState.ACTIVE))
    act.note("readmit")
    return act.answer("room.readmitted", alias=found.alias)


def suspend(tx: Transaction, ctx: Context, moderator: Moderator) -> None:
    """Cards show the votes that are left. What was published with a void vote stays until moderators decide."""
    if moderator.state is not ModeratorState.SUSPENDED:
        tx.moderators.save(replace(moderator, state=ModeratorState.SUSPENDED))
    for code in tx.votes.void(moderator.alias):
        incident = tx.incidents.get(code)
        if incident is not None:
            refresh_card(tx, ctx, incident)


def _named(act: Act) -> Moderator:
    alias = act.action.argument.lower().removeprefix("@")
    found = act.tx.moderators.by_alias(alias)
    if found is None:
        raise Refused("room.no_such_moderator", alias=alias or "?")
    return found
