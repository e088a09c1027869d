"""What can be pressed under a card, or named by its number, and the menus behind some of the buttons."""

from collections.abc import Sequence

from handlers.actions import Action, Verb
from handlers.incident import Basis, Incident, IncidentState, Reason, Report
from handlers.messages import Words
from handlers.outbound import Choice, Message
from handlers.ports import Context
from handlers.quorum import Alone, may_publish_alone, risk_of
from handlers.routing import channels_for

CONFIRMING = (Basis.OBSERVER, Basis.PHOTO, Basis.OFFICIAL)
REJECTING = tuple(Reason)
Rows = tuple[tuple[Choice, ...], ...]


def rows(ctx: Context, incident: Incident, reports: Sequence[Report], words: Words) -> Rows:
    """The same incident always gives the same buttons in the same order: a number typed later means the same."""
    photo = ((_choice(words, Verb.PHOTO, incident),),) if any(report.has_photo for report in reports) else ()
    return (*_without_photo(ctx, incident, reports, words), *photo)


def _without_photo(ctx: Context, incident: Incident, reports: Sequence[Report], words: Words) -> Rows:
    if incident.state is IncidentState.PUBLISHED:
        return _published(incident, words)
    if incident.place is None:
        return (*_places(incident, reports, words), *_pending_tail(incident, words))
    first = [_choice(words, Verb.APPROVE, incident), _choice(words, Verb.CONFIRM_MENU, incident)]
    if _alone_possible(ctx, incident):
        first.append(_choice(words, Verb.ALONE, incident))
    return (tuple(first), *_pending_tail(incident, words))


def menu(verb: Verb, incident: Incident, ctx: Context, words: Words) -> Message:
    """The choices behind `confirm`, `reject`, `ask`: one a row, so that long reasons stay readable."""
    return Message(
        text=words.say(f"room.menu.{verb.value}", code=incident.code),
        choices=tuple((choice,) for choice in menu_choices(verb, incident, ctx, words)),
        guarded=True,
    )


def menu_choices(verb: Verb, incident: Incident, ctx: Context, words: Words) -> tuple[Choice, ...]:
    code = incident.code
    match verb:
        case Verb.CONFIRM_MENU:
            return tuple(
                Choice(words.say(f"card.basis.{basis.value}"), Action(Verb.CONFIRM, code, basis.value))
                for basis in CONFIRMING
            )
        case Verb.REJECT_MENU:
            return tuple(
                Choice(words.say(f"room.reason.{reason.value}"), Action(Verb.REJECT, code, reason.value))
                for reason in REJECTING
            )
        case Verb.ASK_MENU:
            return tuple(
                Choice(question_text(words, ctx, question.key), Action(Verb.ASK, code, question.key))
                for question in ctx.policy.questions
            )
    return ()


def question_text(words: Words, ctx: Context, key: str) -> str:
    """The operator's own words for a question, or the catalogue's."""
    own = next((dict(question.texts) for question in ctx.policy.questions if question.key == key), {})
    return own.get(words.language) or own.get("") or words.say(f"room.question.{key}")


def _places(incident: Incident, reports: Sequence[Report], words: Words) -> Rows:
    options = next((report.place_options for report in reports if report.place_options), ())
    return tuple(
        (
            Choice(
                words.say("card.option", place=place.label, area=place.neighborhood),
                Action(Verb.PLACE, incident.code, str(at)),
            ),
        )
        for at, place in enumerate(options, start=1)
    )


def _pending_tail(incident: Incident, words: Words) -> Rows:
    claim = Verb.RELEASE if incident.claimed_by else Verb.CLAIM
    return (
        tuple(_choice(words, verb, incident) for verb in (Verb.REJECT_MENU, Verb.ASK_MENU, claim)),
        tuple(_choice(words, verb, incident) for verb in (Verb.SHOW, Verb.URGENT, Verb.EDIT)),
    )


def _published(incident: Incident, words: Words) -> Rows:
    """The grave ones last: a number typed under a card that was still waiting must not hit them."""
    grave = ((Verb.EXTEND, Verb.DOUBT), (Verb.CLEAR, Verb.FALSE))
    first: list[tuple[Verb, ...]] = [(Verb.ASK_MENU, Verb.SHOW, Verb.EDIT)]
    if incident.alone or incident.edition != incident.published_edition:
        first.insert(0, (Verb.APPROVE, Verb.CONFIRM_MENU))
    return tuple(tuple(_choice(words, verb, incident) for verb in row) for row in (*first, *grave))


def _alone_possible(ctx: Context, incident: Incident) -> bool:
    assert incident.place is not None
    channels = channels_for(ctx, incident.place, private_home=incident.private_home)
    return may_publish_alone(risk_of(ctx, incident.place, len(channels)), ctx.policy, 0) is Alone.YES


def _choice(words: Words, verb: Verb, incident: Incident) -> Choice:
    return Choice(words.say(f"card.button.{verb.value}"), Action(verb, incident.code))
