"""Where things are on this machine: the store, the keys, the log, ports."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from bot.settings.kinds import Address, Amount, Count, LoopbackHost, Section


class Storage(Section):
    """[storage]: a SQLite file, or the address of a PostgreSQL database."""

    path: Path = Path("var/whistle.db")
    url: Address = Field(default="", pattern=r"^$|^postgresql(\+asyncpg)?://\S+$")
    password: SecretStr | None = None
    password_file: Path | None = None


class KeyringSetting(Section):
    """[keyring]: "ram", or a directory on tmpfs; the file of the moderators' secret; keys that PostgreSQL needs."""

    home: str = Field(default="ram", pattern=r"^(ram|/.+)$")
    moderators_file: Path = Path("var/moderators.secret")
    details_dir: Path = Path("var/details.keys")


class LogSetting(Section):
    """[log]. No level prints what people wrote."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Health(Section):
    """[health]: /healthz, /readyz and /metrics for this machine alone."""

    enabled: bool = True
    host: LoopbackHost = "127.0.0.1"
    port: Count = Field(default=8787, ge=0, le=65_535)


class Demo(Section):
    """[demo]: the page of `whistle demo`, which needs none of the other settings."""

    port: Count = Field(default=8765, ge=0, le=65_535)
    speed: Amount = Field(default=1.0, gt=0, le=1000)
