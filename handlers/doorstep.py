"""They are at somebody's door, or took somebody: rights and hotline first, before anything else is asked.

A home stays a private home until the resident says it is not one: never alerted finer than its neighborhood.
"""

from dataclasses import replace

from handlers.actions import Verb
from handlers.conversation import Asking
from handlers.draft import due_at, hear
from handlers.outbound import Answer, Message
from handlers.reading import Door
from handlers.receipt import told_back
from handlers.rights import hotlines
from handlers.talk import Talk


def heard(talk: Talk, door: Door) -> Answer:
    """The message is a draft as any other; only what is said first differs."""
    first = first_aid(talk, door)
    if door is Door.TAKEN:
        return hear(talk, first)
    told = hear(talk, first, private_home=True)
    draft = talk.tx.reports.get(told.conversation.report) if told.conversation else None
    if draft is None:
        return told
    waiting = talk.tx.reports.save(replace(draft, due_at=due_at(talk, None)))
    ask = Message(
        text=talk.say("door.home"),
        choices=(
            (
                talk.choice("choice.yes", Verb.HOME_YES, waiting.ref),
                talk.choice("choice.no", Verb.HOME_NO, waiting.ref),
            ),
        ),
    )
    kept = tuple(reply for reply in told.replies if reply.text == talk.say("receipt.first_passed"))
    return talk.answer(*kept, first, ask, report=waiting.ref, asking=Asking.HOME)


def first_aid(talk: Talk, door: Door) -> Message:
    return Message(text="\n".join((talk.say(f"door.aid.{door.value}"), *hotlines(talk), talk.say("door.asleep"))))


def is_home(talk: Talk, *, home: bool) -> Answer:
    """The answer to "Is this your home?"."""
    draft = talk.draft()
    if draft is None:
        return talk.note("draft.none")
    known = replace(draft, private_home=home, due_at=due_at(talk, draft.place))
    return told_back(talk, talk.tx.reports.save(known))
