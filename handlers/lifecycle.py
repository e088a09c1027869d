"""Everything that happens because time passes. Running it twice, or in two processes at once, changes nothing more."""

from dataclasses import replace
from datetime import timedelta

from handlers import alert
from handlers.actions import Verb
from handlers.alertcontent import Standing, loads
from handlers.card import refresh_card
from handlers.closing import close
from handlers.freezing import thaw
from handlers.incident import Closing, Incident, IncidentState, Reason
from handlers.ports import Context, Transaction
from handlers.roomnotes import tell_moderators
from handlers.shift import call_out


def tick(tx: Transaction, ctx: Context) -> int:
    """Do what is due now; returns how much that was."""
    done = thaw(tx, ctx)
    for incident in tx.incidents.open():
        done += (
            _published(tx, ctx, incident) if incident.state is IncidentState.PUBLISHED else _pending(tx, ctx, incident)
        )
    return done


def _published(tx: Transaction, ctx: Context, incident: Incident) -> int:
    expires_at = incident.expires_at or ctx.now
    if expires_at <= ctx.now:
        alert.expire(tx, incident)
        close(tx, ctx, incident, Closing.EXPIRED)
        return 1
    done = 0
    if not incident.warned and expires_at - ctx.now <= ctx.policy.expiry_warning:
        incident = _warn(tx, ctx, incident, expires_at - ctx.now)
        done += 1
    if _left_alone(ctx, incident):
        incident = alert.mark(tx, incident, Standing.UNCONFIRMED)
        refresh_card(tx, ctx, incident)
        done += 1
    return done + _claim(tx, ctx, incident)


def _pending(tx: Transaction, ctx: Context, incident: Incident) -> int:
    if incident.last_report_at + ctx.policy.pending_lives <= ctx.now:
        close(tx, ctx, incident, Closing.EXPIRED, reason=Reason.UNCHECKED)
        return 1
    if incident.urgent and incident.opened_at + ctx.policy.urgent_after <= ctx.now:
        dedup = f"urgent:{incident.code}:{int(incident.opened_at.timestamp())}"
        call_out(tx, ctx, incident, "room.urgent.waiting", dedup=dedup)
    return _claim(tx, ctx, incident)


def _warn(tx: Transaction, ctx: Context, incident: Incident, left: timedelta) -> Incident:
    saved = tx.incidents.save(replace(incident, warned=True))
    tell_moderators(
        tx,
        ctx,
        "room.expiring",
        incident=saved,
        slots={"code": saved.code, "minutes": max(1, round(left / timedelta(minutes=1)))},
        verbs=(Verb.EXTEND, Verb.CLEAR, Verb.EXPIRE),
        dedup=f"expiring:{saved.code}:{saved.revision}:{int(saved.opened_at.timestamp())}",
    )
    return saved


def _left_alone(ctx: Context, incident: Incident) -> bool:
    """Whether a lone moderator's alert waited long enough for its second vote."""
    if not incident.alone or incident.published_at is None:
        return False
    late = incident.published_at + ctx.policy.lone_confirm_within <= ctx.now
    return late and loads(incident.announced).standing is Standing.LIVE


def _claim(tx: Transaction, ctx: Context, incident: Incident) -> int:
    if incident.claimed_until is None or incident.claimed_until > ctx.now:
        return 0
    saved = tx.incidents.save(replace(incident, claimed_by="", claimed_until=None))
    refresh_card(tx, ctx, saved)
    return 1
