"""Passing a report on: it joins the incident it belongs to, or opens one, and moderators see it on the card."""

from dataclasses import replace
from datetime import timedelta

from geo.place import Place
from handlers import alert
from handlers.card import refresh_card
from handlers.errors import Conflict, TagForgotten
from handlers.grouping import best_incident, finer, search_radius_m
from handlers.inbound import Witness
from handlers.incident import (
    CODE_ALPHABET,
    CODE_LENGTH,
    Incident,
    IncidentState,
    Report,
    ReportState,
)
from handlers.observation import Presence
from handlers.outcomes import joined
from handlers.ports import Context, Transaction

CODE_RESTS = timedelta(days=90)
"""A code is not used again before this, so that an old alert is never taken for a new one."""
FRESH = timedelta(minutes=10)
"""What was seen longer ago says nothing of whether they are still there."""
DRAWS = 50
LONGEST_CODE = CODE_LENGTH + 2


def pass_on(tx: Transaction, ctx: Context, report: Report) -> Incident:
    """Hand a draft to the moderators. A report that was passed on before changes nothing."""
    if report.state is not ReportState.DRAFT:
        known = tx.incidents.get(report.incident)
        if known is None:
            raise Conflict
        return known
    found = _where_it_belongs(tx, ctx, report)
    incident = _joined(tx, ctx, found, report) if found else _opened(tx, ctx, report)
    tx.reports.save(replace(report, state=ReportState.PASSED, incident=incident.code, number=incident.reports))
    refresh_card(tx, ctx, incident)
    return incident


def pass_on_due(tx: Transaction, ctx: Context, limit: int = 50) -> int:
    """Hand on every draft whose time has come, oldest first; returns how many."""
    due = tx.reports.due(ctx.now, limit)
    for report in due:
        pass_on(tx, ctx, report)
    return len(due)


def standing(tx: Transaction, incident: Incident) -> list[Report]:
    """Its reports that nobody took back."""
    return [report for report in tx.reports.of_incident(incident.code) if report.state is not ReportState.WITHDRAWN]


def is_same_person(ctx: Context, incident: Incident, one: str, other: str) -> bool:
    """Whether two reports came from one person; whoever is not known any more counts as somebody else."""
    first, second = ctx.people.witness_of(one), ctx.people.witness_of(other)
    # Who speaks now stands in for whoever is not known: that holds for the report in hand alone.
    if first is None or second is None or not ctx.people.reachable(other):
        return False
    epoch = ctx.people.current_epoch()
    return first.tag_for(incident.code, epoch) == second.tag_for(incident.code, epoch)


def count_witness(tx: Transaction, incident: Incident, witness: Witness | None) -> bool:
    """Whether this person is new to the incident, remembered from now on. One who is not known counts as new."""
    try:
        return witness is None or _is_new(tx, incident, witness)
    except TagForgotten:
        return True


def _is_new(tx: Transaction, incident: Incident, witness: Witness) -> bool:
    for made_under, epoch in tx.tags.keys(incident.code):
        if tx.tags.has(made_under, epoch, witness.tag_for(made_under, epoch)):
            return False
    return tx.tags.add(incident.code, incident.epoch, witness.tag_for(incident.code, incident.epoch))


def _where_it_belongs(tx: Transaction, ctx: Context, report: Report) -> Incident | None:
    if report.place is None:
        return None
    policy = ctx.policy
    near = tx.incidents.open_near(report.place.point, search_radius_m(policy.same_place_m), ctx.ago(policy.same_time))
    return best_incident(report.place, near, policy.same_place_m)


def _joined(tx: Transaction, ctx: Context, incident: Incident, report: Report) -> Incident:
    is_new = count_witness(tx, incident, ctx.people.witness_of(report.ref)) or _is_back(tx, ctx, incident, report)
    if incident.state is IncidentState.PUBLISHED:
        tx.outbox.notice(joined(report, incident, _zones(tx, ctx, incident)))
    place, edition = _place_after(tx, incident, report)
    seen = _seen_again(ctx, incident, report)
    saved = tx.incidents.save(
        replace(
            incident,
            observation=incident.observation.merged(report.observation),
            place=place,
            edition=edition,
            witnesses=incident.witnesses + is_new,
            reports=incident.reports + 1,
            last_report_at=max(incident.last_report_at, ctx.now),
            private_home=incident.private_home or report.private_home,
            presence=seen or incident.presence,
            presence_at=ctx.now if seen else incident.presence_at,
        )
    )
    return alert.hide_home(tx, incident, saved)


def _seen_again(ctx: Context, incident: Incident, report: Report) -> Presence | None:
    """A fresh sighting near a published alert, a bare pin too, says that they are still there."""
    seen_at = report.observation.seen_at or report.received_at
    fresh = incident.state is IncidentState.PUBLISHED and ctx.now - seen_at <= FRESH
    return report.presence or (Presence.THERE if fresh else None)


def _is_back(tx: Transaction, ctx: Context, incident: Incident, report: Report) -> bool:
    """Whether somebody who took back all they had said of it says it again: no longer counted, though recognised."""
    theirs = [
        each.state
        for each in tx.reports.of_incident(incident.code)
        if is_same_person(ctx, incident, each.ref, report.ref)
    ]
    return bool(theirs) and all(state is ReportState.WITHDRAWN for state in theirs)


def _zones(tx: Transaction, ctx: Context, incident: Incident) -> str:
    """The channels that were told of it."""
    told = {record.room for record in tx.journal.alerted(incident.code)}
    return ", ".join(
        channel.name for channel in ctx.directory.channels if any(room.name in told for room in channel.rooms)
    )


def _place_after(tx: Transaction, incident: Incident, report: Report) -> tuple[Place | None, int]:
    """A finer place takes a vaguer one's, but never under votes that were cast for what stood there."""
    if incident.place is None or report.place is None or incident.state is not IncidentState.PENDING:
        return incident.place, incident.edition
    place = finer(incident.place, report.place)
    if place is incident.place or tx.votes.of(incident.code, incident.edition):
        return incident.place, incident.edition
    return place, incident.edition + 1


def _opened(tx: Transaction, ctx: Context, report: Report) -> Incident:
    incident = Incident(
        code=_fresh_code(tx, ctx),
        state=IncidentState.PENDING,
        observation=report.observation,
        place=report.place,
        epoch=ctx.people.current_epoch(),
        opened_at=ctx.now,
        last_report_at=ctx.now,
        witnesses=1,
        reports=1,
        private_home=report.private_home,
        presence=report.presence,
        presence_at=ctx.now if report.presence else None,
    )
    tx.incidents.add(incident)
    count_witness(tx, incident, ctx.people.witness_of(report.ref))
    tx.journal.count("opened", ctx.now)
    return incident


def _fresh_code(tx: Transaction, ctx: Context) -> str:
    """A code nobody has seen lately; where the short ones run out it grows by a character."""
    since = ctx.ago(CODE_RESTS)
    for length in range(CODE_LENGTH, LONGEST_CODE + 1):
        for _ in range(DRAWS):
            code = ctx.draw(CODE_ALPHABET, length)
            if not tx.incidents.code_taken(code, since):
                return code
    raise Conflict
