"""Reading a message as a block of a street, or as a house, of which only the block is kept."""

from collections.abc import Iterator
from functools import partial

from geo.crossings import MIN_SCORE, form_score
from geo.mentions.numbers import HUNDRED, BlockMention
from geo.mentions.streetindex import StreetForm
from geo.placing import block_place, middle_of, segments_with_block, stretches
from geo.readings.message import Lexicon, Message
from geo.readings.option import Option, Reading
from geo.streetnames import ParsedStreet

NEIGHBOR_BLOCKS = (-1, 1)
"""Where no segment bears a number, the blocks beside it are looked at: plots are numbered past a corner."""
NEIGHBOR_COSTS = 0.1
ADDRESSED = 0.2
MAX_BLOCKS = 12
"""Of one message: whoever writes more addresses than this means none."""


def read_block(message: Message, lexicon: Lexicon) -> Reading | None:
    """Return the blocks of the first street of the message that has the number."""
    tried: set[tuple[ParsedStreet, int]] = set()
    for mention in sorted(message.blocks, key=lambda m: (m.of_house, m.street.first)):
        street = mention.street
        meant = ParsedStreet(street.base, street.kind, street.direction), mention.hundred
        if (not mention.cued and not message.is_short) or meant in tried:
            continue
        if len(tried) == MAX_BLOCKS:
            return None
        tried.add(meant)
        options = tuple(sorted(block_options(lexicon, mention), key=lambda o: -o.score))
        if options:
            written = message.written(street.first, street.last)
            what = "a house, kept as its block" if mention.of_house else "a block"
            return Reading(
                how="block",
                options=options,
                certainty=0.95 if street.dressed else 0.9,
                used=((street.first, street.last),),
                why=(f"{what} of “{written}”",),
            )
    return None


def block_options(lexicon: Lexicon, mention: BlockMention) -> Iterator[Option]:
    """Give the blocks that bear the number, else those beside it."""
    exact = list(_at_hundred(lexicon, mention, mention.hundred, 0.0))
    if exact:
        yield from exact
        return
    for step in NEIGHBOR_BLOCKS:
        near = mention.hundred + step * HUNDRED
        beside = list(_at_hundred(lexicon, mention, near, NEIGHBOR_COSTS * abs(step))) if near >= 0 else []
        if beside:
            yield from beside
            return


def _at_hundred(lexicon: Lexicon, mention: BlockMention, hundred: int, costs: float) -> Iterator[Option]:
    seen: set[int] = set()
    for form in mention.street.forms:
        segments = segments_with_block(lexicon.gazetteer, form.street_id, hundred)
        score = 0.9 + form_score(mention.street, form) + _as_addressed(mention, form) - costs
        if not segments or form.street_id in seen or score < MIN_SCORE:
            continue
        seen.add(form.street_id)
        town = lexicon.gazetteer.street(form.street_id).municipality
        for part, beside in enumerate(stretches(segments)):
            yield Option(
                point=middle_of([point for segment in beside for point in segment.line]),
                score=score,
                directions=frozenset({form.direction}),
                towns=frozenset({town} - {""}),
                make=partial(block_place, lexicon.gazetteer, form.street_id, hundred, beside, part=part),
            )


def _as_addressed(mention: BlockMention, form: StreetForm) -> float:
    """An address is written in full: one without a direction means the street that has none."""
    street = mention.street
    return ADDRESSED if street.kind and not street.direction and not form.direction else 0.0
