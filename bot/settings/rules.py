"""The numbers of the rules, section by section. Names and defaults are those of `handlers.policy.Policy`."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from bot.settings.kinds import Amount, Count, Section, Span, span_between
from bot.settings.rooms import Rooms


class Reports(Section):
    """[reports]: how a resident's sighting is taken in and grouped."""

    draft_delay: Annotated[Span, span_between("0 s", "10 min")] = timedelta(seconds=30)
    place_wait: Annotated[Span, span_between("1 min", "60 min")] = timedelta(minutes=10)
    guided_wait: Annotated[Span, span_between("1 min", "60 min")] = timedelta(minutes=10)
    photos: bool = False
    name_model: str = Field(default="", pattern=r"^[A-Za-z0-9_]*$")
    same_place_m: Amount = Field(default=250.0, ge=0, le=5000)
    same_time: Annotated[Span, span_between("1 min", "24 h")] = timedelta(minutes=90)
    pending_lives: Annotated[Span, span_between("10 min", "24 h")] = timedelta(hours=3)


class Alerts(Section):
    """[alerts]: what channels get, and for how long."""

    route_within_m: Amount = Field(default=150.0, ge=0, le=5000)
    alert_lives: Annotated[Span, span_between("10 min", "24 h")] = timedelta(minutes=90)
    expiry_warning: Annotated[Span, span_between("0 s", "12 h")] = timedelta(minutes=15)
    alert_rounding: Annotated[Span, span_between("1 min", "60 min")] = timedelta(minutes=5)
    release_delay: Annotated[Span, span_between("0 s", "5 min")] = timedelta(seconds=30)
    map_card: Literal["off", "light", "dark"] = "off"


class Moderation(Rooms):
    """[moderation]: the moderators' rooms, and how they decide."""

    admit_room_members: bool = True
    signal_wording_on_telegram: bool = False
    quorum: Count = Field(default=2, ge=1, le=9)
    quorum_sensitive: Count = Field(default=3, ge=1, le=9)
    sensitive_within_m: Amount = Field(default=120.0, ge=0, le=2000)
    quorum_reject: Count = Field(default=1, ge=1, le=9)
    quorum_many_channels: Count = Field(default=3, ge=1, le=9)
    many_channels: Count = Field(default=4, ge=2, le=1000)
    lone_publish: bool = True
    lone_per_hour: Count = Field(default=2, ge=0, le=60)
    lone_confirm_within: Annotated[Span, span_between("1 min", "24 h")] = timedelta(minutes=15)
    claim_for: Annotated[Span, span_between("1 min", "2 h")] = timedelta(minutes=10)
    freeze_alone_for: Annotated[Span, span_between("1 min", "24 h")] = timedelta(minutes=15)
    undo_for: Annotated[Span, span_between("0 s", "60 min")] = timedelta(minutes=5)
    urgent_after: Annotated[Span, span_between("1 min", "60 min")] = timedelta(minutes=5)
    wording_shown_s: Count = Field(default=300, ge=10, le=3600)


class Limits(Section):
    """[limits]: how much is taken in before somebody, or everybody, is asked to wait."""

    reports_per_person_hour: Count = Field(default=10, ge=1, le=1000)
    reports_overall_minute: Count = Field(default=120, ge=1, le=100_000)


class RetentionSetting(Section):
    """[retention]: when what is kept is destroyed. Longer than the promise in PRIVACY.md is refused."""

    conversation_lives: Annotated[Span, span_between("1 min", "6 h")] = timedelta(hours=6)
    wording: Annotated[Span, span_between("1 h", "24 h")] = timedelta(hours=24)
    audit: Annotated[Span, span_between("1 d", "30 d")] = timedelta(days=7)
    incident_details: Annotated[Span, span_between("1 d", "30 d")] = timedelta(days=7)
    codes: Annotated[Span, span_between("7 d", "365 d")] = timedelta(days=90)
    statistics: Annotated[Span, span_between("1 d", "1830 d")] = timedelta(days=365)
