"""The chat networks, and how fast each may be written to."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from bot.settings.kinds import Address, Amount, Count, LoopbackHost, Section, Span, WebLink, span_between


class Telegram(Section):
    """[telegram]. `token`, `spare_token` and `webhook_secret` never stand in config.toml."""

    enabled: bool = False
    token: SecretStr | None = None
    token_file: Path | None = None
    spare_token: SecretStr | None = None
    spare_token_file: Path | None = None
    receive: Literal["polling", "webhook"] = "polling"
    base_url: Address = Field(default="https://api.telegram.org", pattern=r"^https?://[^\s/]+\S*$")
    proxy: Address = Field(default="", pattern=r"^$|^(https?|socks5h?)://[^\s/]+:\d+$")
    webhook_url: WebLink = ""
    webhook_host: LoopbackHost = "127.0.0.1"
    webhook_port: Count = Field(default=8443, ge=1, le=65_535)
    webhook_secret: SecretStr | None = None
    webhook_secret_file: Path | None = None
    erase_traces: bool = True
    pin_alerts: bool = False


class Signal(Section):
    """[signal]: a signal-cli of the operator's own, through its REST API or its daemon."""

    enabled: bool = False
    receiver: Literal["rest", "daemon"] = "rest"
    url: Address = Field(default="http://127.0.0.1:8080", pattern=r"^https?://[^\s/]+\S*$")
    number: str = Field(default="", pattern=r"^$|^\+[1-9]\d{6,14}$")
    alert_number: str = Field(default="", pattern=r"^$|^\+[1-9]\d{6,14}$")
    alert_url: Address = Field(default="", pattern=r"^$|^https?://[^\s/]+\S*$")
    forget_at: str = Field(default="", pattern=r"^$|^([^\s/@:]+|\[[0-9a-f:]+\]):\d{1,5}$")
    disappearing: Annotated[Span, span_between("0 s", "28 d")] = timedelta(days=1)
    group_disappearing: Annotated[Span, span_between("0 s", "28 d")] = timedelta(days=1)
    join_requests: Literal["all", "ask", "none"] = "ask"


class Subscriptions(Section):
    """[subscriptions]: channels' alerts by private message, where a channel's members see each other."""

    enabled: bool = False
    most: Count = Field(default=200, ge=1, le=500)
    lives: Annotated[Span, span_between("1 d", "30 d")] = timedelta(days=30)


class Delivery(Section):
    """[delivery]: pacing, and what happens when nobody can tell whether a message went out."""

    telegram_per_second: Amount = Field(default=29.0, gt=0, le=1000)
    telegram_room_per_minute: Count = Field(default=18, ge=1, le=600)
    signal_every: Annotated[Span, span_between("0 s", "10 min")] = timedelta(seconds=2)
    signal_burst: Count = Field(default=5, ge=1, le=100)
