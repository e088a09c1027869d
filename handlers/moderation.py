"""The door for everything said, pressed or reacted in a moderation room: understand, admit, do, answer."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers import (
    abuse,
    admission,
    asked,
    claiming,
    editing,
    ending,
    freezing,
    merging,
    overview,
    shift,
    shredding,
    voting,
)
from handlers.act import Act
from handlers.actions import Action, Verb
from handlers.cardbuttons import menu
from handlers.commands import basis_of, number_of, reason_of, wish_of
from handlers.errors import Refused, Stale
from handlers.inbound import RoomInput
from handlers.incident import Ballot
from handlers.messages import catalogue
from handlers.notes import insisted
from handlers.outbound import Answer
from handlers.ports import Context, Transaction
from handlers.routing import room_named


def moderate(tx: Transaction, ctx: Context, room_input: RoomInput) -> Answer:
    """Do what a moderator wants. Talk is left alone; what cannot be done is answered with the reason."""
    room = room_named(ctx.directory, room_input.room)
    words = catalogue.of(room.language if room else "en")
    wish = _wish(tx, ctx, room_input)
    if wish is None or (wish.verb not in _DO and wish.verb is not Verb.JOIN):
        return Answer()
    try:
        if wish.verb is Verb.JOIN:
            alias = admission.join(tx, ctx, room_input, wish.argument)
            return Answer(toast=words.say("room.joined", alias=alias))
        moderator = admission.admitted(tx, ctx, room_input)
        act = Act(tx=tx, ctx=ctx, words=words, moderator=moderator, said=room_input, action=_about(wish, room_input))
        answer = _DO[wish.verb](act)
    except Refused as refusal:
        return Answer(toast=words.say(refusal.key, **refusal.slots), stale=isinstance(refusal, Stale))
    asked.remember(tx, ctx, room_input.room, moderator.alias, answer)
    return answer


def _wish(tx: Transaction, ctx: Context, said: RoomInput) -> Action | None:
    if said.quoted != editing.ASKED or said.action:
        return _numbered(tx, ctx, said) or wish_of(said)
    if said.reaction or not said.text.strip():
        return None
    return wish_of(said) or Action(Verb.EDIT, said.about, said.text.strip())


def _numbered(tx: Transaction, ctx: Context, said: RoomInput) -> Action | None:
    """A bare number names a button of the quoted card, or a choice of the latest question to this moderator."""
    number = number_of(said)
    if number is None:
        return None
    if said.about:  # also the first thing a new moderator does: admission comes after understanding
        return overview.button_of(tx, ctx, said.about, number)
    moderator = tx.moderators.by_member(said.member)
    return asked.choice(tx, ctx, said.room, moderator.alias, number) if moderator else None


def _about(wish: Action, said: RoomInput) -> Action:
    return wish if wish.subject else replace(wish, subject=said.about)


def _confirm(act: Act) -> Answer:
    basis = basis_of(act.action.argument)
    return voting.approve(act, basis) if basis else _menu(Verb.CONFIRM_MENU)(act)


def _reject(act: Act) -> Answer:
    """A reason reaches the reporter, so none is not enough."""
    reason = reason_of(act.action.argument)
    return voting.reject(act, reason) if reason else _menu(Verb.REJECT_MENU)(act)


def _menu(verb: Verb) -> Callable[[Act], Answer]:
    def show(act: Act) -> Answer:
        incident = act.pending() if verb is Verb.REJECT_MENU else act.incident()
        return Answer(replies=(menu(verb, incident, act.ctx, act.words),))

    return show


def _yes(act: Act) -> Answer:
    """The moderator stands by words the lint warned about."""
    words = insisted(act, act.incident())
    match act.action.argument:
        case Verb.CLEAR.value:
            return ending.end_with(act, Ballot.CLEAR, words)
        case Verb.FALSE.value:
            return ending.end_with(act, Ballot.FALSE, words)
    return editing.write_note(act, words)


_DO: Mapping[Verb, Callable[[Act], Answer]] = {
    Verb.APPROVE: voting.approve,
    Verb.CONFIRM: _confirm,
    Verb.CONFIRM_MENU: _menu(Verb.CONFIRM_MENU),
    Verb.ALONE: voting.publish_alone,
    Verb.REJECT: _reject,
    Verb.REJECT_MENU: _menu(Verb.REJECT_MENU),
    Verb.UNVOTE: voting.unvote,
    Verb.ASK: claiming.ask,
    Verb.ASK_MENU: _menu(Verb.ASK_MENU),
    Verb.CLAIM: claiming.claim,
    Verb.RELEASE: claiming.release,
    Verb.URGENT: claiming.urgent,
    Verb.SHOW: claiming.show,
    Verb.PHOTO: claiming.photo,
    Verb.EDIT: editing.edit,
    Verb.PLACE: editing.place,
    Verb.UPDATE: editing.update,
    Verb.NOTE: editing.note,
    Verb.YES: _yes,
    Verb.CLEAR: ending.clear,
    Verb.FALSE: ending.false_alarm,
    Verb.DOUBT: ending.doubt,
    Verb.EXTEND: ending.extend,
    Verb.EXPIRE: ending.expire_now,
    Verb.MERGE: merging.merge,
    Verb.MUTE: abuse.mute,
    Verb.REVOKE: abuse.revoke,
    Verb.READMIT: abuse.readmit,
    Verb.LET_IN: admission.let_in,
    Verb.FREEZE: freezing.freeze,
    Verb.UNFREEZE: freezing.unfreeze,
    Verb.SHRED: shredding.shred,
    Verb.LINK: admission.link,
    Verb.PENDING: overview.pending,
    Verb.SHIFT: shift.shift,
    Verb.HELP: overview.guide,
    Verb.RESEND: overview.resend,
}
