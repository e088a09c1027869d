"""What is wrong with the settings, each as one line: where, which key, what was found, what is expected."""

import re
from dataclasses import dataclass
from typing import Final

ENVIRONMENT: Final = "environment"
_TELLING = re.compile(r"\d{6,}:[\w-]{20,}|//[^/\s]*:[^/\s]*@|[A-Za-z0-9+/_-]{40,}")
MAX_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong. `where` is a file or "environment"; `key` as it is written there."""

    where: str
    key: str
    text: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.key, self.text) if part)


class SettingsError(Exception):
    """The settings cannot be used; every problem found is told at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(each) for each in problems))
        self.problems = problems


def shown(value: object) -> str:
    """Write a found value as it would stand in the file, unless it may be a secret in the wrong place."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    text = repr(value) if isinstance(value, str) else str(value)
    if _TELLING.search(text):
        return "a value that is not shown here (it may be a secret)"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
