"""What can be said of an alert that is out: all clear, false alarm, in doubt, longer, over."""

from datetime import timedelta

from handlers import alert
from handlers.act import Act
from handlers.alertcontent import Standing
from handlers.card import refresh_card
from handlers.closing import close
from handlers.errors import Refused
from handlers.incident import Ballot, Closing, Incident
from handlers.notes import checked, ending_owner
from handlers.outbound import Answer
from handlers.quorum import tally
from handlers.voting import cast, refuse_witness

_OFF = ("off", "no", "lift", "quitar")
_ENDS = {
    Ballot.CLEAR: (Standing.CLEAR, Closing.CLEARED),
    Ballot.FALSE: (Standing.FALSE, Closing.FALSE),
}


def clear(act: Act) -> Answer:
    return _end(act, Ballot.CLEAR, act.action.argument)


def false_alarm(act: Act) -> Answer:
    return _end(act, Ballot.FALSE, act.action.argument)


def end_with(act: Act, ballot: Ballot, insisted: str) -> Answer:
    """The same with words the lint warned about and the moderator stands by."""
    incident = act.published()
    refuse_witness(act, incident)
    act.tx.wordings.put(ending_owner(incident.code), insisted)
    return _count(act, incident, ballot)


def _end(act: Act, ballot: Ballot, said: str) -> Answer:
    incident = act.published()
    refuse_witness(act, incident)
    if said:
        question = checked(act, incident, said)
        if question is not None:
            return question
        act.tx.wordings.put(ending_owner(incident.code), said)
    return _count(act, incident, ballot)


def _count(act: Act, incident: Incident, ballot: Ballot) -> Answer:
    fresh = cast(act, incident, ballot)
    aliases = tally(act.tx.votes.of(incident.code, incident.edition), ballot).aliases
    needed = incident.published_votes
    if len(aliases) < needed:
        refresh_card(act.tx, act.ctx, incident)
        key = "room.voted" if fresh else "room.voted_before"
        return act.answer(key, code=incident.code, votes=len(aliases), needed=needed)
    standing, closing = _ENDS[ballot]
    noted = act.tx.wordings.read(ending_owner(incident.code)) is not None
    alert.end(act.tx, incident, standing, noted=noted)
    close(act.tx, act.ctx, incident, closing, by=aliases)
    return act.answer(f"room.ended.{closing.value}", code=incident.code, by=act.named(aliases))


def doubt(act: Act) -> Answer:
    """One moderator alone may say that an alert is being checked again, or that the doubt is settled."""
    incident = act.published()
    lift = act.action.argument.lower() in _OFF
    if incident.doubted is not lift:
        raise Refused("room.doubt.none" if lift else "room.doubt.already", code=incident.code)
    act.note("doubt", incident.code)
    if lift:
        standing = Standing.UNCONFIRMED if _left_alone(act, incident) else Standing.LIVE
        saved = alert.mark(act.tx, incident, standing)
    else:
        saved = alert.mark(act.tx, incident, Standing.DOUBT)
    refresh_card(act.tx, act.ctx, saved)
    return act.answer("room.doubt.lifted" if lift else "room.doubt.marked", code=incident.code)


def extend(act: Act) -> Answer:
    """Another while from now. Never shorter than it was."""
    incident = act.published()
    until = max(act.ctx.now + act.ctx.policy.alert_lives, incident.expires_at or act.ctx.now)
    act.note("extend", incident.code)
    saved = alert.prolong(act.tx, incident, until)
    refresh_card(act.tx, act.ctx, saved)
    minutes = int((until - act.ctx.now) / timedelta(minutes=1))
    return act.answer("room.extended", code=incident.code, minutes=minutes)


def expire_now(act: Act) -> Answer:
    """Let it go a little early, once moderators were asked; before that it takes the votes of an all clear."""
    incident = act.published()
    if not incident.warned:
        raise Refused("room.too_early", code=incident.code)
    act.note("expire", incident.code)
    alert.expire(act.tx, incident)
    close(act.tx, act.ctx, incident, Closing.EXPIRED, by=(act.alias,))
    return act.answer("room.expired", code=incident.code)


def _left_alone(act: Act, incident: Incident) -> bool:
    within = act.ctx.policy.lone_confirm_within
    return bool(incident.alone) and act.ctx.now - (incident.published_at or act.ctx.now) >= within
