"""How long anything is kept, and what is left of a count when the reason to know it exactly has gone."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What is older is deleted by the next purge. Every table that can grow stands here."""

    wording: timedelta = timedelta(hours=24)  # sealed words; their keys die at the same age
    incident_details: timedelta = timedelta(days=7)  # closed incidents with reports, votes, alerts, sent messages
    audit: timedelta = timedelta(days=7)  # moderators' acts by alias
    sequences: timedelta = timedelta(hours=48)  # the latest input seen of a source
    set_aside: timedelta = timedelta(hours=48)  # numbers of inputs that could not be taken in
    once: timedelta = timedelta(days=1)  # keys of inputs already handled
    codes: timedelta = timedelta(days=90)  # a code is not given again so soon: people still quote it
    statistics: timedelta = timedelta(days=365)  # counts a bucket, of nobody in particular


SUPPRESSED_BELOW = 5
"""A count smaller than this is never shown: behind it stand people who could be told apart."""


def witness_bucket(witnesses: int) -> int:
    """The lower end of 0, 1, 2-4 or 5+: what is kept of a count of witnesses once an incident is closed."""
    return max(floor for floor in (0, 1, 2, 5) if floor <= max(0, witnesses))
