"""A photo: for moderators only, and only if its sender says so; until then it rests sealed and unseen.

The sighting does not wait for it. Whoever says nothing has sent text only, and the photo goes with the report's words.
"""

from collections.abc import Callable
from dataclasses import replace

from handlers.actions import Verb
from handlers.card import refresh_card
from handlers.draft import hear
from handlers.inbound import Photo, PhotoRefusal
from handlers.incident import IncidentState, Report, ReportState
from handlers.outbound import Answer, Message
from handlers.sealed import photo_owner, waiting_photo_owner
from handlers.talk import Talk

_OPEN = frozenset({ReportState.DRAFT, ReportState.PASSED})


def heard(talk: Talk, hear_words: Callable[[Talk], Answer]) -> Answer:
    """What is not kept is refused with the reason; a caption counts as any other words all the same.

    A photo without one is more of the open report, or begins one.
    """
    has_words = bool(talk.said.text.strip())
    photo = talk.said.photo
    if isinstance(photo, PhotoRefusal):
        refusal = talk.note(f"refused.{photo.value}")
        return _led(refusal.replies, hear_words(talk)) if has_words else refusal
    open_report = talk.report()
    if open_report is not None and open_report.state in _OPEN and not has_words:
        return _asked(talk, open_report, photo, talk.aside())
    answer = hear_words(talk) if has_words else hear(talk)
    report = talk.tx.reports.get(answer.report) if answer.report else None
    if report is None:
        return _led((Message(text=talk.say(f"refused.{PhotoRefusal.NO_SIGHTING.value}")),), answer)
    return _asked(talk, report, photo, answer)


def keep(talk: Talk) -> Answer:
    """Moderators may ask for it from now on."""
    report = talk.report()
    picture = talk.tx.wordings.read(waiting_photo_owner(report.ref)) if report else None
    if report is None or picture is None or report.state not in _OPEN:
        return talk.note("photo.gone")
    talk.tx.wordings.put(photo_owner(report.ref), picture)
    talk.tx.wordings.delete(waiting_photo_owner(report.ref))
    _mark(talk, report, has_photo=True)
    return talk.note("photo.kept")


def drop(talk: Talk) -> Answer:
    """Text only, at any time: the photo is gone at once."""
    report = talk.report()
    if report is not None and report.state in _OPEN:
        talk.tx.wordings.delete(waiting_photo_owner(report.ref))
        talk.tx.wordings.delete(photo_owner(report.ref))
        _mark(talk, report, has_photo=False)
    return talk.note("photo.dropped")


def _asked(talk: Talk, report: Report, photo: Photo, answer: Answer) -> Answer:
    """Keep it sealed, and put the question under what is said anyway: numbers belong to the latest message."""
    if report.has_photo or talk.tx.wordings.read(waiting_photo_owner(report.ref)) is not None:
        return _led((Message(text=talk.say("photo.one")),), answer)
    talk.tx.wordings.put(waiting_photo_owner(report.ref), photo.picture)
    *before, last = answer.replies or (Message(text=""),)
    question = talk.words.count("photo.ask", photo.faces)
    choices = (
        *last.choices,
        (talk.choice("choice.photo_keep", Verb.PHOTO_KEEP, report.ref),),
        (talk.choice("choice.photo_drop", Verb.PHOTO_DROP, report.ref),),
    )
    asked = replace(last, text="\n".join(filter(None, (last.text, question))), choices=choices)
    held = answer.conversation or talk.held
    options = tuple(choice.action for choice in asked.flat_choices)
    conversation = replace(held, report=report.ref, options=options)
    return replace(answer, replies=(*before, asked), conversation=conversation, report=report.ref)


def _mark(talk: Talk, report: Report, *, has_photo: bool) -> None:
    if report.has_photo is has_photo:
        return
    talk.tx.reports.save(replace(report, has_photo=has_photo))
    incident = talk.tx.incidents.get(report.incident) if report.incident else None
    if incident is not None and incident.state is not IncidentState.CLOSED:
        refresh_card(talk.tx, talk.ctx, incident)


def _led(first: tuple[Message, ...], answer: Answer) -> Answer:
    return replace(answer, replies=(*first, *answer.replies))
