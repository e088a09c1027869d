"""The line-wise form of scrubbing, for measuring and for operators who try their own texts."""

import json
from collections.abc import Sequence
from typing import Protocol, TextIO

from bot.privacy.scrub.scrubber import Scrubber


class _Resolution(Protocol):
    @property
    def spans(self) -> tuple[tuple[int, int], ...]: ...


class Resolver(Protocol):
    """What scrubbing needs of place resolution: which ranges of a text named a known place."""

    def resolve(self, text: str) -> _Resolution: ...


def answer_lines(scrubber: Scrubber, resolver: Resolver | None, stdin: TextIO, stdout: TextIO) -> None:
    """Answer each line of text with one JSON object {"text", "masked"}, in order."""
    for line in stdin:
        message = line.rstrip("\r\n")
        shielded: Sequence[tuple[int, int]] = resolver.resolve(message).spans if resolver else ()
        scrubbed = scrubber.scrub(message, shielded)
        stdout.write(json.dumps({"text": scrubbed.text, "masked": scrubbed.masked}, ensure_ascii=False) + "\n")
    stdout.flush()
