"""Answers to the moderators' follow-up questions: they go into the report, its incident and its card."""

from dataclasses import replace
from datetime import datetime

from handlers.actions import Action, Verb
from handlers.card import refresh_card
from handlers.draft import append_words, observed
from handlers.incident import Incident, IncidentState, Report
from handlers.messages import Words
from handlers.observation import Heading, Observation, Presence, Uniform
from handlers.outbound import Answer, Choice, Message
from handlers.ports import Context, Transaction
from handlers.reading import read_number, read_observation, read_presence
from handlers.sealed import words_owner
from handlers.talk import Talk

YES = frozenset({"yes", "y", "yeah", "yep", "si", "sí", "claro"})
NO = frozenset({"no", "n", "nope"})

ANSWERS: dict[str, tuple[str, ...]] = {
    "still": ("there", "gone"),
    "vests": ("marked", "blank"),
    "which_way": ("north", "south", "east", "west"),
    "which_side": ("north", "south", "east", "west"),
}
"""Questions that a button can answer; all others are answered in words or with a number."""


def choices_for(words: Words, question: str, report: str) -> tuple[tuple[Choice, ...], ...]:
    """The buttons under a question, one a row; none where words or a number answer it."""
    return tuple(
        (Choice(words.say(f"answer.{question}.{key}"), Action(Verb.ANSWER, report, f"{question}.{key}")),)
        for key in ANSWERS.get(question, ())
    )


def answered(talk: Talk) -> Answer:
    """The message after a question."""
    report = talk.passed()
    if report is None:
        return talk.answer(Message(text=talk.say("conversation.closed")), report="")
    append_words(talk, report)
    return _taken(talk, report, _meant(talk), _presence(talk))


def picked(talk: Talk, ref: str, argument: str) -> Answer:
    """A button under a question."""
    question, _, key = argument.partition(".")
    about = talk.about(ref)
    report = talk.tx.reports.get(ref) if about else None
    if report is None or report.incident == "" or key not in ANSWERS.get(question, ()):
        return talk.answer(Message(text=talk.say("conversation.closed")))
    talk.tx.wordings.append(words_owner(ref), f"[{question}: {key}]", f"[{question}: {key}]")
    seen, presence = Observation(), None
    if question == "still":
        presence = Presence(key)
    elif question == "which_way":
        seen = Observation(heading=Heading(key))
    elif argument == "vests.marked":
        seen = Observation(uniforms=(Uniform.MARKED,))
    if talk.draft() is None:
        return _taken(talk, report, seen, presence)
    heard = _taken(talk, report, seen, presence)  # a draft that was begun since stays the open one
    return replace(talk.aside(*heard.replies), report=heard.report)


def _presence(talk: Talk) -> Presence | None:
    """Whether they are still there; a bare yes or no answers exactly that question."""
    word = talk.said.text.strip(" .!").casefold()
    if talk.held.question == "still" and word in YES | NO:
        return Presence.THERE if word in YES else Presence.GONE
    return read_presence(talk.said.text)


def _meant(talk: Talk) -> Observation:
    seen, number = observed(talk), read_number(talk.said.text)
    if talk.held.question == "how_many" and number:
        return replace(seen, agents=number)
    if talk.held.question == "which_way" and seen.heading is None:
        return replace(seen, heading=_direction(talk.said.text, talk.said.now))
    return seen


def _direction(text: str, now: datetime) -> Heading | None:
    """A direction alone is an answer here, though elsewhere it may be part of a street's name."""
    return read_observation(f"heading {text}", now).heading


def _taken(talk: Talk, report: Report, seen: Observation, presence: Presence | None) -> Answer:
    if not take_in(talk.tx, talk.ctx, report, seen, presence):
        return talk.answer(Message(text=talk.say("conversation.closed")), report="")
    return talk.answer(Message(text=talk.say("question.thanks")), report=report.ref)


def take_in(
    tx: Transaction, ctx: Context, report: Report, seen: Observation, presence: Presence | None
) -> Incident | None:
    """Lay what a reporter adds over report and incident; None once the incident is closed."""
    incident = tx.incidents.get(report.incident)
    if incident is None or incident.state is IncidentState.CLOSED:
        return None
    tx.reports.save(replace(report, observation=report.observation.merged(seen), presence=presence or report.presence))
    saved = tx.incidents.save(
        replace(
            incident,
            observation=incident.observation.merged(seen),
            presence=presence or incident.presence,
            presence_at=ctx.now if presence else incident.presence_at,
        )
    )
    refresh_card(tx, ctx, saved)
    return saved
