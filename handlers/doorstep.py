"""They are at somebody's door, or took somebody: rights and hotline first, before anything else is asked.

A home stays a private home until the resident says it is not one: never alerted finer than its neighborhood.
"""

from collections.abc import Callable
from dataclasses import replace

from handlers import alert
from handlers.actions import Verb
from handlers.card import refresh_card
from handlers.conversation import Asking
from handlers.draft import due_at
from handlers.incident import IncidentState, Report, ReportState
from handlers.outbound import Answer, Message
from handlers.reading import Door
from handlers.receipt import told_back
from handlers.report import standing
from handlers.rights import hotlines
from handlers.talk import Talk


def heard(talk: Talk, door: Door, take: Callable[[Talk], Answer]) -> Answer:
    """`take` is what the message is besides; whatever was asked, first aid is said before its answer."""
    first, told = first_aid(talk, door), take(talk)
    report = talk.tx.reports.get(told.report) if told.report and door is Door.HOME else None
    if report is None:
        return replace(told, replies=(first, *told.replies))
    if report.state is ReportState.DRAFT:
        talk.tx.reports.save(replace(report, private_home=True, due_at=due_at(talk, None)))
    else:
        _passed(talk, report, home=True)
    kept = tuple(reply for reply in told.replies if reply.text in _said_of_earlier(talk))
    return talk.answer(*kept, first, _ask(talk, report), report=report.ref, asking=Asking.HOME)


def _said_of_earlier(talk: Talk) -> tuple[str, ...]:
    """What stays worth saying when the home is asked for instead of the rest."""
    return tuple(talk.say(key) for key in ("receipt.first_passed", "report.changed"))


def _ask(talk: Talk, report: Report) -> Message:
    yes = talk.choice("choice.yes", Verb.HOME_YES, report.ref)
    return Message(text=talk.say("door.home"), choices=((yes, talk.choice("choice.no", Verb.HOME_NO, report.ref)),))


def first_aid(talk: Talk, door: Door) -> Message:
    return Message(text="\n".join((talk.say(f"door.aid.{door.value}"), *hotlines(talk), talk.say("door.asleep"))))


def is_home(talk: Talk, *, home: bool) -> Answer:
    """The answer to "Is this your home?"."""
    draft = talk.draft()
    if draft is None:
        passed = talk.passed()
        if passed is None:
            return without_report(talk, home=home)
        _passed(talk, passed, home=home)
        return talk.answer(Message(text=talk.say("question.thanks")), report=passed.ref)
    known = replace(draft, private_home=home, due_at=due_at(talk, draft.place))
    return told_back(talk, talk.tx.reports.save(known))


def without_report(talk: Talk, *, home: bool) -> Answer:
    """The same after a restart forgot which report was meant: what comes next is the home's, to be safe."""
    if not home:
        return talk.note("draft.none")
    return talk.answer(
        Message(text=talk.say("door.where"), ask_location=True), report="", asking=Asking.PLACE, at_home=True
    )


def ask_again(talk: Talk) -> Answer:
    """A bare answer with nothing known that it answers: only the question that protects somebody is asked again."""
    choices = (talk.choice("choice.yes", Verb.HOME_YES), talk.choice("choice.no", Verb.HOME_NO))
    return talk.answer(Message(text=talk.say("door.lost"), choices=(choices,)), asking=Asking.HOME)


def _passed(talk: Talk, report: Report, *, home: bool) -> None:
    """The same for what moderators have. One report of a home keeps the incident private, as do votes cast on it so."""
    talk.tx.reports.save(replace(report, private_home=home))
    incident = talk.tx.incidents.get(report.incident)
    if incident is None or incident.state is IncidentState.CLOSED:
        return
    voted = bool(talk.tx.votes.of(incident.code, incident.edition))
    private = any(each.private_home for each in standing(talk.tx, incident)) or (voted and incident.private_home)
    saved = talk.tx.incidents.save(replace(incident, private_home=private))
    refresh_card(talk.tx, talk.ctx, alert.hide_home(talk.tx, incident, saved))
