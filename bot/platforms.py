"""Which platforms the settings ask for, made ready to run. A platform's code is imported only where it is used."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock, MachineClock
from bot.holds import Holds
from bot.pacing import PACES, Pace, Pacer
from bot.quarantine import Quarantine
from bot.settings import Settings
from bot.settings.load import secret_in
from bot.settings.rooms import MODERATORS
from bot.transports.base import Transport, TryAgain
from bot.turns import Turns
from bot.warning import Speaker
from bot.work import Unavailable, Work
from handlers.ports import Transaction

if TYPE_CHECKING:
    from bot.transports.signal import SignalConfig, SignalTransport
    from bot.transports.telegram import TelegramConfig

MOVED = "telegram.moved"
"""The switch that keeps old and new numbers of groups: rooms' numbers alone, never a person's."""

PINNED = "telegram.pinned"
"""The switch that keeps which message is pinned in which channel."""


class UnusablePlatform(ValueError):
    """A platform is asked for in a way it cannot be had; the text says what to change."""


class MovedRooms:
    """Keeps in the store which number a group has now and what is pinned there, as Telegram's transport asks for."""

    def __init__(self) -> None:
        self._store: Work | None = None

    def keep_in(self, store: Work) -> None:
        """Where to keep it, from now on."""
        self._store = store

    async def moved(self) -> Mapping[int, int]:
        """Every old number with its newest one."""
        return await self._work.read(_moved)

    async def move(self, old: int, new: int) -> None:
        """Returns after the commit; `TryAgain` where it could not be kept."""
        try:
            await self._work.run(lambda tx: _keep(tx, old, new))
        except Unavailable:
            raise TryAgain from None

    async def pinned(self) -> Mapping[str, int]:
        """The message of ours that is pinned in each room."""
        return await self._work.read(_pinned)

    async def pin(self, room: str, message: int) -> None:
        """Returns after the commit; `TryAgain` where it could not be kept."""
        try:
            await self._work.run(lambda tx: tx.journal.set_switch(PINNED, json.dumps({**_pinned(tx), room: message})))
        except Unavailable:
            raise TryAgain from None

    @property
    def _work(self) -> Work:
        if self._store is None:
            raise TryAgain
        return self._store


def _moved(tx: Transaction) -> dict[int, int]:
    kept: dict[str, int] = json.loads(tx.journal.switch(MOVED) or "{}")
    return {int(old): new for old, new in kept.items()}


def _pinned(tx: Transaction) -> dict[str, int]:
    kept: dict[str, int] = json.loads(tx.journal.switch(PINNED) or "{}")
    return kept


def _keep(tx: Transaction, old: int, new: int) -> None:
    # A group that moved before is found under its first number: that is what the settings name.
    moved = {first: new if last == old else last for first, last in _moved(tx).items()} | {old: new}
    tx.journal.set_switch(MOVED, json.dumps(moved))


def platforms_of(
    settings: Settings,
    *,
    clock: Clock,
    moves: MovedRooms | None = None,
    turns: Mapping[str, Turns] | None = None,
    quarantine: Quarantine | None = None,
) -> Sequence[Transport]:
    """The transport of every enabled platform; none where none is. Raises `UnusablePlatform`."""
    turns = turns or turns_of(settings, clock=clock)
    made: list[Transport] = []
    if settings.telegram.enabled:
        made.append(_telegram(settings, clock, moves, turns["telegram"], quarantine))
    if settings.signal.enabled:
        made.append(_signal(settings, clock))
    return made


def paces_of(settings: Settings) -> Mapping[str, Pace]:
    """How fast each platform may be written to."""
    told, gap_s = settings.delivery, settings.delivery.signal_every.total_seconds()
    telegram = replace(
        PACES["telegram"], per_second=told.telegram_per_second, window_count=told.telegram_room_per_minute
    )
    signal = replace(PACES["signal"], per_second=1 / gap_s if gap_s else None, burst=told.signal_burst)
    return {**PACES, "telegram": telegram, "signal": signal}


def turns_of(settings: Settings, *, clock: Clock, holds: Holds | None = None) -> Mapping[str, Turns]:
    """Where delivery and a transport's replies wait for one another."""
    return {"telegram": Turns("telegram", Pacer(paces_of(settings)["telegram"]), clock, holds)}


