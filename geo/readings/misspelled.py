"""Crossings of which a street is misspelled: found beside connectors, confirmed by the street it meets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from geo.crossings import CrossingFinder, Scored
from geo.mentions.cues import CONNECTORS, CUE_PADDING, LOCATIVES, NEAR_CONNECTORS, PADDING
from geo.mentions.joins import Join, Strength, glue_strength
from geo.mentions.streetcues import FUNCTION_WORDS
from geo.mentions.streetmention import StreetMention
from geo.readings.guesses import CUT_SHORT, MAX_GUESSED_WORDS, MIN_LIKENESS_ALONE, Guesser
from geo.readings.message import Lexicon, Message

MAX_RUNS = 5
"""Connectors of one message that are looked at: each costs time."""
EXPLAINED = 0.15
"""What a reading gains that explains a word the other leaves unread."""
MAX_WIDER = 3

_CONNECTING = CONNECTORS | NEAR_CONNECTORS
_GLUE = _CONNECTING | PADDING
_SMALL = _GLUE | LOCATIVES | CUE_PADDING | FUNCTION_WORDS
_ConfirmedJoin = tuple[Join, tuple[Scored, ...]]


def corrected_joins(message: Message, lexicon: Lexicon, finder: CrossingFinder) -> Iterator[_ConfirmedJoin]:
    """Yield streets beside a connector, one or both misspelled or cut short, and where they meet."""
    guesser = Guesser(message, lexicon, finder)
    for run in list(_connector_runs(message))[:MAX_RUNS]:
        for a, b in _pairs(guesser, run):
            likely = min(a.likeness, b.likeness)
            apart = a.last <= b.first and any(a.last <= at < b.first for at in run.connectors)
            if not apart or a.base == b.base or (not run.cued and likely < MIN_LIKENESS_ALONE):
                continue
            join = Join(a=a, b=b, strength=run.strength, cued=run.cued)
            hits = finder.meetings(join)
            if not hits and likely >= MIN_LIKENESS_ALONE:
                hits = finder.near_meetings(join)
            if hits:
                yield join, tuple(hits)


def longer_names(message: Message, lexicon: Lexicon, finder: CrossingFinder, join: Join) -> Iterator[_ConfirmedJoin]:
    """Yield what a pair means if words beside a name make it a longer one ("dimond lake and 3rd")."""
    guesser = Guesser(message, lexicon, finder)
    for mention, other, windows in (
        (join.a, join.b, _wider_left(message, lexicon, join.a)),
        (join.b, join.a, _wider_right(message, lexicon, join.b)),
    ):
        for guess in guesser.meeting(windows, other) if windows else ():
            if guess.base.count(" ") > mention.base.count(" ") and guess.likeness > CUT_SHORT:
                a, b = (guess, other) if mention is join.a else (other, guess)
                wider = Join(a=a, b=b, strength=join.strength, cued=join.cued)
                hits = finder.meetings(wider)
                if hits:
                    yield wider, tuple(replace(hit, score=hit.score + EXPLAINED) for hit in hits)


def _wider_left(message: Message, lexicon: Lexicon, mention: StreetMention) -> list[tuple[int, int]]:
    at = mention.first - 1
    if at < 0 or not _unread(message, lexicon, at):
        return []
    return [(at - more, mention.last) for more in range(MAX_WIDER) if at - more >= 0]


def _wider_right(message: Message, lexicon: Lexicon, mention: StreetMention) -> list[tuple[int, int]]:
    at = mention.last
    if at >= len(message.words) or not _unread(message, lexicon, at):
        return []
    return [(mention.first, at + more) for more in range(1, MAX_WIDER + 1)]


def _unread(message: Message, lexicon: Lexicon, at: int) -> bool:
    """Whether a word is neither a connector nor a street, so that it may belong to a name beside it."""
    text = message.words[at].text
    return len(text) > 2 and text not in _SMALL and not text.isdigit() and not lexicon.streets.knows(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Connecting words, with where the names beside them may end and begin: "and la Salle" has two ways."""

    connectors: tuple[int, ...]
    ends: range
    starts: range
    strength: Strength
    cued: bool


def _connector_runs(message: Message) -> Iterator[_Run]:
    words = message.words
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end].text in _GLUE:
            end += 1
        connectors = tuple(i for i in range(at, end) if words[i].text in _CONNECTING)
        strength = glue_strength(words, at, end) if connectors and at > 0 else None
        if strength:
            yield _Run(
                connectors=connectors,
                # "malcolm x and": a connector may be a part of the name before the next one
                ends=range(at, connectors[-1] + 1),
                starts=range(connectors[0] + 1, end + 1),
                strength=strength,
                cued=message.is_short or any(message.is_cued(i) for i in range(max(0, at - 3), at)),
            )
        at = max(end, at + 1)


def _pairs(guesser: Guesser, run: _Run) -> Iterator[tuple[StreetMention, StreetMention]]:
    streets = guesser.message.streets
    lefts = [(last - n, last) for last in run.ends for n in range(1, MAX_GUESSED_WORDS + 1)]
    rights = [(first, first + n) for first in run.starts for n in range(1, MAX_GUESSED_WORDS + 1)]
    known_left = [m for m in streets if m.last in run.ends]
    known_right = [m for m in streets if m.first in run.starts]
    for a in known_left:
        yield from ((a, b) for b in guesser.meeting(rights, a))
    for b in known_right:
        yield from ((a, b) for a in guesser.meeting(lefts, b))
    if run.cued and run.strength is Strength.CONNECTED and not (known_left and known_right):
        left = known_left or guesser.alone(lefts)
        right = (known_right or guesser.alone(rights)) if left else []
        yield from ((a, b) for a in left for b in right)
