"""Moderators and operators are known by a keyed hash of their platform id: enough to recognise them.

Their secret is the one durable one, for a roster must survive a restart. Whoever holds it can test a
guessed id against the roster, so it lies apart from the database: a 0600 file, or a credential of the
service manager.
"""

import hashlib
import os
import secrets
import stat
from pathlib import Path

from bot.privacy.sealing import KeyringError

SECRET_BYTES = 32
MEMBER_KEY_BYTES = 16
MAX_FILE_BYTES = 4096


class BadModeratorSecret(KeyringError):
    """The moderator secret cannot be used."""


class ModeratorSecret:
    """Turns a moderator's platform id into the key they are stored under."""

    __slots__ = ("_key",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) < SECRET_BYTES:
            raise BadModeratorSecret(f"the moderator secret has {len(secret)} bytes, expected at least {SECRET_BYTES}")
        self._key = hashlib.blake2b(secret, digest_size=SECRET_BYTES, person=b"moderators").digest()

    @classmethod
    def load(cls, path: Path) -> "ModeratorSecret":
        """Read the secret. Raises `BadModeratorSecret` if it is missing, short, or open to other users."""
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise BadModeratorSecret(f"{path}: cannot be read ({error.strerror})") from None
        try:
            status = os.fstat(handle)
            mode = stat.S_IMODE(status.st_mode)
            if not stat.S_ISREG(status.st_mode) or mode & 0o077:
                raise BadModeratorSecret(f"{path}: mode {mode:04o}, expected a file of mode 0600 or 0400")
            secret = os.read(handle, MAX_FILE_BYTES).strip()
        finally:
            os.close(handle)
        try:
            return cls(secret)
        except BadModeratorSecret as error:
            raise BadModeratorSecret(f"{path}: {error}") from None

    @classmethod
    def create(cls, path: Path) -> "ModeratorSecret":
        """Draw a secret and write it to a new 0600 file. Raises `BadModeratorSecret` if the file exists."""
        secret = secrets.token_hex(SECRET_BYTES).encode()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise BadModeratorSecret(f"{path}: cannot be created ({error.strerror})") from None
        with os.fdopen(handle, "wb") as file:
            file.write(secret + b"\n")
        return cls(secret)

    def member_key(self, platform: str, platform_id: int | str) -> str:
        """The key of one member, 32 hex digits; one person on two platforms has two."""
        member = f"{platform}|{platform_id}".encode()
        return hashlib.blake2b(member, key=self._key, digest_size=MEMBER_KEY_BYTES, person=b"member").hexdigest()

    def key_hash(self, platform: str, platform_id: int | str, fingerprint: str) -> str:
        """What is kept of the key a member speaks with, 32 hex digits: enough to see that it is another."""
        known = f"{platform}|{platform_id}|{fingerprint}".encode()
        return hashlib.blake2b(known, key=self._key, digest_size=MEMBER_KEY_BYTES, person=b"fingerprint").hexdigest()

    def __repr__(self) -> str:
        return "<the moderator secret>"

    def __reduce__(self) -> str:
        raise TypeError("the moderator secret cannot be copied")
