"""Keep this process's memory out of core dumps, of other processes' reach and of swap, as far as Python can.

What it cannot do: CPython copies and frees bytes as it likes, so a secret may stay in freed memory until
that is used again; root, a debugger attached before, a hypervisor's snapshot and hibernation read
everything. Hence the rest: few secrets, short-lived, and destroyed by key.
"""

import ctypes
import resource
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_PR_SET_DUMPABLE = 4
_CAP_IPC_LOCK = 14
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4


class Guard(StrEnum):
    """Whether a guard stands. The values are words of the log."""

    ON = "on"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardening:
    """Which guards stand after `harden`."""

    core_dumps: Guard  # on: no core file is ever written
    debuggers: Guard  # on: processes of the same user cannot read this memory
    memory_lock: Guard  # on: no page of this process is swapped out


def harden() -> Hardening:
    """Put up every guard this system allows; what it refuses is reported, never fatal."""
    return Hardening(core_dumps=_no_core_dumps(), debuggers=_no_debuggers(), memory_lock=_lock_memory())


def _no_core_dumps() -> Guard:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return Guard.ON


def _no_debuggers() -> Guard:
    try:
        refused = ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):
        return Guard.UNAVAILABLE
    return Guard.UNAVAILABLE if refused else Guard.ON


def _lock_memory() -> Guard:
    soft, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if soft != resource.RLIM_INFINITY and not _may_lock_all():
        # Under a finite limit MCL_FUTURE makes later allocations fail: a crash in the middle of a surge.
        return Guard.UNAVAILABLE
    flags = _MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT
    try:
        refused = ctypes.CDLL(None, use_errno=True).mlockall(flags)
    except (OSError, AttributeError):
        return Guard.UNAVAILABLE
    return Guard.UNAVAILABLE if refused else Guard.ON


def _may_lock_all() -> bool:
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return False
    rights = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(rights, 16) >> _CAP_IPC_LOCK & 1)
