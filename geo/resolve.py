"""From a resident's words or pin to a place, offline: pure, synchronous, and the same every time.

The cascade: a pin or position; a stretch between two streets; a crossing; a block or a house, of which only
the block is kept; a named place; a street in a neighborhood; a neighborhood; else what is still missing.
Nothing here opens a link or a socket, and no position or house number that was sent appears in an answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from geo.coarsen import anchor
from geo.coordinates import Position, positions
from geo.gazetteer import Gazetteer
from geo.links import blanked, link_positions, link_spans
from geo.mentions.words import MAX_CHARACTERS
from geo.place import Hints, Missing, Outcome, Resolution
from geo.point import Point
from geo.readings.between import read_between
from geo.readings.block import read_block
from geo.readings.choice import Beside, candidates, choose
from geo.readings.crossing import read_crossing
from geo.readings.message import Lexicon, Message, read_message
from geo.readings.named import read_area, read_named_place, read_street_in_area
from geo.readings.option import Reading
from geo.readings.remainder import (
    area_ids_beside,
    exact_spans,
    missing_of,
    side_of_town,
    towns_beside,
    understood,
    why_missing,
)

NO_HINTS = Hints()
_READERS: tuple[Callable[[Message, Lexicon], Reading | None], ...] = (
    read_between,
    read_crossing,
    read_block,
    read_named_place,
    read_street_in_area,
    read_area,
)


class Resolver:
    """Resolves texts and pins against one gazetteer; makes its indexes once and never changes afterwards."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._lexicon = Lexicon.of(gazetteer)
        gazetteer.crossings_of(-1)  # it makes this index at the first question, which is not a resident's to wait for

    def resolve(self, text: str, pin: Point | None = None, hints: Hints = NO_HINTS) -> Resolution:
        """Return the place a text or pin means, the few it may mean, or what is missing.

        A pin decides over the text. Any Unicode text is accepted; only the first 4,096 characters are read.
        """
        if pin is not None:
            return self._at((pin,), "a shared position")
        text = text[:MAX_CHARACTERS]
        found = sorted(self._positions(text), key=lambda position: position.start)
        for position in found:
            if position.readings:
                answer = self._at(position.readings, position.how)
                if answer.outcome is Outcome.RESOLVED or position.certain:
                    return answer
        words = _without(text, found)
        answer = self._in_words(words, hints)
        if answer.outcome is Outcome.UNRESOLVED:
            return self._by_link(found, answer, hints)
        return answer

    def _positions(self, text: str) -> Iterator[Position]:
        links = list(link_positions(text, self._gazetteer.info.centre))
        yield from links
        for position in positions(text):
            if not any(link.start < position.end and position.start < link.end for link in links):
                yield position

    def _at(self, readings: Sequence[Point], how: str) -> Resolution:
        for point in readings:
            if self._gazetteer.contains(point) and (place := anchor(self._gazetteer, point)):
                why = (f"{how}, moved to its nearest crossing",)
                return Resolution(
                    outcome=Outcome.RESOLVED, place=place, confidence=1.0, understood=(place.label,), why=why
                )
        return Resolution(
            outcome=Outcome.UNRESOLVED, missing=Missing.OUTSIDE, why=(f"{how} outside the gazetteer's city",)
        )

    def _by_link(self, found: Sequence[Position], answer: Resolution, hints: Hints) -> Resolution:
        """Read the words a link carries; a link that carries none is asked about, never fetched."""
        for position in found:
            if position.words:
                named = self._in_words(position.words, hints)
                if named.outcome is not Outcome.UNRESOLVED:
                    return replace(named, spans=answer.spans, why=(f"the words of a {position.how}", *named.why))
        if any(not position.readings for position in found):
            why = ("a link that would have to be fetched", *answer.why)
            return replace(answer, missing=Missing.SHORT_LINK, why=why)
        return answer

    def _in_words(self, text: str, hints: Hints) -> Resolution:
        message = read_message(text, self._lexicon)
        for read in _READERS:
            reading = read(message, self._lexicon)
            if reading:
                return self._answer(message, reading, hints)
        return Resolution(
            outcome=Outcome.UNRESOLVED,
            missing=missing_of(message),
            understood=understood(message, self._lexicon),
            spans=exact_spans(message, ()),
            why=why_missing(message, self._lexicon),
        )

    def _answer(self, message: Message, reading: Reading, hints: Hints) -> Resolution:
        beside = Beside(
            area_ids=area_ids_beside(message, reading.used),
            side=side_of_town(message, self._lexicon),
            towns=towns_beside(message, self._lexicon),
        )
        choice = choose(self._gazetteer, reading, hints, beside)
        options = candidates(choice.options)
        single = len(options) == 1
        scores = tuple(f"{option.label}: {option.score:.2f}" for option in options)
        return Resolution(
            outcome=Outcome.RESOLVED if single else Outcome.AMBIGUOUS,
            place=options[0].place if single else None,
            candidates=() if single else options,
            more=choice.more,
            confidence=choice.confidence,
            understood=understood(message, self._lexicon),
            spans=exact_spans(message, reading.used),
            why=(f"read as {reading.how}", *reading.why, *scores, *choice.why),
        )


def _without(text: str, found: Sequence[Position]) -> str:
    """The text with links, addresses and positions blanked out, so that all offsets stay."""
    return blanked(text, [*((position.start, position.end) for position in found), *link_spans(text)])
