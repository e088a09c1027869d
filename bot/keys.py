"""Where the keys of a process come from: the keyring, and on PostgreSQL the keys of details."""

from datetime import timedelta
from pathlib import Path

from bot.privacy.detailkeys import DetailKeys
from bot.privacy.keykinds import ADDRESS_TTL, Now
from bot.privacy.keyring import Keyring
from bot.settings import Settings
from handlers.retention import Retention


def keyring_in(home: Path | None, *, now: Now, conversation_lives: timedelta = ADDRESS_TTL) -> Keyring:
    """The keyring in a directory, None for RAM. Raises `UnsafeHome`."""
    ttl = min(conversation_lives, ADDRESS_TTL)
    return Keyring.in_directory(home, now=now, address_ttl=ttl) if home else Keyring.in_ram(now=now, address_ttl=ttl)


def details_in(home: Path | None, *, now: Now, retention: Retention) -> DetailKeys | None:
    """The keys of details in a directory, None where the store needs none. Raises `UnsafeHome`."""
    return DetailKeys.in_directory(home, now=now, keep=retention.incident_details) if home else None


def keyring_home(settings: Settings) -> Path | None:
    return None if settings.keyring.home == "ram" else Path(settings.keyring.home)


def details_home(settings: Settings) -> Path | None:
    return settings.keyring.details_dir if settings.storage.url else None
