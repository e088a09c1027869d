"""What a moderator is told about their own alert text before it goes out: kinds and counts, no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.privacy.scrub.kinds import Kind
from bot.privacy.scrub.normalise import Normaliser
from bot.privacy.scrub.scrubber import Scrubber
from bot.privacy.scrub.tokens import tokenise

SHARED_WORDS = 5
"""This many words in a row, and neighbors recognise the reporter's voice."""


class Weight(Enum):
    WARNING = "warning"
    """The moderator may go on after confirming."""
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """One thing wrong with an alert's text. `kind` is None where the text repeats a report."""

    weight: Weight
    kind: Kind | None
    count: int


def lint(
    text: str, reports: Sequence[str], *, scrubber: Scrubber, shielded: Sequence[tuple[int, int]] = ()
) -> tuple[LintFinding, ...]:
    """Everything wrong with a moderator's text: refusals first, then warnings in the order of kinds."""
    removed = scrubber.scrub(text, shielded).removed
    warnings = [LintFinding(weight=Weight.WARNING, kind=kind, count=removed[kind]) for kind in Kind if kind in removed]
    shared = sum(shares_words(text, report) for report in reports)
    refusals = [LintFinding(weight=Weight.REFUSAL, kind=None, count=shared)] if shared else []
    return (*refusals, *warnings)


def shares_words(text: str, report: str) -> bool:
    """Whether two texts have five words in a row in common, letter case, accents and signs aside."""
    return not _runs(text).isdisjoint(_runs(report))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = tokenise(Normaliser().normalise(text).folded).words
    return {tuple(words[at : at + SHARED_WORDS]) for at in range(len(words) - SHARED_WORDS + 1)}
