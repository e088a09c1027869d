"""Votes to publish and to reject. One moderator has one vote on each edition of an incident."""

from dataclasses import replace
from datetime import timedelta

from handlers import alert
from handlers.act import Act
from handlers.card import refresh_card
from handlers.closing import close
from handlers.errors import Refused, Stale, TagForgotten
from handlers.incident import Ballot, Basis, Closing, Incident, IncidentState, Reason, Vote
from handlers.notes import note_of, owner_of
from handlers.outbound import Answer
from handlers.outcomes import shared
from handlers.quorum import Alone, Risk, may_publish_alone, risk_of, tally, votes_to_publish, votes_to_reject
from handlers.report import standing
from handlers.routing import channels_for

LONE_ACT = "alone"
LONE_WINDOW = timedelta(hours=1)


def approve(act: Act, basis: Basis = Basis.REPORTED) -> Answer:
    """A vote to publish, as REPORTED or with the basis the moderator vouches for."""
    incident = act.incident()
    if _nothing_to_add(incident, basis):
        raise Stale("room.already.published", code=incident.code, by=act.publishers(incident))
    needed = votes_to_publish(risk_now(act, incident), act.ctx.policy)
    refuse_witness(act, incident)
    incident = _on_this_place(act, incident)
    fresh = cast(act, incident, Ballot.PUBLISH, basis=basis)
    return counted(act, incident, needed, fresh=fresh)


def counted(act: Act, incident: Incident, needed: int, *, fresh: bool = True) -> Answer:
    """Publish when enough have voted for this edition, otherwise say how many have."""
    found = tally(act.tx.votes.of(incident.code, incident.edition), Ballot.PUBLISH)
    if len(found.aliases) < needed:
        refresh_card(act.tx, act.ctx, incident)
        key = "room.voted" if fresh else "room.voted_before"
        return act.answer(key, code=incident.code, votes=len(found.aliases), needed=needed)
    same_edition = incident.published_edition == incident.edition and incident.basis is not None
    basis = incident.basis if same_edition and incident.basis is not Basis.REPORTED else found.basis
    saved = alert.publish(act.tx, act.ctx, incident, basis=basis or Basis.REPORTED, votes=needed)
    told(act, saved)
    return act.answer("room.published", code=saved.code, by=act.named(found.aliases))


