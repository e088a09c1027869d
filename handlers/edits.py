"""A resident changes their mind: an edited or deleted message, "fix", "cancel", "withdraw", and more to add."""

from collections.abc import Callable
from dataclasses import replace

from handlers.actions import Verb
from handlers.card import refresh_card
from handlers.closing import close
from handlers.conversation import Asking
from handlers.draft import append_words, completed, due_at, found, hear, observed
from handlers.followup import take_in
from handlers.incident import Closing, Incident, IncidentState, Reason, Report, ReportState
from handlers.observation import Observation, Presence
from handlers.outbound import Answer, Message
from handlers.reading import read_observation, read_presence
from handlers.receipt import told_back
from handlers.report import is_same_person, standing
from handlers.rewording import Rewording, edited_part, merged
from handlers.roomnotes import tell_moderators
from handlers.sealed import forget_sealed, words_owner
from handlers.talk import Talk


def edited(talk: Talk) -> Answer:
    """The message behind a report reads differently now: what it said before goes, its words with it."""
    report = talk.tx.reports.get(talk.said.report) if talk.said.report else None
    if report is None:
        return talk.note("edit.unknown")
    rewording, others = _reworded(talk, report)
    if report.state is ReportState.DRAFT:
        told = _draft_saved(talk, report, rewording.applied(report.observation, others), rewording.present)
    else:
        told = _passed_reworded(talk, report, rewording, others)
    if told.report:
        # Which of several messages the words were is not known; what was taken back must not stay for that.
        talk.tx.wordings.put(words_owner(report.ref), talk.said.text, talk.said.masked)
    return told


def _reworded(talk: Talk, report: Report) -> tuple[Rewording, Observation]:
    """What the message said before and says now, and what the report's other messages say."""
    zone, at = talk.ctx.policy.timezone, report.received_at
    words = talk.tx.wordings.read(words_owner(report.ref)) or ""
    part, others = edited_part(words, talk.said.text)
    # Read as of then, or "10 minutes ago" would seem to have changed by itself.
    rewording = Rewording(
        was=read_observation(part, at, zone),
        now=read_observation(talk.said.text, at, zone),
        was_presence=read_presence(part),
        presence=read_presence(talk.said.text),
    )
    return rewording, merged(read_observation(other, at, zone) for other in others)


def _passed_reworded(talk: Talk, report: Report, rewording: Rewording, others: Observation) -> Answer:
    incident = talk.tx.incidents.get(report.incident)
    if report.state is not ReportState.PASSED or incident is None or incident.state is IncidentState.CLOSED:
        return talk.answer(Message(text=talk.say("conversation.closed")), report="")
    seen = rewording.applied(report.observation, others)
    talk.tx.reports.save(replace(report, observation=seen, presence=rewording.present(report.presence)))
    voices = [each.observation for each in standing(talk.tx, incident) if each.ref != report.ref]
    presence = rewording.present(incident.presence)
    saved = talk.tx.incidents.save(
        replace(
            incident,
            observation=rewording.applied(incident.observation, merged((*voices, others))),
            presence=presence,
            presence_at=talk.ctx.now if presence is not incident.presence else incident.presence_at,
        )
    )
    refresh_card(talk.tx, talk.ctx, saved)
    _tell_moderators(talk, saved, report, "room.reporter_changed")
    return talk.answer(Message(text=talk.say("report.changed")), report=report.ref)


def deleted(talk: Talk) -> Answer:
    """The message behind a report was deleted for everyone: that is a withdrawal."""
    return _taken_back(talk, talk.report() if talk.said.report else None)


def withdraw(talk: Talk) -> Answer:
    return _taken_back(talk, talk.report())


def cancel(talk: Talk) -> Answer:
    """Delete the open draft; what was passed on is taken back by WITHDRAW only."""
    draft = talk.draft()
    if draft is None:
        key = "withdraw.hint" if talk.passed() else "draft.none"
        return talk.answer(Message(text=talk.say(key)))
    return _deleted(talk, draft)


def fix_other(talk: Talk) -> Answer:
    if talk.draft() is None and talk.passed() is None:
        return talk.note("draft.none")
    return talk.answer(Message(text=talk.say("fix.ask"), awaits_text=True), asking=Asking.FIX_OTHER)


def fixed(talk: Talk) -> Answer:
    """The words after "fix"."""
    if draft := talk.draft():
        return _draft_corrected(talk, draft)
    passed = talk.passed()
    return _added(talk, passed, "changed") if passed else hear(talk)


