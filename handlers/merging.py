"""Two incidents that are one: the second's reports and witnesses go over, its alert points to the first.

The target keeps its fields, so that no vote covers more than its moderator saw. Counts are an upper bound: one
person's tags in two incidents cannot be joined.
"""

from dataclasses import replace

from handlers import alert
from handlers.act import Act
from handlers.alertcontent import Standing
from handlers.card import refresh_card
from handlers.closing import close
from handlers.errors import Refused
from handlers.incident import Closing, Incident, IncidentState
from handlers.outbound import Answer


def merge(act: Act) -> Answer:
    """`merge K7Q2 M3X9`: K7Q2 becomes part of M3X9."""
    source = act.incident()
    target = _target(act)
    if target.code == source.code:
        raise Refused("room.merge.same", code=source.code)
    if source.state is IncidentState.PUBLISHED and target.state is not IncidentState.PUBLISHED:
        raise Refused("room.merge.other_way", code=source.code, other=target.code)
    _move_reports(act, source, target)
    act.tx.tags.move(source.code, target.code)
    saved = act.tx.incidents.save(
        replace(
            target,
            witnesses=target.witnesses + source.witnesses,
            reports=target.reports + source.reports,
            last_report_at=max(target.last_report_at, source.last_report_at),
            urgent=target.urgent or source.urgent,
        )
    )
    gone = replace(source, merged_into=target.code)
    if source.state is IncidentState.PUBLISHED:
        alert.expire(act.tx, gone, Standing.MERGED, other=target.code)
    close(act.tx, act.ctx, gone, Closing.MERGED, by=(act.alias,))
    act.note("merge", source.code)
    refresh_card(act.tx, act.ctx, saved)
    return act.answer("room.merged", code=source.code, other=target.code)


def _target(act: Act) -> Incident:
    code = act.action.argument.upper().removeprefix("#")
    return replace(act, action=replace(act.action, subject=code, argument="")).incident()


def _move_reports(act: Act, source: Incident, target: Incident) -> None:
    last = max((report.number for report in act.tx.reports.of_incident(target.code)), default=0)
    for at, report in enumerate(act.tx.reports.of_incident(source.code), start=last + 1):
        act.tx.reports.save(replace(report, incident=target.code, number=at))
