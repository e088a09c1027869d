"""The captchas Signal asks for, where a command of an operator finds them: a file of the owner's alone."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

INTAKE, ALERTS = "intake", "alerts"
"""What a number is for: private chats, or everything that is a group. One number may be for both."""
MOST = 8
"""Signal asks with a new token now and then; the oldest are worth nothing by then."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What Signal asks with. `number` is the number's task."""

    number: str
    token: str = field(repr=False)


class Challenges:
    """The bot adds and takes away, an operator's command takes away what is answered. Without a file: in RAM."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._ram: tuple[Challenge, ...] = ()

    def open(self) -> tuple[Challenge, ...]:
        """What waits for an answer, oldest first; nothing where the file cannot be read."""
        if self._file is None:
            return self._ram
        try:
            return tuple(Challenge(str(number), str(token)) for number, token in json.loads(self._file.read_text()))
        except (OSError, ValueError, TypeError, RecursionError):
            return ()

    def add(self, number: str, tokens: Iterable[str]) -> None:
        """Signal asks with these."""
        before = self.open()
        news = [each for token in tokens if (each := Challenge(number, token)) not in before]
        if news:
            self._keep((*before, *news)[-MOST:])

    def answered(self, token: str) -> None:
        """A captcha was handed in for it; the bot sends again as soon as it sees that."""
        self._keep(tuple(each for each in self.open() if each.token != token))

    def drop(self, number: str) -> None:
        """The number sends again: nothing is asked of it any more."""
        self._keep(tuple(each for each in self.open() if each.number != number))

    def _keep(self, challenges: tuple[Challenge, ...]) -> None:
        self._ram = challenges
        if self._file is None:
            return
        # A disk that is full costs the command its tokens, never the bot its messages.
        with suppress(OSError):
            if challenges:
                self._write(challenges)
            else:
                self._file.unlink(missing_ok=True)

    def _write(self, challenges: tuple[Challenge, ...]) -> None:
        assert self._file is not None
        beside = self._file.with_suffix(".new")
        with open(beside, "w", opener=_private) as file:
            file.write(json.dumps([[each.number, each.token] for each in challenges]))
        beside.replace(self._file)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
