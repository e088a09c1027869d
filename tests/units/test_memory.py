"""A hardened process writes no core file, and what its system refused it says."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.privacy.memory import Guard

STORY = """
    import ctypes, resource
    from bot.privacy.memory import harden

    done = harden()
    prctl = ctypes.CDLL(None).prctl
    print(done.core_dumps.value, done.debuggers.value, done.memory_lock.value)
    print(resource.getrlimit(resource.RLIMIT_CORE), prctl(3, 0, 0, 0, 0))
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(status.get("VmLck", "0 kB").split()[0])
    grown = bytearray(64 * 1024 * 1024)  # memory asked for after locking is still to be had
    print(len(grown))
"""


@pytest.fixture(scope="module")
def hardened() -> list[str]:
    if not Path("/proc/self/status").exists():
        pytest.skip("this system has no /proc")
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(STORY)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return run.stdout.splitlines()


def test_no_core_file_is_ever_written(hardened: list[str]):
    assert hardened[0].split()[0] == Guard.ON
    assert hardened[1].startswith("(0, 0)")


def test_other_processes_of_the_same_user_cannot_read_its_memory(hardened: list[str]):
    assert hardened[0].split()[1] == Guard.ON
    assert hardened[1].endswith(" 0")  # PR_GET_DUMPABLE


def test_memory_is_locked_where_the_system_allows_it_and_said_not_to_be_elsewhere(hardened: list[str]):
    is_locked = hardened[0].split()[2] == Guard.ON
    assert (int(hardened[2]) > 0) is is_locked
    assert hardened[3] == str(64 * 1024 * 1024)


def test_an_unprivileged_process_keeps_running_when_memory_cannot_be_locked():
    story = """
        import os, resource
        from bot.privacy.memory import harden
        if os.geteuid() == 0:
            os.setgid(65534); os.setuid(65534)
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (65536, 65536))
        print(harden().memory_lock.value)
        print(len(bytearray(64 * 1024 * 1024)))
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(story)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert run.stdout.split() == [Guard.UNAVAILABLE, str(64 * 1024 * 1024)]
