"""What an alert says, frozen at the decision: closed fields only, so that nobody's words can be in it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from handlers.incident import Basis, Incident
from handlers.observation import Activity, Heading, Uniform, Vehicle
from handlers.policy import Policy


class Standing(Enum):
    """How an alert stands now."""

    LIVE = "live"
    DOUBT = "doubt"  # being checked
    UNCONFIRMED = "unconfirmed"  # published by one moderator, and no second one came
    CLEAR = "clear"
    FALSE = "false"
    EXPIRED = "expired"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """`place` is a label: a crossing, block, public place or neighborhood, for a private home the neighborhood.

    `anchor` names the same place to the map card, "" for a private home, which no card shows.
    Times are aware UTC, rounded; `updated`: an earlier edition was out. `other`: the code it was merged into.
    """

    code: str
    edition: int
    standing: Standing
    place: str
    neighborhood: str
    basis: Basis
    seen_at: datetime
    expires_at: datetime
    agents: int | None = None
    vehicles: int | None = None
    unmarked: bool = False
    vehicle_kinds: tuple[Vehicle, ...] = ()
    activities: tuple[Activity, ...] = ()
    uniforms: tuple[Uniform, ...] = ()
    heading: Heading | None = None
    updated: bool = False
    has_note: bool = False
    other: str = ""
    anchor: str = ""


def compose(incident: Incident, policy: Policy, *, basis: Basis, expires_at: datetime) -> AlertContent:
    """The alert for an incident as it stands. Raises ValueError while its place is open."""
    if incident.place is None:
        raise ValueError("an alert needs a place")
    seen = incident.observation
    home = incident.private_home
    return AlertContent(
        code=incident.code,
        edition=incident.edition,
        standing=Standing.DOUBT if incident.doubted else Standing.LIVE,
        place=incident.place.neighborhood if home else incident.place.label,
        neighborhood=incident.place.neighborhood,
        basis=basis,
        seen_at=rounded(seen.seen_at or incident.last_report_at, policy.alert_rounding),
        expires_at=rounded(expires_at, policy.alert_rounding),
        agents=seen.agents,
        vehicles=seen.vehicles,
        unmarked=bool(seen.unmarked),
        vehicle_kinds=seen.vehicle_kinds,
        activities=seen.activities,
        uniforms=seen.uniforms,
        heading=None if home else seen.heading,
        updated=incident.published_at is not None and incident.edition != incident.published_edition,
        has_note=incident.has_note,
        anchor="" if home else incident.place.anchor,
    )


def rounded(moment: datetime, to: timedelta) -> datetime:
    """Floored, so that a time on an alert never tells the minute a report came in."""
    step = max(1, int(to.total_seconds()))
    return moment - timedelta(seconds=moment.timestamp() % step)


def standing_now(content: AlertContent, standing: Standing, *, other: str = "") -> AlertContent:
    """The same alert, marked; a marked alert carries no note any more."""
    return replace(content, standing=standing, has_note=False, other=other)


def to_json(content: AlertContent) -> dict[str, object]:
    plain: dict[str, object] = {name: _plain(value) for name, value in asdict(content).items()}
    return {name: value for name, value in plain.items() if value not in (None, "", [], False)}


def from_json(payload: Mapping[str, object]) -> AlertContent:
    """Raises KeyError or ValueError for anything `to_json` did not write."""
    heading, agents, vehicles = payload.get("heading"), payload.get("agents"), payload.get("vehicles")
    return AlertContent(
        code=str(payload["code"]),
        edition=int(str(payload.get("edition", 0))),
        standing=Standing(payload["standing"]),
        place=str(payload.get("place", "")),
        neighborhood=str(payload.get("neighborhood", "")),
        basis=Basis(payload["basis"]),
        seen_at=datetime.fromisoformat(str(payload["seen_at"])),
        expires_at=datetime.fromisoformat(str(payload["expires_at"])),
        agents=None if agents is None else int(str(agents)),
        vehicles=None if vehicles is None else int(str(vehicles)),
        unmarked=bool(payload.get("unmarked")),
        vehicle_kinds=tuple(Vehicle(kind) for kind in _listed(payload, "vehicle_kinds")),
        activities=tuple(Activity(kind) for kind in _listed(payload, "activities")),
        uniforms=tuple(Uniform(kind) for kind in _listed(payload, "uniforms")),
        heading=None if heading is None else Heading(heading),
        updated=bool(payload.get("updated")),
        has_note=bool(payload.get("has_note")),
        other=str(payload.get("other", "")),
        anchor=str(payload.get("anchor", "")),
    )


def dumps(content: AlertContent) -> str:
    return json.dumps(to_json(content), separators=(",", ":"), sort_keys=True)


def loads(text: str) -> AlertContent:
    return from_json(json.loads(text))


def _listed(payload: Mapping[str, object], name: str) -> list[str]:
    found = payload.get(name, [])
    return [str(item) for item in found] if isinstance(found, (list, tuple)) else []


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case tuple() | list():
            return [_plain(item) for item in value]
    return value
