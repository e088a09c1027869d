"""What waits, what can be typed, and what a number under a card means."""

from handlers import cardbuttons, phrases
from handlers.act import Act
from handlers.actions import Action
from handlers.errors import Refused
from handlers.incident import Ballot, Incident, IncidentState
from handlers.messages import catalogue
from handlers.outbound import Answer, Message
from handlers.ports import Context, Transaction
from handlers.quorum import tally
from handlers.shift import on_shift

MOST_LISTED = 20


def pending(act: Act) -> Answer:
    """The urgent first, then the oldest."""
    waiting = [incident for incident in act.tx.incidents.open() if incident.state is IncidentState.PENDING]
    waiting.sort(key=lambda incident: (not incident.urgent, incident.opened_at))
    if not waiting:
        return act.answer("room.pending.none")
    lines = [act.words.count("room.pending.head", len(waiting))]
    lines += [_line(act, incident) for incident in waiting[:MOST_LISTED]]
    if names := on_shift(act.tx, act.ctx.now):
        lines.append(act.words.say("room.shift.who", names=", ".join(names)))
    return Answer(replies=(Message(text="\n".join(lines), guarded=True),))


def guide(act: Act) -> Answer:
    return Answer(replies=(Message(text=act.words.say("room.help"), guarded=True),))


def resend(act: Act) -> Answer:
    """Send again what may or may not have gone out; only a person can decide that."""
    number = act.action.argument
    if not number.isdecimal() or not act.tx.outbox.release(int(number)):
        raise Refused("room.resend.none", number=number or "?")
    act.note("resend")
    return act.answer("room.resend.done", number=number)


def button_of(tx: Transaction, ctx: Context, code: str, number: int) -> Action | None:
    incident = tx.incidents.get(code)
    if incident is None or incident.state is IncidentState.CLOSED:
        return None
    rows = cardbuttons.rows(ctx, incident, tx.reports.of_incident(code), catalogue.of("en"))
    flat = [choice.action for row in rows for choice in row]
    return flat[number - 1] if number <= len(flat) else None


def _line(act: Act, incident: Incident) -> str:
    voters = tally(act.tx.votes.of(incident.code, incident.edition), Ballot.PUBLISH).aliases
    return phrases.joined(
        f"#{incident.code}",
        act.words.say("card.urgent") if incident.urgent else "",
        incident.place.label if incident.place else act.words.say("card.place_unknown"),
        phrases.age(act.words, incident.opened_at, act.ctx.now),
        ", ".join(voters),
        act.words.say("room.pending.claimed", alias=incident.claimed_by) if incident.claimed_by else "",
    )
