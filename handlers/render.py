"""What is queued becomes a message here, at the moment of sending: state is read now, sealed words are opened now."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace

from handlers.actions import Action, Verb, decode
from handlers.alertcontent import AlertContent, from_json
from handlers.alerttext import ENDED, alert_text, hotlines
from handlers.card import card_message
from handlers.cardbuttons import question_text
from handlers.conversation import Asking, Conversation
from handlers.followup import choices_for
from handlers.incident import IncidentState
from handlers.messages import Words, catalogue
from handlers.notes import note_for
from handlers.outbound import Choice, Message, Notice, Picture, Post, PostKind
from handlers.placecards import alert_card, moderators_card
from handlers.policy import Room
from handlers.ports import Context, Transaction
from handlers.sealed import photo_owner, words_owner

DOORS = (Verb.STILL, Verb.GONE)
"""What whoever reads an alert can say about it, in private: a button in the channel would show who pressed it."""
ASKS_FOR_S = 600
"""How long a question to moderators stands in their room."""
NAMES_HOTLINE = frozenset({"notice.muted", "notice.not_shared.unchecked"})
"""Whoever reads these was not helped here and is told who else may help."""


def render_post(tx: Transaction, ctx: Context, post: Post, room: Room) -> Message | None:
    """The message of a post in its room's language; None where there is nothing to say any more."""
    words = catalogue.of(room.language)
    match post.kind:
        case PostKind.CARD:
            return _card(tx, ctx, post, words)
        case PostKind.ALERT | PostKind.ALERT_EDIT:
            return _alert(tx, ctx, post, words)
        case PostKind.ROOM_NOTE:
            return _note(post, words)
        case PostKind.SUMMARY:
            return _summary(tx, ctx, post, words)
        case PostKind.PHOTO | PostKind.WORDING as kind if kind is PostKind.PHOTO or room.quotes_signal:
            return (_photo if kind is PostKind.PHOTO else _wording)(tx, ctx, post, words)
    return None


def render_notice(ctx: Context, notice: Notice, language: str) -> tuple[Message, Conversation | None]:
    """A notice in the resident's language, and what to remember of the conversation if it asks something."""
    words = catalogue.of(language)
    if not notice.question:
        lines = [words.say(notice.key, **dict(notice.slots))]
        if notice.key in NAMES_HOTLINE:
            lines += hotlines(words, ctx.policy)
        return Message(text="\n".join(lines)), None
    text = words.say(notice.key, question=question_text(words, ctx, notice.question), **dict(notice.slots))
    message = Message(text=text, choices=choices_for(words, notice.question, notice.report), awaits_text=True)
    asking = Conversation(
        language=language,
        greeted=True,
        report=notice.report,
        asking=Asking.QUESTION,
        question=notice.question,
        options=tuple(choice.action for choice in message.flat_choices),
    )
    return message, asking


def render_copy(tx: Transaction, ctx: Context, content: AlertContent, language: str, *, days: int) -> Message:
    """What channels were told, for a subscriber, and for how many days they still get it."""
    words = catalogue.of(language)
    text = alert_text(content, words, ctx.policy, note=note_for(tx, content))
    return Message(text=f"{text}\n\n{words.count('copy.footer', days)}", yields=True)


def _card(tx: Transaction, ctx: Context, post: Post, words: Words) -> Message | None:
    incident = tx.incidents.get(post.incident)
    if incident is None or incident.state is IncidentState.CLOSED:
        return None
    return card_message(tx, ctx, incident, words)


def _alert(tx: Transaction, ctx: Context, post: Post, words: Words) -> Message:
    content = from_json(post.payload)
    text = alert_text(content, words, ctx.policy, note=note_for(tx, content))
    # Who reads that it is over needs no map again; the alert itself keeps its own, marked.
    is_end = post.kind is PostKind.ALERT and content.standing in ENDED
    card = None if is_end else alert_card(content, tx.incidents.get(post.incident), words, ctx.policy)
    if content.standing in ENDED:
        return Message(text=text, place_card=card, silent=post.silent)
    doors = tuple(Choice(words.say(f"alert.door.{verb.name.lower()}"), Action(verb, content.code)) for verb in DOORS)
    return Message(text=text, place_card=card, silent=post.silent, doors=doors, leads=True)


def _note(post: Post, words: Words) -> Message:
    """`key` and `slots` of a text; `terms` are slots that are texts themselves; `choices` label keys and actions.

    `asks`: whoever reads it is to answer it in words.
    """
    payload, asks = post.payload, bool(post.payload.get("asks"))
    slots: dict[str, str | int] = {name: _slot(value) for name, value in _mapping(payload, "slots").items()}
    slots |= {name: words.say(str(key)) for name, key in _mapping(payload, "terms").items()}
    listed = payload.get("choices", ())
    pairs = [tuple(pair) for pair in listed] if isinstance(listed, (list, tuple)) else []
    choices = tuple(Choice(words.say(label), decode(data)) for label, data in pairs)
    return Message(
        text=words.say(str(payload["key"]), **slots),
        choices=(choices,) if choices else (),
        silent=post.silent,
        guarded=True,
        awaits_text=asks,
        lives_s=ASKS_FOR_S if asks else 0,
    )


def _summary(tx: Transaction, ctx: Context, post: Post, words: Words) -> Message:
    """What becomes of a card at the end, in its place and under its map."""
    incident = tx.incidents.get(post.incident)
    card = moderators_card(incident, words, ctx.policy) if incident else None
    return replace(_note(post, words), place_card=card)


def _wording(tx: Transaction, ctx: Context, post: Post, words: Words) -> Message | None:
    """The words behind one incident's reports, each under its number; gone after minutes where the platform can."""
    read = tx.wordings.read_masked if post.payload.get("masked") else tx.wordings.read
    shown = []
    for report in tx.reports.of_incident(post.incident):
        text = read(words_owner(report.ref))
        shown.append(f"r{report.number}: {text}" if text else words.say("room.wording.gone", number=report.number))
    if not shown:
        return None
    head = words.say("room.wording.head", code=post.incident)
    full = Choice(words.say("room.wording.full"), Action(Verb.SHOW, post.incident, "full"))
    return Message(
        text="\n".join((head, *shown)),
        choices=((full,),) if post.payload.get("masked") else (),
        guarded=True,
        silent=True,
        lives_s=ctx.policy.wording_shown_s,
    )


def _photo(tx: Transaction, ctx: Context, post: Post, words: Words) -> Message | None:
    """One report's photo, under its number; gone after minutes where the platform can."""
    report = tx.reports.get(str(post.payload["report"]))
    if report is None:
        return None
    picture = tx.wordings.read(photo_owner(report.ref))
    if picture is None:
        return Message(text=words.say("room.photo.gone", code=post.incident, number=report.number), silent=True)
    return Message(
        text=words.say("room.photo.head", code=post.incident, number=report.number),
        picture=Picture(image=b64decode(picture), mark="photo"),
        guarded=True,
        silent=True,
        lives_s=ctx.policy.wording_shown_s,
    )


def _mapping(payload: Mapping[str, object], name: str) -> dict[str, object]:
    found = payload.get(name, {})
    return dict(found) if isinstance(found, Mapping) else {}


def _slot(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
