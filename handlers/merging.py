"""Two incidents that are one: the second's reports and witnesses go over, its alert points to the first.

The target keeps its fields, so that no vote covers more than its moderator saw. Counts are an upper bound: one
person's tags in two incidents cannot be joined. It is one moderator's act, so it never silences what took more.
"""

from dataclasses import replace

from handlers import alert
from handlers.act import Act
from handlers.alertcontent import Standing
from handlers.card import refresh_card
from handlers.closing import close
from handlers.errors import Refused
from handlers.grouping import is_same_place
from handlers.incident import Ballot, Closing, Incident, IncidentState
from handlers.outbound import Answer
from handlers.quorum import tally
from handlers.routing import channels_for, rooms_of


def merge(act: Act) -> Answer:
    """`merge K7Q2 M3X9`: K7Q2 becomes part of M3X9."""
    source = act.incident()
    target = _target(act)
    if target.code == source.code:
        raise Refused("room.merge.same", code=source.code)
    _refuse_silencing(act, source, target)
    private_home = target.private_home or source.private_home
    if private_home and target.place is not None and not target.place.neighborhood:
        raise Refused("room.home_without_area", code=target.code)
    _move_reports(act, source, target)
    act.tx.tags.move(source.code, target.code)
    saved = act.tx.incidents.save(
        replace(
            target,
            witnesses=target.witnesses + source.witnesses,
            reports=target.reports + source.reports,
            last_report_at=max(target.last_report_at, source.last_report_at),
            urgent=target.urgent or source.urgent,
            private_home=private_home,
        )
    )
    saved = alert.hide_home(act.tx, target, saved)
    gone = replace(source, merged_into=target.code)
    if source.state is IncidentState.PUBLISHED:
        alert.expire(act.tx, gone, Standing.MERGED, other=target.code)
    close(act.tx, act.ctx, gone, Closing.MERGED, by=(act.alias,))
    act.note("merge", source.code)
    refresh_card(act.tx, act.ctx, saved)
    return act.answer("room.merged", code=source.code, other=target.code)


def _target(act: Act) -> Incident:
    code = act.action.argument.upper().removeprefix("#")
    if not code:
        raise Refused("room.merge.how", code=act.action.subject)
    return replace(act, action=replace(act.action, subject=code, argument="")).incident()


def _refuse_silencing(act: Act, source: Incident, target: Incident) -> None:
    """A merge takes one moderator, so it may take nothing back that took more. Raises Refused.

    An alert may only give way to one of the same place, and only where every room that has it hears of that one.
    """
    codes = {"code": source.code, "other": target.code}
    here = _same_place(act, source, target)
    if source.state is IncidentState.PUBLISHED:
        if target.state is not IncidentState.PUBLISHED:
            raise Refused("room.merge.other_way", **codes)
        if not here or not _rooms(act, source) <= _rooms(act, target):
            raise Refused("room.merge.out", **codes)
        return
    supporters = set(tally(act.tx.votes.of(source.code, source.edition), Ballot.PUBLISH).aliases)
    if supporters - {act.alias} and not here:
        raise Refused("room.merge.voted", **codes)


def _same_place(act: Act, one: Incident, other: Incident) -> bool:
    if one.place is None or other.place is None:
        return False
    return is_same_place(one.place, other.place, act.ctx.policy.same_place_m)


def _rooms(act: Act, incident: Incident) -> set[str]:
    """Where its alert is, or was sent to and waits."""
    channels = channels_for(act.ctx, incident.place, private_home=incident.private_home)
    alerted = {record.room for record in act.tx.journal.alerted(incident.code)}
    return alerted | {room.name for room in rooms_of(channels)}


def _move_reports(act: Act, source: Incident, target: Incident) -> None:
    last = max((report.number for report in act.tx.reports.of_incident(target.code)), default=0)
    for at, report in enumerate(act.tx.reports.of_incident(source.code), start=last + 1):
        act.tx.reports.save(replace(report, incident=target.code, number=at))
