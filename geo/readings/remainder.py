"""What a message tells even when it names no single place, and which of its words name streets."""

from collections.abc import Sequence

from geo.crossings import form_score
from geo.folding import fold
from geo.mentions.cues import AREA_WORDS
from geo.mentions.joins import SHORT_MESSAGE, Strength
from geo.mentions.streetmention import StreetMention
from geo.place import Missing
from geo.readings.meant import join_is_firm, means_a_place
from geo.readings.message import Lexicon, Message
from geo.streetwords import DIRECTIONS

MAX_TOLD = 4
"""Of what was recognised and leads nowhere, an operator is told so much of each sort."""
AREA_COVERAGE = 0.6
"""Part of a neighborhood's name that has to be written for it to tell two corners apart."""


def area_ids_beside(message: Message, used: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the areas that the message names with other words than those already used."""
    return frozenset(
        area.id
        for mention in message.names
        if not any(mention.first < last and first < mention.last for first, last in used)
        and means_a_place(message, mention, beside_street=True)
        for area, coverage in mention.areas
        if coverage >= AREA_COVERAGE
    )


def towns_beside(message: Message, lexicon: Lexicon) -> frozenset[str]:
    """Return the municipalities that the message names ("Main & 1st in Ashford")."""
    written = f" {message.written(0, len(message.words))} "
    return frozenset(town for town in lexicon.municipalities if f" {fold(town)} " in written)


def side_of_town(message: Message, lexicon: Lexicon) -> str:
    """Return the part of town the message names ("in north", "on the south side", "northside"), else ""."""
    named = {at for street in message.streets for at in range(street.first, street.last)}
    for at, word in enumerate(message.words):
        if at in named:
            continue
        side = DIRECTIONS.get(word.text, "") if len(word.text) > 2 else ""
        if side and (message.is_cued(at) or _next_is(message, at, AREA_WORDS | lexicon.towns)):
            return side
        if word.text.endswith("side") and DIRECTIONS.get(word.text[: -len("side")]):
            return DIRECTIONS[word.text[: -len("side")]]
    return ""


def _next_is(message: Message, at: int, wanted: frozenset[str]) -> bool:
    return at + 1 < len(message.words) and message.words[at + 1].text in wanted


def missing_of(message: Message) -> Missing:
    """Say why nothing was found: no crossing of two known streets, a street alone, or nothing at all."""
    if any(_told(message, join.a) or _whole(message, join.a) for join in message.joins):
        return Missing.NO_CROSSING
    if any(_told(message, street) or _whole(message, street) for street in message.streets):
        return Missing.CROSS_STREET
    return Missing.NOTHING_FOUND


def why_missing(message: Message, lexicon: Lexicon) -> tuple[str, ...]:
    """Say, for an operator, what was recognised and what is wanting of it."""
    found = [
        f"“{message.written(join.a.first, join.a.last)}” and “{message.written(join.b.first, join.b.last)}” "
        f"are {join.strength.name.lower()}, but {_canonical(join.a, lexicon)} and {_canonical(join.b, lexicon)} "
        "never meet"
        for join in message.joins[:MAX_TOLD]
    ]
    found += [
        f"“{message.written(street.first, street.last)}” is {_canonical(street, lexicon)}"
        + ("" if _told(message, street) or _whole(message, street) else ", but nothing says that it is meant")
        for street in message.streets[:MAX_TOLD]
    ]
    found += [
        f"“{message.written(name.first, name.last)}” may be {name.matches[0].entry.name} "
        f"({name.matches[0].coverage:.0%} of the name), but nothing says that it is meant"
        for name in message.names[:MAX_TOLD]
    ]
    return (*found, "nothing in the text names one place")


def understood(message: Message, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the canonical names of what was recognised, in the order written."""
    streets = [street for street in message.streets if _told(message, street) or _whole(message, street)]
    told = [(street.first, _canonical(street, lexicon)) for street in streets]
    told += [
        (name.first, name.matches[0].entry.name)
        for name in message.names
        if name.exact and means_a_place(message, name)
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(told)))


def exact_spans(message: Message, used: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the original ranges of names that stand in the gazetteer as written, never of a number.

    A bare word that may be a person's name ("Thomas") counts only where the message uses it as a place.
    """
    ranges = {(m.first, m.last) for m in message.streets if m.exact and _told(message, m)}
    ranges |= {(m.first, m.last) for m in message.names if m.exact and means_a_place(message, m)}
    ranges |= set(used)
    spans = sorted(message.span(first, last) for first, last in ranges)
    return tuple(_joined(spans))


def _told(message: Message, street: StreetMention) -> bool:
    """Whether the message says that a street is meant, and does not only use a word that is one's name.

    "Mrs. Johnson at Andersen School" names no Johnson Street, though both are streets.
    """
    if street.naked:
        return False
    if street.kind or (len(message.words) == 1 and not street.common):
        return True
    if message.is_cued(street.first, firmly=True) and not _is_after_connector(message, street):
        return not street.common or _street_cue(message, street.first)
    return not street.common and any(
        join.strength is Strength.CONNECTED and street in (join.a, join.b) and join_is_firm(message, join)
        for join in message.joins
    )


def _street_cue(message: Message, first: int) -> bool:
    """Whether what stands before even a word of everyday talk makes a street of it: "on main", "en la lake"."""
    before = [word.text for word in message.words[max(0, first - 2) : first]]
    return before[-1:] == ["on"] or (before[-1:] == ["la"] and before[0] in {"en", "por", "sobre"})


def _whole(message: Message, street: StreetMention) -> bool:
    """Whether the message is so short that a street in it is what it is about."""
    joined = any(street in (join.a, join.b) for join in message.joins)
    alone = len(message.words) <= street.last - street.first + 1 and not street.common
    return not street.naked and ((joined and len(message.words) <= SHORT_MESSAGE) or alone)


def _is_after_connector(message: Message, street: StreetMention) -> bool:
    """Whether the cue before a street is the word that joins it to another ("Johnson at Andersen")."""
    return any(street is join.b for join in message.joins)


def _canonical(street: StreetMention, lexicon: Lexicon) -> str:
    """The one street's name, or what its namesakes share ("Lake St" of "E Lake St" and "W Lake St")."""
    best = max(form_score(street, form) for form in street.forms)
    fitting = [form for form in street.forms if form_score(street, form) >= best]
    names = {lexicon.gazetteer.street(form.street_id).name for form in fitting}
    if len(names) == 1:
        return names.pop()
    words = [name.split(" ") for name in sorted(names)]
    shared = [word for word in words[0] if all(word in other for other in words)]
    return " ".join(shared) or min(names)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
