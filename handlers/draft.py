"""A sighting comes in: it is committed at once as a draft, told back, and passed on by itself when due."""

from dataclasses import replace
from datetime import datetime, timedelta

from geo.place import Hints, Missing, Outcome, Place, Precision, Resolution
from handlers.grouping import is_same_place
from handlers.incident import Report, ReportState
from handlers.observation import Observation
from handlers.outbound import Answer, Message
from handlers.reading import read_observation, read_presence
from handlers.receipt import told_back
from handlers.report import pass_on
from handlers.sealed import words_owner
from handlers.talk import Talk

REF_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
REF_LENGTH = 10
NEVER = timedelta(days=365)
"""Where drafts are passed on only on yes, none is due by itself; retention deletes what nobody confirmed."""
NOWHERE = Resolution(outcome=Outcome.UNRESOLVED, missing=Missing.NOTHING_FOUND)


def hear(talk: Talk, *first: Message, private_home: bool = False) -> Answer:
    """Everything that is no command and no answer: a new draft, or more of the open one."""
    draft = talk.draft()
    if draft is None:
        return open_draft(talk, *first, private_home=private_home)
    place = found(talk).place
    if place and draft.place and not _is_of_one_sighting(talk, draft.place, place):
        pass_on(talk.tx, talk.ctx, draft)
        first = (*first, Message(text=talk.say("receipt.first_passed")))
        return open_draft(talk, *first, private_home=private_home)
    return add_to(talk, draft, *first, private_home=private_home)


def _is_of_one_sighting(talk: Talk, before: Place, said: Place) -> bool:
    """Whether it is the place meant before, or a finer one in the neighborhood that was named."""
    finer = before.precision is Precision.AREA and said.neighborhood == before.label
    return finer or is_same_place(before, said, talk.ctx.policy.same_place_m)


def open_draft(talk: Talk, *first: Message, private_home: bool = False) -> Answer:
    report = new_draft(talk, found(talk), private_home=private_home)
    return told_back(talk, report, found(talk), *first)


def new_draft(talk: Talk, resolution: Resolution, *, private_home: bool = False) -> Report:
    """Store it. The words are sealed, the place is coarse, the time is to the minute."""
    report = Report(
        ref=talk.ctx.draw(REF_ALPHABET, REF_LENGTH),
        state=ReportState.DRAFT,
        observation=observed(talk),
        place=resolution.place,
        place_options=tuple(candidate.place for candidate in resolution.candidates),
        understood=", ".join(resolution.understood) if resolution.place is None else "",
        received_at=talk.said.now,
        due_at=due_at(talk, resolution.place),
        private_home=private_home or talk.held.at_home,
        presence=read_presence(talk.said.text),
    )
    talk.tx.reports.add(report)
    talk.tx.wordings.put(words_owner(report.ref), talk.said.text, talk.said.masked)
    return report


def add_to(talk: Talk, draft: Report, *first: Message, private_home: bool = False) -> Answer:
    """More words of the same sighting."""
    resolution = completed(talk, draft)
    place = resolution.place or draft.place
    report = talk.tx.reports.save(
        replace(
            draft,
            observation=draft.observation.merged(observed(talk)),
            place=place,
            place_options=() if place else tuple(each.place for each in resolution.candidates),
            understood="" if place else (", ".join(resolution.understood) or draft.understood),
            due_at=due_at(talk, place),
            private_home=draft.private_home or private_home,
            presence=read_presence(talk.said.text) or draft.presence,
        )
    )
    append_words(talk, report)
    return told_back(talk, report, resolution, *first)


def observed(talk: Talk) -> Observation:
    return read_observation(talk.said.text, talk.said.now, talk.ctx.policy.timezone)


def found(talk: Talk) -> Resolution:
    return talk.said.resolution or NOWHERE


def completed(talk: Talk, draft: Report) -> Resolution:
    """Where this message says it is; half of it is completed by the street or neighborhood understood before."""
    resolution = found(talk)
    if draft.place is not None and draft.place.precision is Precision.AREA:
        return _in_its_area(talk, resolution, draft.place)
    vague = resolution.place is None or resolution.place.precision is Precision.AREA
    if draft.place is not None or not draft.understood or not vague or resolution.candidates:
        return resolution
    said = ", ".join(resolution.understood)
    if not said:
        return resolution
    both = talk.ctx.gazetteer.resolve(f"{draft.understood} & {said}", Hints(near=talk.held.near))
    return resolution if both.outcome is Outcome.UNRESOLVED else both


def _in_its_area(talk: Talk, resolution: Resolution, area: Place) -> Resolution:
    """A street alone, where the neighborhood was said before."""
    if resolution.missing is not Missing.CROSS_STREET:
        return resolution
    street = ", ".join(resolution.understood)
    both = talk.ctx.gazetteer.resolve(f"{street}, {area.label}", Hints(near=talk.held.near))
    return both if both.place and both.place.neighborhood == area.label else resolution


def append_words(talk: Talk, report: Report) -> None:
    if talk.said.text:
        talk.tx.wordings.append(words_owner(report.ref), talk.said.text, talk.said.masked)


def due_at(talk: Talk, place: Place | None) -> datetime:
    """When a draft is passed on by itself: soon where its place is known, else after a time to answer."""
    policy, now = talk.ctx.policy, talk.ctx.now
    if place is None:
        return now + policy.place_wait
    return now + (policy.draft_delay or NEVER)


def send_now(talk: Talk) -> Answer:
    """Pass it on. Whoever asks again hears again that it was."""
    report = talk.draft() or talk.passed()
    if report is None:
        return talk.nothing_open()
    pass_on(talk.tx, talk.ctx, report)
    key = "receipt.passed" if report.place else "receipt.passed_unknown"
    return talk.answer(Message(text=talk.say(key)), report=report.ref)
