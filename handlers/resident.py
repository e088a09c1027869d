"""The entry for everything a resident sends: which use case answers it."""

from collections.abc import Callable
from dataclasses import replace

from geo.place import Place
from handlers import (
    clarify,
    contact,
    doorstep,
    draft,
    edits,
    followup,
    guided,
    photos,
    rights,
    subscribing,
    subscription,
    witnessing,
)
from handlers.actions import Action, Verb
from handlers.conversation import Asking, Conversation
from handlers.inbound import Kind, Submission
from handlers.observation import Presence
from handlers.outbound import Answer
from handlers.ports import Context, Transaction
from handlers.reading import Door, is_small_talk, read_door, read_number, read_wish
from handlers.talk import Talk

_Use = Callable[[Talk, Action], Answer]

_ABOUT_REPORTS: dict[Verb, _Use] = {
    Verb.SEND_NOW: lambda talk, _: draft.send_now(talk),
    Verb.FIX_PLACE: lambda talk, _: clarify.fix_place(talk),
    Verb.FIX_OTHER: lambda talk, _: edits.fix_other(talk),
    Verb.CANCEL: lambda talk, _: edits.cancel(talk),
    Verb.PICK_PLACE: lambda talk, action: clarify.pick_place(talk, action.argument),
    Verb.NO_PLACE_FITS: lambda talk, _: clarify.no_place_fits(talk),
    Verb.HOME_YES: lambda talk, _: doorstep.is_home(talk, home=True),
    Verb.HOME_NO: lambda talk, _: doorstep.is_home(talk, home=False),
    Verb.WITHDRAW: lambda talk, _: edits.withdraw(talk),
    Verb.PHOTO_KEEP: lambda talk, _: photos.keep(talk),
    Verb.PHOTO_DROP: lambda talk, _: photos.drop(talk),
}
"""Their buttons name a report, which must be the one that is open."""

_ALONE: dict[Verb, _Use] = {
    Verb.START: lambda talk, _: contact.greet(talk),
    Verb.HELP: lambda talk, _: contact.help_text(talk),
    Verb.PRIVACY: lambda talk, _: contact.privacy(talk),
    Verb.FORGET: lambda talk, _: contact.forget(talk),
    Verb.LANGUAGE: lambda talk, action: contact.language(talk, action.argument),
    Verb.RIGHTS: lambda talk, _: rights.rights(talk),
    Verb.GUIDED: lambda talk, _: guided.begin(talk),
    Verb.SKIP: lambda talk, _: guided.skip(talk),
    Verb.ANSWER: lambda talk, action: (
        guided.picked(talk, action.argument) or followup.picked(talk, action.subject, action.argument)
    ),
    Verb.STILL: lambda talk, action: witnessing.seen(talk, action.subject, Presence.THERE),
    Verb.GONE: lambda talk, action: witnessing.seen(talk, action.subject, Presence.GONE),
    Verb.ZONES: lambda talk, _: subscription.zones(talk),
    Verb.VERIFY: lambda talk, action: subscription.verify(talk, action.subject),
    Verb.SUBSCRIBE: lambda talk, action: subscribing.subscribe(talk, action.argument),
    Verb.SUBSCRIBE_YES: lambda talk, action: subscribing.agreed(talk, action.argument),
    Verb.LEAVE_IT: lambda talk, _: subscribing.left(talk),
    Verb.UNSUBSCRIBE: lambda talk, _: subscribing.unsubscribe(talk),
}


def receive(tx: Transaction, ctx: Context, submission: Submission, conversation: Conversation | None) -> Answer:
    """Handle one message; whatever is a sighting is committed with it."""
    talk = Talk.of(tx, ctx, submission, conversation)
    answer = _handled(talk)
    place = _latest_place(talk, answer.conversation)
    if answer.conversation is None or place is None:
        return answer
    return replace(answer, conversation=replace(answer.conversation, near=place.point))


