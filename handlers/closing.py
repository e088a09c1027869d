"""The end of an incident: reporters are told, words and tags go, one line stays in place of the card."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.incident import Closing, Incident, IncidentState, Reason, ReportState
from handlers.notes import owner_of, unsure_owner
from handlers.outbound import Post, PostKind, Urgency
from handlers.outcomes import outcome
from handlers.ports import Context, Transaction
from handlers.retention import witness_bucket
from handlers.sealed import forget_sealed


def close(
    tx: Transaction,
    ctx: Context,
    incident: Incident,
    closing: Closing,
    *,
    reason: Reason | None = None,
    by: Iterable[str] = (),
) -> Incident:
    """Close it. Everything that could still reach or recognise a reporter is forgotten with it.

    What an all clear or a correction adds stays as long as its key lives: it may still wait to be sent.
    """
    saved = tx.incidents.save(
        replace(
            incident,
            state=IncidentState.CLOSED,
            closing=closing,
            reason=reason,
            closed_at=ctx.now,
            claimed_by="",
            claimed_until=None,
        )
    )
    for report in tx.reports.of_incident(incident.code):
        if report.state is not ReportState.WITHDRAWN:
            tx.outbox.notice(outcome(report, saved))
        tx.reports.save(replace(report, state=ReportState.CLOSED))
        forget_sealed(tx, report.ref)
    for edition in range(incident.edition + 1):
        tx.wordings.delete(owner_of(incident.code, edition))
    tx.wordings.delete(unsure_owner(incident.code))
    tx.journal.count(f"closed.{closing.value}", ctx.now)
    summarise(tx, ctx, saved, tuple(by))
    return saved


def summarise(tx: Transaction, ctx: Context, incident: Incident, by: tuple[str, ...]) -> None:
    """The card becomes one line: what became of it, by whom, and how many saw it, roughly."""
    closing = incident.closing.value if incident.closing else ""
    terms = {"closing": f"room.closing.{closing}"}
    if incident.reason is not None:
        terms["reason"] = f"room.reason.{incident.reason.value}"
    key = "room.summary.reason" if incident.reason else "room.summary"
    if incident.closing is Closing.MERGED:
        key = "room.summary.merged"
    witnesses = f"{witness_bucket(max(1, incident.witnesses))}+"
    slots = {"code": incident.code, "by": ", ".join(by) or "-", "witnesses": witnesses, "other": incident.merged_into}
    for room in ctx.directory.moderation:
        tx.outbox.post(
            Post(
                room=room.name,
                kind=PostKind.SUMMARY,
                urgency=Urgency.MODERATION,
                incident=incident.code,
                payload={"key": key, "slots": slots, "terms": terms},
                subject=f"card:{incident.code}",
                coalesce=f"card:{incident.code}:{room.name}",
                edits=True,
                silent=True,
            )
        )
