"""Answers about the place of an open draft: one of those offered, none of them, or another one."""

from dataclasses import replace

from handlers import guided
from handlers.conversation import Asking
from handlers.draft import due_at
from handlers.outbound import Answer
from handlers.receipt import ask_where, mark_of, preview
from handlers.talk import Talk


def pick_place(talk: Talk, mark: str) -> Answer:
    """The place behind a button or number. One of an older list, or a forged one, chooses nothing."""
    draft = talk.draft()
    if draft is None:
        return talk.nothing_open()
    place = next((each for each in draft.place_options if mark_of(each) == mark), None)
    if place is None:
        return talk.note("where.stale")
    chosen = talk.tx.reports.save(
        replace(draft, place=place, place_options=(), understood="", due_at=due_at(talk, place))
    )
    return guided.go_on(talk, chosen) if _is_guided(talk) else preview(talk, chosen)


def no_place_fits(talk: Talk) -> Answer:
    draft = talk.draft()
    if draft is None:
        return talk.nothing_open()
    report = talk.tx.reports.save(replace(draft, place_options=(), due_at=due_at(talk, None)))
    if _is_guided(talk):
        return guided.ask_place_again(talk, report)
    return ask_where(talk, report, None)


def fix_place(talk: Talk) -> Answer:
    """Ask for the place again; the draft waits for it."""
    draft = talk.draft()
    if draft is None:
        return talk.nothing_open()
    waiting = replace(draft, place=None, place_options=(), understood="", due_at=due_at(talk, None))
    return ask_where(talk, talk.tx.reports.save(waiting), None)


def _is_guided(talk: Talk) -> bool:
    return talk.held.asking is Asking.GUIDED_PLACE