def _latest_place(talk: Talk, conversation: Conversation | None) -> Place | None:
    """The place that was said or chosen now, if any."""
    if talk.said.resolution is not None and talk.said.resolution.place:
        return talk.said.resolution.place
    picked = talk.said.action is not None and talk.said.action.verb is Verb.PICK_PLACE
    report = talk.tx.reports.get(conversation.report) if conversation and picked else None
    return report.place if report else None


def _handled(talk: Talk) -> Answer:
    match talk.said.kind:
        case Kind.ACTION:
            return _act(talk, talk.said.action) if talk.said.action else talk.note("draft.none")
        case Kind.EDITED:
            return _edited(talk)
        case Kind.DELETED:
            return edits.deleted(talk)
        case Kind.PHOTO | Kind.UNSUPPORTED:
            return photos.heard(talk, _text)
        case Kind.PIN:
            return _pin(talk)
        case Kind.TEXT:
            return _text(talk)


def _edited(talk: Talk) -> Answer:
    """A message that no report is known of opens none by its edit: it may be one that FORGET was meant for."""
    text = talk.said.text
    if talk.said.report == "" and (wish := read_wish(text)):
        return _act(talk, wish)
    if door := read_door(text):
        return doorstep.heard(talk, door, edits.edited)
    if talk.said.report == "" and is_small_talk(text):
        return contact.small_talk(talk)
    return edits.edited(talk)


def _pin(talk: Talk) -> Answer:
    if door := read_door(talk.said.text):
        return doorstep.heard(talk, door, draft.hear)
    if talk.held.asking is Asking.GUIDED_PLACE:
        return guided.answered(talk)
    return draft.hear(talk)


def _text(talk: Talk) -> Answer:
    text = talk.said.text
    if wish := read_wish(text):
        return _act(talk, wish)
    number = read_number(text)
    if number is not None and 0 < number <= len(talk.held.options):
        return _act(talk, talk.held.options[number - 1])
    if door := read_door(text):
        return _at_the_door(talk, door)
    if answer := _answer(talk):
        return answer
    if talk.held == Conversation() and (number is not None or _yes_or_no(text) is not None):
        return doorstep.ask_again(talk)
    return talk.note("number.unknown") if number is not None else _heard(talk)


def _at_the_door(talk: Talk, door: Door) -> Answer:
    """Heard before anything that was asked. A home is a place of its own, and no answer about another one."""
    if door is Door.TAKEN:
        return doorstep.heard(talk, door, lambda said: _answer(said) or _heard(said))
    return doorstep.heard(talk, door, edits.fixed if talk.held.asking is Asking.FIX_OTHER else draft.hear)


def _heard(talk: Talk) -> Answer:
    """Neither command nor answer: small talk, or a sighting."""
    if is_small_talk(talk.said.text):
        return contact.small_talk(talk)
    return edits.added(talk) if edits.is_addition(talk) else draft.hear(talk)


def _answer(talk: Talk) -> Answer | None:
    """What the words answer, None where nothing was asked that they could."""
    asking = talk.held.asking
    if asking in guided.STEPS:
        return guided.answered(talk)
    match asking:
        case Asking.QUESTION:
            return followup.answered(talk)
        case Asking.FIX_OTHER:
            return edits.fixed(talk)
        case Asking.HOME:
            home = _yes_or_no(talk.said.text)
            return None if home is None else doorstep.is_home(talk, home=home)
    return None


def _yes_or_no(text: str) -> bool | None:
    word = text.strip(" .!").casefold()
    return word in followup.YES if word in followup.YES | followup.NO else None


def _act(talk: Talk, action: Action) -> Answer:
    """A button, a number bound to a choice, or a command. Buttons may be stale: the state decides."""
    if action.verb not in _ABOUT_REPORTS and action.verb not in _ALONE:
        return talk.note("draft.none")
    if action.verb in _ABOUT_REPORTS:
        about = talk.about(action.subject)
        if about is None and action.verb in {Verb.HOME_YES, Verb.HOME_NO}:
            return doorstep.without_report(talk, home=action.verb is Verb.HOME_YES)
        return _ABOUT_REPORTS[action.verb](about, action) if about else talk.note("draft.none")
    return _ALONE[action.verb](talk, action)
