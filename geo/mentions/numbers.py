"""Blocks and house numbers of a message. A house number is reduced to its hundred the moment it is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.mentions.cues import BLOCK_WORDS, UNITS
from geo.mentions.joins import is_cued
from geo.mentions.streetmention import StreetMention
from geo.mentions.words import Word
from geo.streetwords import DIRECTIONS

HUNDRED = 100
MAX_PADDING = 4
"""Words that may stand between a block's number and its street ("block of the")."""
MIN_BARE_HOUSE_NUMBER = 100
"""Smaller numbers before a street without a type ("3 Cedar") count things more often than houses."""

_MASKED = re.compile(r"0{0,2}(\d{1,3})(?:x{2}|xx)s?", re.IGNORECASE)
_HUNDREDS = re.compile(r"(\d{1,3}00)s")
_HOUSE = re.compile(r"0{0,2}(\d{1,5})[a-d]?")
_NUMBER_WORDS = frozenset({"no", "num", "numero", "number", "nr", "al", "#"})
_BEFORE_A_NUMBER = _NUMBER_WORDS | BLOCK_WORDS | {"de", "la"} | frozenset(DIRECTIONS)
_OF = frozenset({"of", "on", "the", "de", "del", "la", "el", "en", "al", "a"})
_BEFORE_A_STREET = BLOCK_WORDS | _OF | frozenset(DIRECTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMention:
    """A block of a street: never the number itself, only its hundred."""

    street: StreetMention
    hundred: int
    of_house: bool
    """Whether a house number was written, which is somebody's home."""
    cued: bool


def block_mentions(words: Sequence[Word], mentions: Sequence[StreetMention]) -> list[BlockMention]:
    """Return the blocks that streets of the message are said to mean."""
    found = []
    for mention in mentions:
        if mention.naked or (mention.common and not mention.dressed and mention.base[0].isdigit()):
            continue  # two bare numbers beside each other are no address
        hit = _before(words, mention) or _after(words, mention)
        if hit is not None:
            hundred, of_house = hit
            cued = is_cued(words, mention.first) or not of_house or mention.dressed
            found.append(BlockMention(street=mention, hundred=hundred, of_house=of_house, cued=cued))
    return found


def _before(words: Sequence[Word], mention: StreetMention) -> tuple[int, bool] | None:
    """ "4000 block of Cedar Ave", "block 4000 of Cedar", "40xx Cedar", "4012 Cedar Ave"."""
    at = mention.first - 1
    while at >= 0 and mention.first - at <= MAX_PADDING and words[at].text in _BEFORE_A_STREET:
        at -= 1
    if at < 0 or any(words[i].breaks_sentence for i in range(at + 1, mention.first + 1)):
        return None
    block = _block_written(words[at].text)
    if block is not None:
        return block, False
    number = _house_number(words[at])
    if number is None:
        return None
    beside = [words[i].text for i in range(max(0, at - 1), mention.first) if words[i].text in BLOCK_WORDS]
    if beside and number < HUNDRED and beside[-1].endswith("s"):
        return None  # "2 blocks south of Lake" counts them
    if beside:
        return number // HUNDRED * HUNDRED, False
    between = [words[i] for i in range(at + 1, mention.first)]
    adjacent = all(word.text in DIRECTIONS for word in between) and not words[mention.first].breaks_name
    counted = number < 10 and at > 0 and not is_cued(words, at)
    enough = number >= MIN_BARE_HOUSE_NUMBER or (bool(mention.kind) and not counted)
    return (number // HUNDRED * HUNDRED, True) if adjacent and enough else None


def _after(words: Sequence[Word], mention: StreetMention) -> tuple[int, bool] | None:
    """ "Portland Ave 2815", "calle Lake #1500", "Cedar cuadra 4000", "Lake al 1500"."""
    at = mention.last
    while at < len(words) and at - mention.last < MAX_PADDING and words[at].text in _BEFORE_A_NUMBER:
        at += 1
    if at >= len(words) or "\n" in words[at].gap:
        return None
    block = _block_written(words[at].text)
    if block is not None:
        return block, False
    number = _house_number(words[at])
    if number is None or number < MIN_BARE_HOUSE_NUMBER:
        return None
    is_block = any(words[i].text in BLOCK_WORDS for i in range(mention.last, min(at + 2, len(words))))
    marked = any(words[i].text in _NUMBER_WORDS for i in range(mention.last, at)) or "#" in words[at].gap
    plain = bool(mention.kind) and words[at].gap in {" ", ", "} and not _counts(words, at)
    return (number // HUNDRED * HUNDRED, not is_block) if is_block or marked or plain else None


def _block_written(text: str) -> int | None:
    """The hundred of "40xx" or "1500s"."""
    masked = _MASKED.fullmatch(text)
    if masked:
        return int(masked[1]) * HUNDRED
    hundreds = _HUNDREDS.fullmatch(text)
    return int(hundreds[1]) if hundreds else None


def _house_number(word: Word) -> int | None:
    house = _HOUSE.fullmatch(word.text)
    # after a dollar sign, inside a time or a decimal, a number is no house
    if house is None or word.gap.endswith(("$", ":", "€", "%")) or word.gap == ".":
        return None
    return int(house[1])


def _counts(words: Sequence[Word], at: int) -> bool:
    after = words[at + 1].text if at + 1 < len(words) else ""
    return after in UNITS or (len(after) > 3 and after.endswith("s"))
