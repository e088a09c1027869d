"""An error reduced to what may be shown of it: types and lines of code. Never text, arguments or locals."""

import re
import sysconfig
from functools import cache
from pathlib import Path
from types import TracebackType

MAX_CAUSES = 6
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]{1,120}")


class Trace(str):
    """Text made here and nowhere else, so that a log field can tell it from anything a person wrote."""

    __slots__ = ()


def fault(error: BaseException) -> Trace:
    """`NetworkError@telegram/_bot.py:399 < ConnectError@httpx/_client.py:12`: the error, then its causes."""
    seen: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting and len(seen) < MAX_CAUSES:
        current = waiting.pop(0)
        if any(current is known for known in seen):
            continue
        seen.append(current)
        waiting += _behind(current)
    return Trace(" < ".join(f"{_type_name(each)}@{_raised_at(each.__traceback__)}" for each in seen))


def code_line(path: str, line: int) -> Trace:
    """`telegram/_bot.py:399`, relative to where code is installed: a home directory's name is a person's."""
    for root in _code_roots():
        inside = path.removeprefix(root)
        if inside != path and _PLAIN_PATH.fullmatch(inside):
            return Trace(f"{inside}:{line}")
    return Trace("?")


@cache
def _code_roots() -> tuple[str, ...]:
    installed = [sysconfig.get_path(kind) for kind in ("purelib", "platlib", "stdlib")]
    # The innermost first: a virtual environment may stand inside the project's own directory.
    roots = [*installed, str(Path(__file__).parent.parent)]
    return tuple(dict.fromkeys(f"{spelt}/" for root in roots for spelt in (root, str(Path(root).resolve()))))


def _behind(error: BaseException) -> list[BaseException]:
    inner = list(error.exceptions) if isinstance(error, BaseExceptionGroup) else []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*inner, *([cause] if cause else [])]


def _type_name(error: BaseException) -> str:
    name = type(error).__name__
    return name if name.isidentifier() and name.isascii() and len(name) <= 60 else "?"


def _raised_at(trace: TracebackType | None) -> Trace:
    if trace is None:
        return Trace("?")
    while trace.tb_next is not None:
        trace = trace.tb_next
    return code_line(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
