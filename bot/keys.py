"""Where the keys of a process come from, and how an operator destroys them: the keyring, and the keys of details."""

from datetime import timedelta
from pathlib import Path

from bot.clock import MachineClock
from bot.privacy.detailkeys import DetailKeys
from bot.privacy.homes import DirectoryHome
from bot.privacy.keykinds import ADDRESS_TTL, Now
from bot.privacy.keyring import Keyring, ShredReport
from bot.privacy.members import ModeratorSecret
from bot.settings import Settings
from handlers.retention import Retention


def keyring_in(
    home: Path | None, *, now: Now, retention: Retention, conversation_lives: timedelta = ADDRESS_TTL
) -> Keyring:
    """The keyring in a directory, None for RAM. Raises `UnsafeHome`."""
    lives = {"address_ttl": min(conversation_lives, ADDRESS_TTL), "wording_life": retention.wording}
    return Keyring.in_directory(home, now=now, **lives) if home else Keyring.in_ram(now=now, **lives)


def details_in(home: Path | None, *, now: Now, retention: Retention) -> DetailKeys | None:
    """The keys of details in a directory, None where the store needs none. Raises `UnsafeHome`."""
    return DetailKeys.in_directory(home, now=now, keep=retention.incident_details) if home else None


def keyring_home(settings: Settings) -> Path | None:
    return None if settings.keyring.home == "ram" else Path(settings.keyring.home)


def details_home(settings: Settings) -> Path | None:
    return settings.keyring.details_dir if settings.storage.url else None


def moderator_secret(settings: Settings) -> ModeratorSecret:
    """What moderators are known by, drawn where there is none yet. Raises `BadModeratorSecret`."""
    file = settings.keyring.moderators_file
    return ModeratorSecret.load(file) if file.exists() else ModeratorSecret.create(file)


def shred_files(settings: Settings) -> tuple[ShredReport, int]:
    """Destroy every key that lies in a directory, fit or not; answers what went, and how many keys of details."""
    now = MachineClock().now
    home, details = keyring_home(settings), details_home(settings)
    gone = Keyring(DirectoryHome(home), now=now).shred() if home and home.is_dir() else ShredReport()
    keep = settings.retention_table().incident_details
    if details is None or not details.is_dir():
        return gone, 0
    return gone, DetailKeys(DirectoryHome(details), now=now, keep=keep).shred()