def publish_alone(act: Act) -> Answer:
    """One moderator, one channel, as REPORTED; a second vote is asked for, and its absence shown in the channel."""
    incident = act.pending()
    risk = risk_now(act, incident)
    refuse_witness(act, incident)
    lately = act.tx.journal.acts(act.alias, LONE_ACT, act.ctx.now - LONE_WINDOW)
    verdict = may_publish_alone(risk, act.ctx.policy, lately)
    if verdict is not Alone.YES:
        raise Refused(f"room.alone.{verdict.value}", code=incident.code)
    cast(act, incident, Ballot.PUBLISH, basis=Basis.REPORTED)
    act.note(LONE_ACT, incident.code)
    saved = alert.publish(act.tx, act.ctx, incident, basis=Basis.REPORTED, votes=1, alone=act.alias)
    told(act, saved)
    minutes = int(act.ctx.policy.lone_confirm_within.total_seconds() // 60)
    return act.answer("room.published_alone", code=saved.code, minutes=minutes)


def reject(act: Act, reason: Reason) -> Answer:
    incident = act.pending()
    refuse_witness(act, incident)
    votes = act.tx.votes.of(incident.code, incident.edition)
    if any(vote.alias == act.alias and vote.ballot is Ballot.PUBLISH for vote in votes):
        act.tx.votes.retract(incident.code, act.alias)
    fresh = cast(act, incident, Ballot.REJECT, reason=reason)
    votes = act.tx.votes.of(incident.code, incident.edition)
    against, supporters = tally(votes, Ballot.REJECT).aliases, tally(votes, Ballot.PUBLISH).aliases
    needed = votes_to_reject(act.ctx.policy, len(supporters))
    if len(against) < needed:
        refresh_card(act.tx, act.ctx, incident)
        key = "room.voted_reject" if fresh else "room.voted_before"
        return act.answer(key, code=incident.code, votes=len(against), needed=needed)
    close(act.tx, act.ctx, incident, Closing.REJECTED, reason=reason, by=against)
    return act.answer("room.rejected", code=incident.code, reason=act.words.say(f"room.reason.{reason.value}"))


def unvote(act: Act) -> Answer:
    """Take back what can still be taken back: a vote that published stays counted as one that did."""
    incident = act.incident()
    out = incident.state is IncidentState.PUBLISHED
    kept = [
        vote
        for vote in act.tx.votes.of(incident.code, incident.published_edition)
        if out and vote.alias == act.alias and vote.ballot is Ballot.PUBLISH
    ]
    taken = act.tx.votes.retract(incident.code, act.alias)
    for vote in kept:
        act.tx.votes.cast(incident.code, vote)
    refresh_card(act.tx, act.ctx, incident)
    return act.answer("room.unvoted" if taken else "room.no_vote", code=incident.code)


def cast(
    act: Act, incident: Incident, ballot: Ballot, *, basis: Basis | None = None, reason: Reason | None = None
) -> bool:
    """False when exactly this vote was there already. A vote to publish takes back one to reject."""
    votes = act.tx.votes.of(incident.code, incident.edition)
    against = any(vote.alias == act.alias and vote.ballot is Ballot.REJECT for vote in votes)
    if ballot is Ballot.PUBLISH and against and incident.state is IncidentState.PENDING:
        act.tx.votes.retract(incident.code, act.alias)
    vote = Vote(alias=act.alias, ballot=ballot, edition=incident.edition, at=act.ctx.now, basis=basis, reason=reason)
    fresh = act.tx.votes.cast(incident.code, vote)
    if fresh:
        act.note(ballot.value, incident.code)
    return fresh


def refuse_witness(act: Act, incident: Incident) -> None:
    """Nobody judges what they reported themselves. Raises Refused; the room is not told who it was."""
    for code, epoch in act.tx.tags.keys(incident.code):
        try:
            tag = act.said.witness.tag_for(code, epoch)
        except TagForgotten:
            # After a restart nobody can be recognised; an incident nobody may vote on would be the greater harm.
            continue
        if act.tx.tags.has(code, epoch, tag):
            raise Refused("room.own_witness", code=incident.code)


def risk_now(act: Act, incident: Incident) -> Risk:
    """Raises Refused while nobody could be told: the place is open, or no channel covers it."""
    if incident.place is None:
        raise Refused("room.needs_place", code=incident.code)
    if incident.private_home and not incident.place.neighborhood:
        raise Refused("room.home_without_area", code=incident.code)
    channels = channels_for(act.ctx, incident.place, private_home=incident.private_home)
    if not channels:
        raise Refused("room.no_channel", code=incident.code)
    return risk_of(act.ctx, incident.place, len(channels))


def told(act: Act, incident: Incident) -> None:
    """The card follows, and reporters hear once that their sighting was shared."""
    refresh_card(act.tx, act.ctx, incident)
    channels = channels_for(act.ctx, incident.place, private_home=incident.private_home)
    zones = ", ".join(channel.name for channel in channels)
    for report in standing(act.tx, incident):
        act.tx.outbox.notice(shared(report, incident, zones))


def _on_this_place(act: Act, incident: Incident) -> Incident:
    """A reporter may correct the place after the first vote; nobody's vote follows to where it was not cast."""
    anchor = incident.place.anchor if incident.place else ""
    if incident.ballot_place == anchor:
        return incident
    if not incident.ballot_place:
        return act.tx.incidents.save(replace(incident, ballot_place=anchor))
    note = note_of(act.tx, incident)
    if note:
        act.tx.wordings.put(owner_of(incident.code, incident.edition + 1), note)
    return act.tx.incidents.save(replace(incident, ballot_place=anchor, edition=incident.edition + 1))


def _nothing_to_add(incident: Incident, basis: Basis) -> bool:
    if incident.state is not IncidentState.PUBLISHED or incident.edition != incident.published_edition:
        return False
    if incident.alone:
        return False
    return basis is Basis.REPORTED or incident.basis is not Basis.REPORTED
