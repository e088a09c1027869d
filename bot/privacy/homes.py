"""Where secrets rest: the memory of one process, or a tmpfs directory that the processes of a host share.

A home knows names and bytes, nothing of what they mean. It never writes outside its directory, never logs,
and what it destroys it first overwrites.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

RandomBytes = Callable[[int], bytes]
_LOOKS = 2


class Home(Protocol):
    """A place for named secrets. Names are file names; a call may come from any thread."""

    def get(self, name: str) -> bytes | None:
        """Answer the secret, or None where there is none."""

    def settle(self, name: str, value: bytes) -> bytes:
        """Put the secret unless another caller was faster, and answer the one that stands now."""

    def replace(self, name: str, value: bytes) -> None:
        """Put the secret in place of whatever stood there, which is overwritten; at no moment is there neither."""

    def destroy(self, name: str) -> bool:
        """Overwrite and remove the secret; False where there was none."""

    def names(self) -> tuple[str, ...]:
        """All names held, in order."""


class RamHome:
    """Secrets of one process. A restart loses them all, and so does a seized disk."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[str, bytearray] = {}

    def __repr__(self) -> str:
        return "RAM"

    def get(self, name: str) -> bytes | None:
        while (held := self._held.get(name)) is not None:
            value = bytes(held)
            # All zero: read in the instant in which another thread was overwriting it.
            if any(value) or self._held.get(name) is held:
                return value if any(value) else None
        return None

    def settle(self, name: str, value: bytes) -> bytes:
        standing: bytes | None = None
        while standing is None:
            self._held.setdefault(name, bytearray(value))
            standing = self.get(name)
        return standing

    def replace(self, name: str, value: bytes) -> None:
        before = self._held.get(name)
        self._held[name] = bytearray(value)
        if before is not None:
            before[:] = bytes(len(before))

    def destroy(self, name: str) -> bool:
        held = self._held.pop(name, None)
        if held is None:
            return False
        held[:] = bytes(len(held))
        return True

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._held.copy()))


class DirectoryHome:
    """Secrets as files of a directory (0700, files 0600), on tmpfs unless they must outlive a reboot.

    Nothing is cached: what another process destroys is gone here at once. Whether the directory is fit is for
    `bot.privacy.homecheck` to say.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sweep()

    def __repr__(self) -> str:
        return "a directory"

    def get(self, name: str) -> bytes | None:
        for _ in range(_LOOKS):
            try:
                value = (self._path / name).read_bytes()
            except FileNotFoundError:
                return None
            # All zero: opened in the instant in which it was being overwritten, and something new may stand there.
            if any(value):
                return value
        return None

    def settle(self, name: str, value: bytes) -> bytes:
        while True:
            draft = self._path / f".new-{secrets.token_hex(8)}"
            try:
                self._write(draft, value)
                # The one step that makes a complete file appear and fails if there is one already.
                os.link(draft, self._path / name)
                self._flush()
            except FileExistsError:
                standing = self.get(name)
                if standing is not None:
                    return standing
            except FileNotFoundError:
                continue  # another process swept our draft away while starting
            else:
                return value
            finally:
                draft.unlink(missing_ok=True)

    def replace(self, name: str, value: bytes) -> None:
        while not self._replaced(name, value):
            continue  # another process swept our draft away while starting

    def destroy(self, name: str) -> bool:
        grave = self._path / f".gone-{secrets.token_hex(8)}"
        try:
            (self._path / name).rename(grave)
        except FileNotFoundError:
            return False
        self._bury(grave)
        return True

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(each.name for each in self._path.iterdir() if not each.name.startswith(".")))

    def _replaced(self, name: str, value: bytes) -> bool:
        grave, draft = self._path / f".gone-{secrets.token_hex(8)}", self._path / f".new-{secrets.token_hex(8)}"
        try:
            self._write(draft, value)
            # A second name for what stands there, which would otherwise be freed without having been overwritten.
            with suppress(FileNotFoundError):
                os.link(self._path / name, grave)
            draft.replace(self._path / name)
            self._flush()
        except FileNotFoundError:
            return False
        finally:
            self._bury(draft)
            self._bury(grave)
        return True

    def _write(self, path: Path, value: bytes) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(value)
            file.flush()
            # On tmpfs this costs nothing; on a disk a row must never outlive a power cut that its key did not.
            os.fsync(file.fileno())

    def _flush(self) -> None:
        folder = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _bury(self, grave: Path) -> None:
        try:
            # In place: on tmpfs this reaches the very pages that held the secret.
            with grave.open("r+b") as file:
                found = os.fstat(file.fileno())
                # With another name to it, it is what stands there now: killed halfway, or never replaced.
                if found.st_nlink == 1:
                    file.write(bytes(found.st_size))
            grave.unlink()
        except FileNotFoundError:
            return  # another process swept it

    def _sweep(self) -> None:
        """Finish what a killed process left half done."""
        for each in list(self._path.iterdir()):
            if each.name.startswith((".new-", ".gone-")):
                self._bury(each)
