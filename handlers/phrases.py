"""Small pieces that cards and alerts are put together from, in the room's language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.messages import Words
from handlers.observation import Activity, Heading, Uniform, Vehicle
from handlers.policy import Policy

BETWEEN = " · "
JUST_NOW = timedelta(minutes=5)


def joined(*parts: str) -> str:
    """The parts that say something, with dots between."""
    return BETWEEN.join(part for part in parts if part)


def clock(moment: datetime, policy: Policy) -> str:
    """The time of day where the city is."""
    return moment.astimezone(ZoneInfo(policy.timezone)).strftime("%H:%M")


def age(words: Words, moment: datetime, now: datetime) -> str:
    minutes = max(0, int((now - moment).total_seconds()) // 60)
    if minutes < 60:
        return words.count("room.ago.minutes", minutes)
    return words.count("room.ago.hours", minutes // 60)


def seen_time(words: Words, seen_at: datetime | None, now: datetime, policy: Policy) -> str:
    if seen_at is None:
        return ""
    return words.say("room.now") if now - seen_at < JUST_NOW else clock(seen_at, policy)


def vehicles(words: Words, count: int | None, kinds: tuple[Vehicle, ...], *, unmarked: bool) -> str:
    """ "3 vehicles (SUV, van), unmarked"; with one kind only "3 SUVs"."""
    listed = ", ".join(words.say(f"room.vehicle.{kind.value}") for kind in kinds)
    if count is None:
        text = listed
    elif len(kinds) == 1:
        text = words.count(f"room.counted.{kinds[0].value}", count)
    else:
        text = words.count("room.vehicles", count) + (f" ({listed})" if listed else "")
    plain = words.say("room.unmarked") if unmarked else ""
    return ", ".join(part for part in (text, plain) if part)


def activities(words: Words, kinds: tuple[Activity, ...]) -> str:
    return ", ".join(words.say(f"room.activity.{kind.value}") for kind in kinds)


def uniforms(words: Words, kinds: tuple[Uniform, ...]) -> str:
    return ", ".join(words.say(f"room.uniform.{kind.value}") for kind in kinds)


def heading(words: Words, towards: Heading | None) -> str:
    return words.say(f"room.heading.{towards.value}") if towards else ""
