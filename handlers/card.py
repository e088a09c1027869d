"""The moderators' view of an incident: one line of everything that is known, and what can be done about it.

A card is rendered from the incident at the moment of sending, so that no queue can show an old state.
"""

from collections.abc import Sequence

from handlers import cardbuttons, phrases
from handlers.alertcontent import loads
from handlers.incident import Ballot, Incident, IncidentState, Report
from handlers.messages import Words
from handlers.notes import note_of
from handlers.outbound import Message, Post, PostKind, Urgency
from handlers.placecards import moderators_card
from handlers.ports import Context, Transaction
from handlers.quorum import risk_of, tally, votes_to_publish
from handlers.routing import channels_for, rooms_of


def refresh_card(tx: Transaction, ctx: Context, incident: Incident) -> None:
    """Show the incident as it is now in every moderation room; only the newest of several waiting is sent."""
    for room in ctx.directory.moderation:
        tx.outbox.post(
            Post(
                room=room.name,
                kind=PostKind.CARD,
                urgency=Urgency.MODERATION,
                incident=incident.code,
                subject=f"card:{incident.code}",
                coalesce=f"card:{incident.code}:{room.name}",
                edits=True,
            )
        )


def card_message(tx: Transaction, ctx: Context, incident: Incident, words: Words) -> Message:
    reports = tx.reports.of_incident(incident.code)
    return Message(
        text=card_text(tx, ctx, incident, words),
        choices=cardbuttons.rows(ctx, incident, reports, words),
        guarded=True,
        place_card=moderators_card(incident, words, ctx.policy),
    )


def card_text(tx: Transaction, ctx: Context, incident: Incident, words: Words) -> str:
    return phrases.joined(
        _title(ctx, incident, words),
        _where(tx, incident, words),
        phrases.age(words, incident.last_report_at, ctx.now),
        words.count("room.witnesses", max(1, incident.witnesses)),
        *_seen(ctx, incident, words),
        *_marks(ctx, incident, words),
        *_photos(tx, incident, words),
        words.say("alert.note", note=note) if (note := note_of(tx, incident)) else "",
        *_outlook(tx, ctx, incident, words),
    )


def _title(ctx: Context, incident: Incident, words: Words) -> str:
    state = words.say(f"card.state.{incident.state.value}")
    if incident.state is IncidentState.PUBLISHED and incident.announced:
        content = loads(incident.announced)
        state = words.say(
            "card.state.out",
            standing=words.say(f"card.standing.{content.standing.value}"),
            basis=words.say(f"card.basis.{content.basis.value}"),
            time=phrases.clock(content.expires_at, ctx.policy),
        )
    return f"#{incident.code} {state}"


def _where(tx: Transaction, incident: Incident, words: Words) -> str:
    place = incident.place
    if place is None:
        understood = ", ".join(_understood(tx.reports.of_incident(incident.code)))
        return words.say("card.place_unknown_but", text=understood) if understood else words.say("card.place_unknown")
    certainty = words.say(f"card.precision.{place.precision.value}")
    return words.say("card.place", place=place.label, inside=", ".join(filter(None, (place.neighborhood, certainty))))


def _understood(reports: Sequence[Report]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(report.understood for report in reports if report.understood))


def _seen(ctx: Context, incident: Incident, words: Words) -> tuple[str, ...]:
    """SALUTE by its letters, what was not said left out."""
    seen = incident.observation
    activity = ", ".join(
        filter(None, (phrases.activities(words, seen.activities), phrases.heading(words, seen.heading)))
    )
    fields = {
        "S": str(seen.agents) if seen.agents else "",
        "A": activity,
        "U": phrases.uniforms(words, seen.uniforms),
        "T": phrases.seen_time(words, seen.seen_at, ctx.now, ctx.policy),
        "E": phrases.vehicles(words, seen.vehicles, seen.vehicle_kinds, unmarked=bool(seen.unmarked)),
    }
    return tuple(f"{letter} {text}" for letter, text in fields.items() if text)


def _marks(ctx: Context, incident: Incident, words: Words) -> tuple[str, ...]:
    marks = []
    if incident.urgent:
        marks.append(words.say("card.urgent"))
    if incident.private_home:
        marks.append(words.say("card.private_home"))
    if incident.place is not None and ctx.gazetteer.is_sensitive(incident.place, ctx.policy.sensitive_within_m):
        marks.append(words.say("card.sensitive"))
    if incident.presence is not None and incident.presence_at is not None:
        since = phrases.clock(incident.presence_at, ctx.policy)
        marks.append(words.say(f"card.presence.{incident.presence.value}", time=since))
    if incident.claimed_by and incident.claimed_until and incident.claimed_until > ctx.now:
        until = phrases.clock(incident.claimed_until, ctx.policy)
        marks.append(words.say("card.claimed", alias=incident.claimed_by, time=until))
    return tuple(marks)


def _photos(tx: Transaction, incident: Incident, words: Words) -> tuple[str, ...]:
    count = sum(report.has_photo for report in tx.reports.of_incident(incident.code))
    return (words.count("card.photos", count),) if count else ()


def _outlook(tx: Transaction, ctx: Context, incident: Incident, words: Words) -> tuple[str, ...]:
    """Who would hear of it, how many votes that takes, and who voted."""
    if incident.place is None:
        return (words.say("card.needs_place"),)
    channels = channels_for(ctx, incident.place, private_home=incident.private_home)
    votes = tx.votes.of(incident.code, incident.edition)
    waiting = incident.state is IncidentState.PENDING or incident.published_edition != incident.edition
    outlook = []
    if not channels:
        outlook.append(words.say("card.no_channel"))
    elif waiting:
        languages = " ".join(dict.fromkeys(room.language for room in rooms_of(channels)))
        names = ", ".join(channel.name for channel in channels)
        outlook.append(
            words.say(
                "card.would_alert",
                names=names,
                channels=words.count("card.channels", len(channels)),
                languages=languages,
            )
        )
    if waiting:
        needed = votes_to_publish(risk_of(ctx, incident.place, len(channels)), ctx.policy)
        outlook.append(words.count("card.needs_votes", needed))
        outlook.append(_standing(tally(votes, Ballot.PUBLISH).aliases, needed))
    elif incident.alone:
        outlook.append(words.say("card.alone", alias=incident.alone))
    for ballot in (Ballot.REJECT, Ballot.CLEAR, Ballot.FALSE):
        aliases = tally(votes, ballot).aliases
        if aliases:
            outlook.append(words.say(f"card.ballot.{ballot.value}", aliases=", ".join(aliases)))
    return tuple(outlook)


def _standing(aliases: tuple[str, ...], needed: int) -> str:
    return f"{len(aliases)}/{needed} ({', '.join(aliases)})" if aliases else ""