def speakers_of(settings: Settings, distrusted: str) -> Mapping[str, Speaker]:
    """Who can still write in channels, by platform, when one platform's account is in other hands."""
    made: dict[str, Speaker] = {}
    if settings.telegram.enabled and distrusted != "telegram":
        made["telegram"] = _telegram_speaker(telegram_config(settings))
    elif spare := spare_config(settings):
        made["telegram"] = _telegram_speaker(spare)
    if settings.signal.enabled and distrusted != "signal":
        made["signal"] = _signal(settings, MachineClock())
    return made


def spare_config(settings: Settings) -> "TelegramConfig | None":
    """The second bot, which knows the channels and nothing else; None where there is none."""
    spare = settings.telegram.spare_token
    if not (settings.telegram.enabled and spare):
        return None
    config = telegram_config(settings)
    channels = {room: chat for room, chat in config.rooms.items() if room not in config.moderation}
    try:
        return replace(
            config,
            token=spare.get_secret_value(),
            token_again=None,
            rooms=channels,
            moderation=frozenset(),
            webhook=None,
        )
    except ValueError:
        raise UnusablePlatform("telegram: the spare token is not one BotFather gives out") from None


def _telegram_speaker(config: "TelegramConfig") -> Speaker:
    from bot.transports.telegram import TelegramTransport

    return TelegramTransport(config, now=MachineClock().now)


def _telegram(
    settings: Settings, clock: Clock, moves: MovedRooms | None, turns: Turns, quarantine: Quarantine | None
) -> Transport:
    from bot.transports.telegram import TelegramTransport

    return TelegramTransport(
        telegram_config(settings),
        now=clock.now,
        addresses=moves,
        turns=turns,
        pins=moves,
        quarantine=quarantine,
        timer=clock.seconds,
    )


def telegram_config(settings: Settings) -> "TelegramConfig":
    """The settings as Telegram's transport takes them. Raises `UnusablePlatform`."""
    from bot.transports.telegram import TelegramConfig, WebhookConfig

    told = settings.telegram
    token = told.token.get_secret_value() if told.token else ""
    rooms = settings.addresses("telegram")
    try:
        hook = None
        if told.receive == "webhook":
            hook = WebhookConfig(
                public_url=told.webhook_url,
                secret=told.webhook_secret.get_secret_value() if told.webhook_secret else "",
                host=told.webhook_host,
                port=told.webhook_port,
            )
        return TelegramConfig(
            token=token,
            token_again=partial(secret_in, told.token_file) if told.token_file else None,
            rooms=dict(rooms),
            moderation=_moderation(rooms),
            default_language=settings.main_language,
            languages=settings.city.languages,
            base_url=told.base_url,
            proxy=told.proxy,
            webhook=hook,
            erase_traces=told.erase_traces,
            pin_alerts=told.pin_alerts,
            topics={name: room.topic for name, _, room in settings.rooms() if room.topic and name in rooms},
            photos=settings.reports.photos,
        )
    except ValueError as error:
        raise UnusablePlatform(f"telegram: {error}") from None


def _signal(settings: Settings, clock: Clock) -> "SignalTransport":
    from bot.transports.signal import SignalTransport

    return SignalTransport(signal_config(settings), now=clock.now)


def signal_config(settings: Settings) -> "SignalConfig":
    """The settings as Signal's transport takes them. Raises `UnusablePlatform`."""
    from bot.transports.signal import Joining, SignalConfig

    told = settings.signal
    rooms = settings.addresses("signal")
    try:
        return SignalConfig(
            number=told.number,
            url=told.url.rstrip("/"),
            receiver=told.receiver,
            alert_number=told.alert_number,
            alert_url=told.alert_url.rstrip("/"),
            challenges=challenges_file(settings),
            forget_at=told.forget_at,
            forget_after_s=settings.retention.conversation_lives.total_seconds(),
            rooms=rooms,
            moderation=_moderation(rooms),
            disappearing_s=int(told.disappearing.total_seconds()),
            group_timer_s=int(told.group_disappearing.total_seconds()),
            joining=Joining(told.join_requests),
            pace_s=settings.delivery.signal_every.total_seconds(),
            burst=settings.delivery.signal_burst,
        )
    except ValueError as error:
        raise UnusablePlatform(f"signal: {error}") from None


def challenges_file(settings: Settings) -> Path:
    """Where captchas that Signal asks for stand, for the bot and `whistle signal captcha`."""
    return settings.keyring.moderators_file.with_name("signal-challenges")


def _moderation(rooms: Mapping[str, str]) -> frozenset[str]:
    names = {room: room.rpartition("@")[0].partition(".")[0] for room in rooms}
    return frozenset(room for room, owner in names.items() if owner == MODERATORS)
