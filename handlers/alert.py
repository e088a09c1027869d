"""Telling the channels: publish, update, mark and correct. Everything is enqueued in the deciding transaction.

Each decision has a key of its own in each room, so that it can never be enqueued twice. Updates of what stands
in a channel are silent edits; only news (a first alert, a correction) makes a sound.
"""

from dataclasses import replace
from datetime import datetime
from string import digits

from handlers.alertcontent import AlertContent, Standing, compose, dumps, loads, standing_now, to_json
from handlers.incident import Basis, Incident, IncidentState
from handlers.notes import owner_of
from handlers.outbound import Post, PostKind, Urgency
from handlers.ports import Context, Transaction
from handlers.routing import channels_for, rooms_of

_FINE = 4
"""Digits drawn for a release: finer than the seconds that it is kept to."""


def publish(
    tx: Transaction, ctx: Context, incident: Incident, *, basis: Basis, votes: int, alone: str = ""
) -> Incident:
    """Tell every channel concerned; where an earlier edition is out, its posts are edited instead.

    `votes`: how many it took, which is also how many clearing or correcting will take.
    """
    first = incident.published_at is None
    expires_at = ctx.now + ctx.policy.alert_lives if first or incident.expires_at is None else incident.expires_at
    if first or incident.edition != incident.published_edition:
        content = compose(replace(incident, doubted=False), ctx.policy, basis=basis, expires_at=expires_at)
    else:
        # What reporters added since was not voted on: only the basis is new.
        content = replace(_live(tx, loads(incident.announced)), basis=basis)
    saved = tx.incidents.save(
        replace(
            incident,
            state=IncidentState.PUBLISHED,
            basis=basis,
            published_at=incident.published_at or ctx.now,
            release_at=_release_at(ctx, incident),
            expires_at=expires_at,
            announced=dumps(content),
            published_edition=incident.edition,
            published_votes=max(votes, incident.published_votes),
            doubted=False,
            alone=alone,
            claimed_by="",
            claimed_until=None,
        )
    )
    channels = channels_for(ctx, incident.place, private_home=incident.private_home)
    _tell(tx, saved, content, tuple(room.name for room in rooms_of(channels)))
    if first:
        tx.journal.count("published", ctx.now)
    return saved


def mark(tx: Transaction, incident: Incident, standing: Standing) -> Incident:
    """Mark what stands in the channels (in doubt, not confirmed, live again); silent."""
    told = loads(incident.announced)
    content = _live(tx, told) if standing is Standing.LIVE else standing_now(told, standing)
    saved = tx.incidents.save(replace(incident, announced=dumps(content), doubted=standing is Standing.DOUBT))
    _tell(tx, saved, content)
    return saved


def hide_home(tx: Transaction, before: Incident, incident: Incident) -> Incident:
    """Where what is out turns out to be a private home, its posts say the neighborhood only from now on; silent."""
    if before.private_home or not incident.private_home or incident.state is not IncidentState.PUBLISHED:
        return incident
    content = loads(incident.announced)
    coarse = replace(content, place=content.neighborhood, anchor="", heading=None)
    saved = tx.incidents.save(replace(incident, announced=dumps(coarse)))
    _tell(tx, saved, coarse)
    return saved


def prolong(tx: Transaction, incident: Incident, until: datetime) -> Incident:
    """The alert stays until later."""
    content = replace(loads(incident.announced), expires_at=until)
    saved = tx.incidents.save(replace(incident, expires_at=until, announced=dumps(content), warned=False))
    _tell(tx, saved, content)
    return saved


def end(tx: Transaction, incident: Incident, standing: Standing, *, noted: bool = False) -> None:
    """ALL CLEAR or CORRECTION to exactly the rooms that had the alert, and the original marked.

    What still waits in a queue is withdrawn; a room that would have heard of it only now hears nothing.
    `noted`: a moderator's note says what it was. A correction is as loud as its alert was, an all clear silent.
    """
    content = standing_now(loads(incident.announced), standing)
    tx.outbox.drop_for(incident.code)
    for room in _alerted(tx, incident):
        _edit(tx, incident, content, room)
        told = replace(content, has_note=noted)
        _post(tx, incident, told, room, subject=f"end:{incident.code}", silent=standing is not Standing.FALSE)


def expire(tx: Transaction, incident: Incident, standing: Standing = Standing.EXPIRED, *, other: str = "") -> None:
    """The posts say that they are over; silent, nothing new is posted."""
    content = standing_now(loads(incident.announced), standing, other=other)
    tx.outbox.drop_for(incident.code)
    for room in _alerted(tx, incident):
        _edit(tx, incident, content, room)


def _tell(tx: Transaction, incident: Incident, content: AlertContent, routed: tuple[str, ...] = ()) -> None:
    """Edit what is out, post where nothing is yet. What waits in a queue with older content is replaced."""
    withdrawn = tx.outbox.drop_for(incident.code)
    alerted = _alerted(tx, incident)
    for room in alerted:
        _edit(tx, incident, content, room)
    for room in dict.fromkeys((*routed, *withdrawn)):
        if room not in alerted:
            _post(tx, incident, content, room, subject=f"alert:{incident.code}", not_before=incident.release_at)


def _release_at(ctx: Context, incident: Incident) -> datetime:
    """A drawn moment soon. What is decided again while it waits goes when it was to go: neither earlier nor later."""
    if incident.urgent:
        return ctx.now
    if incident.release_at and incident.release_at > ctx.now:
        return incident.release_at
    share = float(f"0.{ctx.draw(digits, _FINE)}")
    return ctx.now + share * ctx.policy.release_delay


def _live(tx: Transaction, content: AlertContent) -> AlertContent:
    noted = tx.wordings.read(owner_of(content.code, content.edition)) is not None
    return replace(standing_now(content, Standing.LIVE), has_note=noted)


def _alerted(tx: Transaction, incident: Incident) -> tuple[str, ...]:
    """The rooms that have the alert, or to which it is being sent at this moment."""
    return tuple(record.room for record in tx.journal.alerted(incident.code))


def _post(
    tx: Transaction,
    incident: Incident,
    content: AlertContent,
    room: str,
    *,
    subject: str,
    silent: bool = False,
    not_before: datetime | None = None,
) -> None:
    tx.outbox.post(
        Post(
            room=room,
            kind=PostKind.ALERT,
            urgency=Urgency.ALERT,
            incident=incident.code,
            payload=to_json(content),
            dedup=_key("post", incident, content, room),
            subject=subject,
            silent=silent,
            not_before=not_before,
        )
    )


def _edit(tx: Transaction, incident: Incident, content: AlertContent, room: str) -> None:
    tx.outbox.post(
        Post(
            room=room,
            kind=PostKind.ALERT_EDIT,
            urgency=Urgency.EDIT,
            incident=incident.code,
            payload=to_json(content),
            dedup=_key("edit", incident, content, room),
            coalesce=f"edit:{incident.code}:{room}",
            subject=f"alert:{incident.code}",
            edits=True,
            silent=True,
        )
    )


def _key(what: str, incident: Incident, content: AlertContent, room: str) -> str:
    """One decision in one room. The revision grows with every decision; the opening time tells reused codes apart."""
    opened = int(incident.opened_at.timestamp())
    return f"{what}:{incident.code}:{opened}:{incident.revision}:{content.standing.value}:{room}"
