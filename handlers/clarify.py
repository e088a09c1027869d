"""Answers about the place of an open draft: one of those offered, none of them, or another one."""

from dataclasses import replace

from handlers.draft import due_at
from handlers.outbound import Answer
from handlers.receipt import ask_where, preview
from handlers.talk import Talk


def pick_place(talk: Talk, index: str) -> Answer:
    """The place behind a number. A forged or stale one is answered like a question that is closed."""
    draft = talk.draft()
    options = draft.place_options if draft else ()
    if draft is None or not index.isdecimal() or int(index) >= len(options):
        return talk.nothing_open()
    place = options[int(index)]
    chosen = replace(draft, place=place, place_options=(), understood="", due_at=due_at(talk, place))
    return preview(talk, talk.tx.reports.save(chosen))


def no_place_fits(talk: Talk) -> Answer:
    draft = talk.draft()
    if draft is None:
        return talk.nothing_open()
    report = talk.tx.reports.save(replace(draft, place_options=(), due_at=due_at(talk, None)))
    return ask_where(talk, report, None)


def fix_place(talk: Talk) -> Answer:
    """Ask for the place again; the draft waits for it."""
    draft = talk.draft()
    if draft is None:
        return talk.nothing_open()
    waiting = replace(draft, place=None, place_options=(), understood="", due_at=due_at(talk, None))
    return ask_where(talk, talk.tx.reports.save(waiting), None)
