"""Is a directory fit for the keyring? Only memory that never reaches a disk is, and for its owner alone."""

import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MEMORY_FILE_SYSTEMS = frozenset({"tmpfs", "ramfs"})
MOUNTS = Path("/proc/self/mountinfo")
SWAPS = Path("/proc/swaps")


class Problem(StrEnum):
    """What makes a directory unfit."""

    MISSING = "missing"
    NOT_A_DIRECTORY = "not_a_directory"
    ON_DISK = "on_disk"
    SWAPPABLE = "swappable"
    READABLE_BY_OTHERS = "readable_by_others"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to refuse a directory, with the remedy, in words for an operator."""

    problem: Problem
    text: str


@dataclass(frozen=True, slots=True)
class _Mount:
    point: str
    kind: str
    options: frozenset[str]


def check_home(path: Path, *, mounts: Path = MOUNTS, swaps: Path = SWAPS) -> tuple[Finding, ...]:
    """Every reason not to keep keys in `path`; empty means it is fit. Reads no key."""
    seen = check_eyes(path)
    unusable = any(each.problem in {Problem.MISSING, Problem.NOT_A_DIRECTORY} for each in seen)
    return seen if unusable else (*_check_memory(path, mounts, swaps), *seen)


def check_eyes(path: Path) -> tuple[Finding, ...]:
    """Every reason why somebody else could read keys in `path`, wherever it lies."""
    try:
        status = path.lstat()
    except OSError:
        return (Finding(Problem.MISSING, f"{path}: no such directory; create it on a tmpfs with mode 0700"),)
    if not stat.S_ISDIR(status.st_mode):
        return (Finding(Problem.NOT_A_DIRECTORY, f"{path}: a directory is needed, not a file or link"),)
    return (*_check_eyes(path, status), *_check_files(path))


def is_memory(path: Path, *, mounts: Path = MOUNTS) -> bool:
    """Whether what is written there never reaches a disk, but for swap."""
    mount = _mount_of(path, mounts)
    return mount is not None and mount.kind in MEMORY_FILE_SYSTEMS


def _check_memory(path: Path, mounts: Path, swaps: Path) -> list[Finding]:
    mount = _mount_of(path, mounts)
    if mount is None:
        return [Finding(Problem.UNKNOWN, f"{path}: cannot tell what file system this is, so it is refused")]
    if mount.kind not in MEMORY_FILE_SYSTEMS:
        text = f"{path}: lies on {mount.kind}, expected tmpfs; a disk keeps keys after they are deleted"
        return [Finding(Problem.ON_DISK, text)]
    if mount.kind == "tmpfs" and "noswap" not in mount.options and _has_swap(swaps):
        text = f"{path}: this tmpfs may be swapped to disk; turn swap off or mount it with noswap"
        return [Finding(Problem.SWAPPABLE, text)]
    return []


def _check_eyes(path: Path, status: os.stat_result) -> list[Finding]:
    found = []
    if stat.S_IMODE(status.st_mode) & 0o077:
        mode = stat.S_IMODE(status.st_mode)
        found.append(Finding(Problem.READABLE_BY_OTHERS, f"{path}: mode {mode:04o}, expected 0700"))
    if status.st_uid != os.geteuid():
        found.append(Finding(Problem.FOREIGN, f"{path}: belongs to another user than Whistle runs as"))
    return found


def _check_files(path: Path) -> list[Finding]:
    try:
        files = [entry.stat(follow_symlinks=False) for entry in os.scandir(path)]
    except OSError:
        return [Finding(Problem.UNKNOWN, f"{path}: cannot be listed, so it is refused")]
    open_files = sum(1 for each in files if stat.S_IMODE(each.st_mode) & 0o077)
    odd_files = sum(1 for each in files if not stat.S_ISREG(each.st_mode) or each.st_uid != os.geteuid())
    found = []
    if open_files:
        text = f"{path}: {open_files} files can be read by other users, expected mode 0600"
        found.append(Finding(Problem.READABLE_BY_OTHERS, text))
    if odd_files:
        text = f"{path}: {odd_files} entries are no plain files of this user; it must be Whistle's alone"
        found.append(Finding(Problem.FOREIGN, text))
    return found


def _mount_of(path: Path, mounts: Path) -> _Mount | None:
    real = os.path.realpath(path)
    found: _Mount | None = None
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    for line in lines:
        mount = _parse_mount(line)
        inside = mount and (real == mount.point or real.startswith(mount.point.rstrip("/") + "/"))
        # `>=`: of two mounts on one point, the later line covers the earlier.
        if mount and inside and (found is None or len(mount.point) >= len(found.point)):
            found = mount
    return found


def _parse_mount(line: str) -> _Mount | None:
    # 25 24 0:23 / /dev/shm rw,relatime shared:3 - tmpfs tmpfs rw,size=64k,noswap
    left, divider, right = line.partition(" - ")
    place, device = left.split(), right.split()
    if not divider or len(place) < 6 or len(device) < 3:
        return None
    point = place[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
    return _Mount(point, device[0], frozenset(f"{place[5]},{device[2]}".split(",")))


def _has_swap(swaps: Path) -> bool:
    try:
        return len(swaps.read_text(encoding="utf-8").splitlines()) > 1
    except OSError:
        return True  # cannot tell, and a swapped key stays on the disk
