"""Who is checking what, what is asked of reporters, what they wrote, and what is urgent."""

from dataclasses import replace
from datetime import timedelta

from handlers.act import Act
from handlers.actions import Verb
from handlers.card import refresh_card
from handlers.cardbuttons import menu
from handlers.errors import Refused
from handlers.outbound import Answer, Post, PostKind, Urgency
from handlers.outcomes import question
from handlers.report import standing
from handlers.routing import room_named
from handlers.shift import call_out


def claim(act: Act) -> Answer:
    """ "heron is checking": a lock on nobody, so that two do not drive to the same corner."""
    incident = act.incident()
    holder = incident.claimed_by
    if holder and holder != act.alias and incident.claimed_until and incident.claimed_until > act.ctx.now:
        raise Refused("room.claimed_by", code=incident.code, alias=holder)
    until = act.ctx.now + act.ctx.policy.claim_for
    saved = act.tx.incidents.save(replace(incident, claimed_by=act.alias, claimed_until=until))
    act.note("claim", incident.code)
    refresh_card(act.tx, act.ctx, saved)
    minutes = int(act.ctx.policy.claim_for / timedelta(minutes=1))
    return act.answer("room.claimed", code=incident.code, minutes=minutes)


def release(act: Act) -> Answer:
    incident = act.incident()
    if incident.claimed_by != act.alias:
        raise Refused("room.not_claimed", code=incident.code)
    saved = act.tx.incidents.save(replace(incident, claimed_by="", claimed_until=None))
    refresh_card(act.tx, act.ctx, saved)
    return act.answer("room.released", code=incident.code)


def urgent(act: Act) -> Answer:
    """Only moderators set urgency; the second time takes it back."""
    incident = act.incident()
    saved = act.tx.incidents.save(replace(incident, urgent=not incident.urgent))
    act.note("urgent", incident.code)
    if saved.urgent:
        call_out(act.tx, act.ctx, saved, "room.urgent.now")
    refresh_card(act.tx, act.ctx, saved)
    return act.answer("room.urgent.on" if saved.urgent else "room.urgent.off", code=incident.code)


def ask(act: Act) -> Answer:
    """Put one of the prepared questions to everybody behind the incident who can still be reached."""
    incident = act.incident()
    keys = [found.key for found in act.ctx.policy.questions]
    wanted = act.action.argument
    if wanted.isdigit() and 0 < int(wanted) <= len(keys):
        wanted = keys[int(wanted) - 1]
    if wanted not in keys:
        return Answer(replies=(menu(Verb.ASK_MENU, incident, act.ctx, act.words),))
    reports = [report for report in standing(act.tx, incident) if act.ctx.people.reachable(report.ref)]
    if not reports:
        raise Refused("room.ask.nobody", code=incident.code)
    for report in reports:
        act.tx.outbox.notice(question(report, wanted))
    act.note("ask", incident.code)
    return Answer(toast=act.words.count("room.asked", len(reports), code=incident.code))


def photo(act: Act) -> Answer:
    """The photos that their senders let moderators see, in this room only; gone after minutes as words are.

    Photos come by Telegram alone, which has them: no room is closed to them as some are to words from Signal.
    """
    incident = act.incident()
    room = room_named(act.ctx.directory, act.said.room)
    if room is None:
        raise Refused("room.wording.not_here")
    reports = [report for report in standing(act.tx, incident) if report.has_photo]
    if not reports:
        raise Refused("room.photo.none", code=incident.code)
    act.note("photo", incident.code)
    for report in reports:
        act.tx.outbox.post(
            Post(
                room=room.name,
                kind=PostKind.PHOTO,
                urgency=Urgency.MODERATION,
                incident=incident.code,
                payload={"report": report.ref},
                subject=f"photo:{report.ref}",
                silent=True,
            )
        )
    return act.answer("room.photo.coming", code=incident.code)


def show(act: Act) -> Answer:
    """The reporters' words, masked first, in this room only; opened at sending, gone after minutes."""
    incident = act.incident()
    room = room_named(act.ctx.directory, act.said.room)
    if room is None or not room.quotes_signal:
        raise Refused("room.wording.not_here")
    full = act.action.argument == "full"
    act.note("show_full" if full else "show", incident.code)
    act.tx.outbox.post(
        Post(
            room=room.name,
            kind=PostKind.WORDING,
            urgency=Urgency.MODERATION,
            incident=incident.code,
            payload={"masked": not full},
            subject=f"wording:{incident.code}",
            silent=True,
        )
    )
    return act.answer("room.wording.coming", code=incident.code)
