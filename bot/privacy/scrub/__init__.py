"""Scrubbing: what is personal is taken out of a text before it rests anywhere or anyone reads it.

Redaction is never the promise (alerts carry no reporter's words at all); it protects the moderators' screen
and the sealed wording at rest. It is pure and in memory: nothing here logs, stores or sends, and no removed
word leaves it.
"""

from bot.privacy.scrub.kinds import Kind
from bot.privacy.scrub.lines import answer_lines
from bot.privacy.scrub.lint import LintFinding, Weight, lint
from bot.privacy.scrub.persons import PersonFinder
from bot.privacy.scrub.places import place_names
from bot.privacy.scrub.scrubber import Scrubbed, Scrubber

__all__ = [
    "Kind",
    "LintFinding",
    "PersonFinder",
    "Scrubbed",
    "Scrubber",
    "Weight",
    "answer_lines",
    "lint",
    "place_names",
]
