"""What a process holds in its memory, and what the kernel would write of it when it crashes."""

import re
from pathlib import Path

_PATTERN = Path("/proc/sys/kernel/core_pattern")
_CORE = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x04\x00"
"""How a core file of this kind of machine begins."""
_MAPPED = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


def image(pid: int) -> bytes:
    """Everything a process can have written into: heaps, stacks, and what libraries keep; as a core file has it."""
    ranges = [
        (int(at[1], 16), int(at[2], 16))
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines()
        if (at := _MAPPED.match(line))
    ]
    held = bytearray()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in ranges:
            try:
                memory.seek(start)
                held += memory.read(end - start)
            except (OSError, ValueError):
                continue  # the kernel's own pages
    return bytes(held)


def unlinked(pid: int) -> dict[str, bytes]:
    """Files that a process holds open though no folder names them any more."""
    found = {}
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if str(each.readlink()).endswith("(deleted)") and each.is_file():
                found[f"unlinked/{each.name}"] = each.read_bytes()
        except OSError:
            continue  # closed meanwhile
    return found


def writes_core_files() -> bool:
    """Whether cores become files here; else the kernel hands them to a program."""
    return not _PATTERN.read_text().startswith("|")


def core_folder(folder: Path) -> Path:
    """Where the core of a process goes whose working directory is `folder`."""
    return (folder / _PATTERN.read_text().strip()).parent if writes_core_files() else folder


def cores(folder: Path, since_s: float) -> dict[str, bytes]:
    """The core files there that are no older than so many seconds of the epoch."""
    files = [path for path in core_folder(folder).iterdir() if path.is_file() and path.stat().st_mtime >= since_s]
    return {f"core/{path.name}": path.read_bytes() for path in files if _is_core(path)}


def write_core(pid: int, path: Path) -> None:
    """What the kernel would have written, as root or a debugger can take it from a process that runs."""
    path.write_bytes(_CORE + bytes(64 - len(_CORE)) + image(pid))


def _is_core(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_CORE)) == _CORE