def is_addition(talk: Talk) -> bool:
    """Whether a message without a place of its own says more of what was passed on a short while ago."""
    report, resolution = talk.passed(), found(talk)
    if report is None or resolution.place or resolution.candidates or resolution.missing is None:
        return False
    recent = talk.ctx.now - report.received_at <= talk.ctx.policy.same_time
    return recent and not resolution.understood


def added(talk: Talk) -> Answer:
    report = talk.passed()
    return _added(talk, report, "added") if report else hear(talk)


def _draft_corrected(talk: Talk, draft: Report) -> Answer:
    said = read_presence(talk.said.text)
    told = _draft_saved(talk, draft, corrected(draft.observation, observed(talk)), lambda before: said or before)
    append_words(talk, draft)
    return told


def _draft_saved(
    talk: Talk, draft: Report, seen: Observation, present: Callable[[Presence | None], Presence | None]
) -> Answer:
    resolution = completed(talk, replace(draft, place=None))
    place = resolution.place or draft.place
    report = talk.tx.reports.save(
        replace(
            draft,
            observation=seen,
            place=place,
            place_options=() if place else tuple(each.place for each in resolution.candidates),
            presence=present(draft.presence),
            due_at=due_at(talk, place),
        )
    )
    return told_back(talk, report, resolution)


def corrected(old: Observation, new: Observation) -> Observation:
    """As merged, but a list that is said again replaces the old one."""
    return replace(
        old.merged(new),
        activities=new.activities or old.activities,
        uniforms=new.uniforms or old.uniforms,
        vehicle_kinds=new.vehicle_kinds or old.vehicle_kinds,
    )


def _added(talk: Talk, report: Report, how: str) -> Answer:
    """Words for a report moderators have: its card changes, and they are asked where an alert is out."""
    seen = observed(talk)
    incident = take_in(talk.tx, talk.ctx, report, seen, read_presence(talk.said.text))
    if incident is None:
        return talk.answer(Message(text=talk.say("conversation.closed")), report="")
    append_words(talk, report)
    if how == "changed" or incident.state is IncidentState.PUBLISHED:
        _tell_moderators(talk, incident, report, "room.reporter_changed")
    return talk.answer(Message(text=talk.say(f"report.{how}")), report=report.ref)


def _taken_back(talk: Talk, report: Report | None) -> Answer:
    if report is None:
        return talk.note("draft.none")
    if report.state is ReportState.DRAFT:
        return _deleted(talk, report)
    incident = talk.tx.incidents.get(report.incident)
    if report.state is not ReportState.PASSED or incident is None or incident.state is IncidentState.CLOSED:
        return talk.answer(Message(text=talk.say("conversation.closed")), report="")
    talk.tx.reports.save(replace(report, state=ReportState.WITHDRAWN, has_photo=False))
    forget_sealed(talk.tx, report.ref)
    _without_report(talk, incident, report)
    key = "withdraw.published" if incident.state is IncidentState.PUBLISHED else "withdraw.done"
    return talk.done_with(report, Message(text=talk.say(key)))


def _without_report(talk: Talk, incident: Incident, report: Report) -> None:
    """One voice less. What nobody reports any more is closed, unless channels were told: then moderators decide."""
    left = standing(talk.tx, incident)
    if not left and incident.state is IncidentState.PENDING:
        close(talk.tx, talk.ctx, replace(incident, witnesses=0), Closing.REJECTED, reason=Reason.UNCHECKED)
        return
    gone = not any(is_same_person(talk.ctx, incident, report.ref, other.ref) for other in left)
    saved = talk.tx.incidents.save(replace(incident, witnesses=max(0, incident.witnesses - gone)))
    refresh_card(talk.tx, talk.ctx, saved)
    _tell_moderators(talk, saved, report, "room.reporter_withdrew")


def _deleted(talk: Talk, draft: Report) -> Answer:
    forget_sealed(talk.tx, draft.ref)
    talk.tx.reports.delete(draft.ref)
    return talk.done_with(draft, Message(text=talk.say("draft.cancelled")))


def _tell_moderators(talk: Talk, incident: Incident, report: Report, key: str) -> None:
    """Ask them to update, retract or keep; the words themselves stay sealed."""
    out = incident.state is IncidentState.PUBLISHED
    tell_moderators(
        talk.tx,
        talk.ctx,
        key,
        incident=incident,
        slots={"code": incident.code, "number": report.number},
        verbs=(Verb.DOUBT, Verb.CLEAR, Verb.FALSE) if out else (),
        coalesce=f"{key}:{report.ref}",
    )
