"""What the Telegram transport has to be told, as plain typed values. Nothing here is ever printed whole."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,200}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")

Say = Callable[[str, str], str]
"""`say(language, key)`: a text of the catalogues, in the default language where the asked one is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookConfig:
    """How Telegram reaches us, when it does not let itself be asked.

    `public_url`: the https address the operator's proxy serves. `secret`: what Telegram repeats in a header with
    every update; one is drawn at each start where it is "". `max_body_bytes`: a larger body is refused.
    """

    public_url: str
    secret: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8443
    path: str = "/telegram"
    max_body_bytes: int = 1024 * 1024
    max_connections: int = 10

    def __post_init__(self) -> None:
        if self.secret and not _SECRET.fullmatch(self.secret):
            raise ValueError("the webhook secret takes 16 to 256 of A-Z, a-z, 0-9, _ and -")


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramConfig:
    """One bot.

    `token_again`: where the token may be read anew once Telegram refuses it; may raise OSError and ValueError.
    `rooms`: the name of each room and its chat id, or the "@name" of a public channel; `moderation`: those names
    where moderators decide; `topics`: the topic of a room inside its supergroup. `base_url` is without the word
    "bot" and the token. `erase_traces`: a resident's message is deleted for both sides once it is answered, the
    rest of a private chat when it was quiet for `trace_lives_s`. `pin_alerts`: the last alert is pinned.
    `photos`: whether photos are fetched at all; `max_photo_bytes` bounds one. Spans end in _s.
    """

    token: str = field(repr=False)
    token_again: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    rooms: Mapping[str, int | str] = field(default_factory=dict, repr=False)
    moderation: frozenset[str] = frozenset()
    topics: Mapping[str, int] = field(default_factory=dict, repr=False)
    platform: str = "telegram"
    default_language: str = "en"
    languages: tuple[str, ...] = ("en", "es")
    base_url: str = "https://api.telegram.org"
    proxy: str = field(default="", repr=False)
    webhook: WebhookConfig | None = None
    edits: bool = True
    erase_traces: bool = False
    trace_lives_s: float = 6 * 3600.0
    pin_alerts: bool = False
    photos: bool = False
    max_photo_bytes: int = 10 * 1024 * 1024
    poll_timeout_s: int = 30
    request_timeout_s: float = 20.0
    backoff_s: float = 0.5
    slow_retry_s: float = 60.0
    member_cache_s: float = 15.0
    answer_within_s: float = 5.0
    stop_within_s: float = 5.0

    def __post_init__(self) -> None:
        if not is_token(self.token):
            raise ValueError("the Telegram token is not one BotFather gives out (digits, a colon, letters)")
        if not 0 <= self.poll_timeout_s <= 50:
            raise ValueError("Telegram holds a poll for at most 50 seconds")
        if unknown := (self.moderation | self.topics.keys()) - self.rooms.keys():
            raise ValueError(f"no chat id is given for the room {min(unknown)}")


def is_token(text: str) -> bool:
    """Whether it looks like a token of BotFather's."""
    return bool(_TOKEN.fullmatch(text))


def bot_of(token: str) -> str:
    """The bot's own public number, which stays when its token is revoked."""
    return token.partition(":")[0]


def counting(config: TelegramConfig) -> str:
    """Who counts the updates: each bot and each server has numbers of its own, a new token of a bot has not."""
    server = blake2b(config.base_url.encode(), digest_size=8).hexdigest()
    return f"{config.platform} {bot_of(config.token)} {server}"


class RoomAddresses(Protocol):
    """Where it is kept that a group became a supergroup and has another chat id now.

    `move` must be durable when it returns; `moved` gives every old chat id with its newest one. Chat ids of
    groups only: an implementation never sees a person's.
    """

    async def moved(self) -> Mapping[int, int]: ...

    async def move(self, old: int, new: int) -> None: ...
