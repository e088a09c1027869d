"""Step by step through SALUTE: one short question each, all skippable; left alone it is passed on as it stands."""

from dataclasses import replace
from datetime import datetime

from handlers.actions import Verb
from handlers.conversation import Asking
from handlers.draft import NOWHERE, append_words, completed, due_at, found, new_draft, observed
from handlers.incident import Report
from handlers.observation import Activity, Observation, Uniform
from handlers.outbound import Answer, Choice, Message
from handlers.reading import read_number, read_presence
from handlers.receipt import ask_which, told_back
from handlers.talk import Talk

STEPS = (
    Asking.GUIDED_SIZE,
    Asking.GUIDED_ACTIVITY,
    Asking.GUIDED_PLACE,
    Asking.GUIDED_UNIFORM,
    Asking.GUIDED_TIME,
    Asking.GUIDED_EQUIPMENT,
)
MOST_AGENTS = 500
_ACTIVITIES = (Activity.STOP, Activity.ARREST, Activity.RAID, Activity.CHECKPOINT, Activity.PRESENT)
_UNIFORMS = (Uniform.VESTS, Uniform.MASKS, Uniform.PLAIN, Uniform.TACTICAL, Uniform.MARKED)
_OFFERED: dict[Asking, tuple[Activity | Uniform, ...]] = {
    Asking.GUIDED_ACTIVITY: _ACTIVITIES,
    Asking.GUIDED_UNIFORM: _UNIFORMS,
}


def begin(talk: Talk) -> Answer:
    """The first question. Nothing is stored before there is something to store."""
    minutes = int(talk.ctx.policy.guided_wait.total_seconds()) // 60
    intro = Message(text=talk.words.count("guided.intro", minutes))
    return _ask(talk, Asking.GUIDED_SIZE, None, intro)


def answered(talk: Talk) -> Answer:
    """The words after a question belong to it, and may say more than was asked."""
    step, report = talk.held.asking, _kept(talk)
    if step is Asking.GUIDED_PLACE and report.place is None:
        resolution = completed(talk, report)
        if resolution.candidates:
            asked = ask_which(talk, report, resolution)
            held = replace(asked.conversation or talk.held, asking=step)
            return replace(asked, conversation=held)
    return _next(talk, step, report)


def picked(talk: Talk, argument: str) -> Answer | None:
    """A button of a step; None where it belongs to another question."""
    step = talk.held.asking
    offered = {kind.value: kind for kind in _OFFERED.get(step, ())}
    if argument not in offered:
        return None
    kind = offered[argument]
    seen = Observation(activities=(kind,)) if isinstance(kind, Activity) else Observation(uniforms=(kind,))
    draft = talk.draft() or new_draft(talk, NOWHERE)
    report = talk.tx.reports.save(replace(draft, observation=draft.observation.merged(seen), due_at=_waits(talk)))
    return _next(talk, step, report)


def skip(talk: Talk) -> Answer:
    """The next question; a place that was skipped stays open."""
    if talk.held.asking not in STEPS:
        return talk.note("draft.none") if talk.draft() is None else told_back(talk, talk.draft() or _kept(talk))
    return _next(talk, talk.held.asking, talk.draft())


def go_on(talk: Talk, report: Report) -> Answer:
    """The step after the one that was just settled by a choice."""
    return _next(talk, talk.held.asking, talk.tx.reports.save(replace(report, due_at=_waits(talk))))


def ask_place_again(talk: Talk, report: Report) -> Answer:
    waiting = talk.tx.reports.save(replace(report, due_at=_waits(talk)))
    return _ask(talk, Asking.GUIDED_PLACE, waiting)


def _kept(talk: Talk) -> Report:
    """The draft with this answer in it."""
    draft = talk.draft()
    if draft is None:
        draft = new_draft(talk, found(talk))
    else:
        append_words(talk, draft)
    resolution = completed(talk, draft)
    place = resolution.place or draft.place
    return talk.tx.reports.save(
        replace(
            draft,
            observation=draft.observation.merged(_meant(talk)),
            place=place,
            place_options=() if place else tuple(each.place for each in resolution.candidates),
            understood="" if place else (", ".join(resolution.understood) or draft.understood),
            presence=read_presence(talk.said.text) or draft.presence,
            due_at=_waits(talk),
        )
    )


def _meant(talk: Talk) -> Observation:
    """What the words say; a bare number answers what was just asked."""
    seen, number = observed(talk), read_number(talk.said.text)
    if number is None or not 0 < number <= MOST_AGENTS:
        return seen
    if talk.held.asking is Asking.GUIDED_SIZE:
        return replace(seen, agents=number)
    return replace(seen, vehicles=number) if talk.held.asking is Asking.GUIDED_EQUIPMENT else seen


def _next(talk: Talk, step: Asking, report: Report | None) -> Answer:
    at = STEPS.index(step) + 1
    if at < len(STEPS):
        if STEPS[at] is Asking.GUIDED_PLACE and report and report.place:
            at += 1
        return _ask(talk, STEPS[at], report)
    if report is None:
        return talk.answer(Message(text=talk.say("guided.nothing")), report="")
    due = talk.tx.reports.save(replace(report, due_at=due_at(talk, report.place)))
    return told_back(talk, due)


def _ask(talk: Talk, step: Asking, report: Report | None, *first: Message) -> Answer:
    rows: list[tuple[Choice, ...]] = [
        (
            Choice(
                talk.say(f"{step.value}.{kind.value}"), talk.choice("choice.skip", Verb.ANSWER, "", kind.value).action
            ),
        )
        for kind in _OFFERED.get(step, ())
    ]
    if rows:
        rows.append((talk.choice("choice.skip", Verb.SKIP),))
    # Where a number is the answer itself, choices would take it for one of theirs.
    message = Message(
        text=talk.say(f"{step.value}.ask"),
        choices=tuple(rows),
        awaits_text=not rows,
        ask_location=step is Asking.GUIDED_PLACE,
    )
    return talk.answer(*first, message, report=report.ref if report else "", asking=step)


def _waits(talk: Talk) -> datetime:
    return talk.ctx.now + talk.ctx.policy.guided_wait
