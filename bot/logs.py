"""The one way out for log lines: events of the table in `bot.events`, and of everybody else's records only a
library's name and a line of code.

No level, environment variable or setting turns this off: a log outlives every other promise of forgetting.
"""

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, TextIO

import structlog

from bot.events import EVENTS, LIBRARY, Event, Level, Printable
from bot.faults import Trace, code_line, fault

__all__ = ["EVENTS", "Clamp", "Event", "Log", "configure", "get", "strip", "watch_loop"]

Loggable = int | float | str | Enum | BaseException
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_BY_NAME = {event.value: event for event in Event}
_OURS = frozenset({"whistle_line", "whistle_error"})


@dataclass(frozen=True, slots=True)
class Log:
    """Where our own code says what happened: a name of the table and its fields."""

    _out: Any  # structlog's proxy has no type of its own

    def event(self, event: Event, **fields: Loggable) -> None:
        """Print one line. A field outside the table is left out, a value that does not fit is replaced."""
        try:
            getattr(self._out, EVENTS[event].level)(event.value, **fields)
        except (OSError, ValueError):
            # A closed pipe behind the log must not stop a report on its way.
            return


def get() -> Log:
    """The log; the allow-list holds even before `configure` was called."""
    return Log(structlog.wrap_logger(None, processors=_processors()))


def configure(stream: TextIO, level: Level = "info") -> Callable[[], None]:
    """Clamp this process: our events go to `stream`, all else is stripped. Answers how to undo it."""
    undo = ExitStack()
    _configure_structlog(stream, level)
    undo.callback(structlog.reset_defaults)
    _clamp_stdlib(undo)
    _clamp_hooks(undo)
    return undo.close


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Replace asyncio's own report of lost errors, which prints the repr of tasks and messages."""
    loop.set_exception_handler(_on_loop_error)


class Clamp(logging.Filter):
    """The filter of a handler: drops what is below WARNING and strips the rest.

    It stands on handlers because a filter on a logger does not see the records of its children.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        strip(record)
        return record.levelno >= logging.WARNING


def strip(record: logging.LogRecord) -> logging.LogRecord:
    """Take out of a record all that may hold words: message, arguments, error texts, tracebacks, names."""
    # `extra=` reaches a record after the factory made it, so this runs on every pass.
    for extra in record.__dict__.keys() - _PLAIN_RECORD.keys() - _OURS:
        del record.__dict__[extra]
    if "whistle_line" in record.__dict__:
        return record
    error = _error_in(record)
    line = code_line(record.pathname, record.lineno)
    record.__dict__.update(
        msg=_withheld(record.name, line, error), args=(), exc_info=None, exc_text=None, stack_info=None,
        pathname=str(line), filename="?", module="?", threadName="?", processName="?",
    )  # fmt: skip
    record.__dict__.update(whistle_line=line, whistle_error=error)
    return record


class _LineHandler(logging.Handler):
    """Turns a stripped record into an event of the table."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = record.__dict__
        fields: dict[str, Loggable] = {"library": _library(record.name), "line": facts["whistle_line"]}
        if facts["whistle_error"]:
            fields["error"] = facts["whistle_error"]
        failed = record.levelno >= logging.ERROR
        get().event(Event.LIBRARY_FAILED if failed else Event.LIBRARY_WARNED, **fields)


_PLAIN_RECORD: Mapping[str, object] = logging.LogRecord("", 0, "", 0, "", (), None).__dict__


def _withheld(name: str, line: Trace, error: Trace | None) -> str:
    # What a library's own handler prints, should one be put up behind our back.
    return f"{_library(name)} {line} {error or ''}".rstrip()


def _library(name: str) -> str:
    top = name.partition(".")[0]
    return top if top in LIBRARY.words else "other"


def _error_in(record: logging.LogRecord) -> Trace | None:
    candidates: list[object] = [record.exc_info[1]] if record.exc_info else []
    candidates.append(record.msg)
    candidates += record.args.values() if isinstance(record.args, Mapping) else list(record.args or ())
    return next((fault(each) for each in candidates if isinstance(each, BaseException)), None)


def _processors() -> list[Any]:
    return [
        _allow,
        structlog.processors.add_log_level,
        # To the minute: a line is not to be matched with one person's message by the second.
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%MZ", utc=True, key="at"),
        structlog.processors.LogfmtRenderer(key_order=["at", "level", "event"]),
    ]


def _allow(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Printable]:
    event = _BY_NAME.get(str(line.get("event")))
    if event is None:
        raise structlog.DropEvent
    fields = EVENTS[event].fields
    allowed = {name: fields[name].passes(value) for name, value in line.items() if name in fields}
    return {"event": event.value, **allowed}


def _configure_structlog(stream: TextIO, level: Level) -> None:
    structlog.configure(
        processors=_processors(),
        logger_factory=structlog.PrintLoggerFactory(stream),
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        cache_logger_on_first_use=False,
    )


def _clamp_stdlib(undo: ExitStack) -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.getLogRecordFactory(), logging.raiseExceptions)
    handler = _LineHandler()
    handler.addFilter(Clamp())
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    # Handlers that libraries put up themselves, before or after this, get stripped records too.
    logging.setLogRecordFactory(lambda *args, **kwargs: strip(before[2](*args, **kwargs)))
    # A handler's own failure would print the record's message and arguments to stderr.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)

    def restore() -> None:
        root.handlers = before[0]
        root.setLevel(before[1])
        logging.setLogRecordFactory(before[2])
        logging.raiseExceptions = before[3]
        logging.captureWarnings(capture=False)

    undo.callback(restore)


def _clamp_hooks(undo: ExitStack) -> None:
    hooks: tuple[tuple[Any, str, Any], ...] = (
        (sys, "excepthook", _on_uncaught),
        (sys, "unraisablehook", lambda lost: _say_lost(Event.THREAD_FAILED, lost.exc_value)),
        (threading, "excepthook", lambda lost: _say_lost(Event.THREAD_FAILED, lost.exc_value)),
        # signalbot calls this past every logger when its producer fails.
        (traceback, "print_exc", lambda *_args, **_kwargs: _say_lost(Event.THREAD_FAILED, sys.exc_info()[1])),
    )
    for home, name, ours in hooks:
        undo.callback(setattr, home, name, getattr(home, name))
        setattr(home, name, ours)


def _on_uncaught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        get().event(Event.APP_FAILED, error=error)


def _say_lost(event: Event, error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        get().event(event, error=error)


def _on_loop_error(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, BaseException):
        get().event(Event.LOOP_FAILED, error=error)
    else:
        get().event(Event.LOOP_FAILED)
