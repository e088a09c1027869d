"""Puts the layers in order: normalise, structured rules, names, and the two views that come of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.privacy.scrub.engine import barred
from bot.privacy.scrub.kinds import MASKED_NAME, Claim, Kind
from bot.privacy.scrub.lexicon import load_lexicon
from bot.privacy.scrub.masked import hidden
from bot.privacy.scrub.normalise import Normaliser
from bot.privacy.scrub.persons import PersonFinder, Persons, ranges
from bot.privacy.scrub.rules import structured_rules
from bot.privacy.scrub.rules.dwelling import house_before
from bot.privacy.scrub.soft import streets
from bot.privacy.scrub.tokens import Tokens, tokenise


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """Both views of a text, and how much was taken out of it. It never holds what was taken out."""

    text: str
    """What may rest sealed in the store."""
    masked: str
    """What a moderator sees first: every word nobody vouches for is hidden as well."""
    removed: Mapping[Kind, int]


class Scrubber:
    """Takes what is personal out of a text. Pure and deterministic; it remembers no text."""

    def __init__(self, *, places: Iterable[str] = (), finder: PersonFinder | None = None) -> None:
        """`places` are names of streets, landmarks and neighborhoods whose words may be shown to moderators."""
        self._lexicon = load_lexicon(places)
        self._normaliser = Normaliser()
        self._rules = structured_rules(self._lexicon)
        self._persons = Persons(self._lexicon)
        self._finder = finder

    def scrub(self, text: str, shielded: Sequence[tuple[int, int]] = ()) -> Scrubbed:
        """Both views of a text. `shielded` are ranges of the original text that named places of the gazetteer."""
        normal = self._normaliser.normalise(text)
        shields = [normal.span_of(start, end) for start, end in shielded]
        claims, folded = self._rules.claims(normal.folded)
        houses = [claim for start, _ in shields if (claim := house_before(folded, start))]
        folded = barred(folded, houses)
        tokens = tokenise(folded, shields)
        roads = streets(tokens, self._lexicon)
        named = self._named(tokens, normal.text, self._persons.find(tokens, roads))
        claims += houses
        claims += [
            Claim(start, end, Kind.NAME, Kind.NAME.placeholder) for start, end in ranges(tokens, named)
        ]
        marks = hidden(tokens, named, roads.typed, self._lexicon)
        return Scrubbed(
            text=_with(normal.text, claims),
            masked=_with(normal.text, [*claims, *_masks(tokens, marks, named)]),
            removed=MappingProxyType(Counter(claim.kind for claim in claims if claim.kind)),
        )

    def _named(self, tokens: Tokens, text: str, named: list[bool]) -> list[bool]:
        """What the word lists found, and what a pluggable finder adds outside shields."""
        if self._finder is None:
            return named
        found = self._finder.persons(text)
        return [
            mark
            or (
                not tokens.shielded[at]
                and any(low < tokens.ends[at] and tokens.starts[at] < high for low, high in found)
            )
            for at, mark in enumerate(named)
        ]


def _masks(tokens: Tokens, marks: Sequence[bool], named: Sequence[bool]) -> Iterator[Claim]:
    alone = [mark and not name for mark, name in zip(marks, named, strict=True)]
    for start, end in ranges(tokens, alone):
        yield Claim(start, end, None, MASKED_NAME)


def _with(text: str, claims: Iterable[Claim]) -> str:
    """The text with every claim replaced; kept ranges (no kind, nothing instead) stay."""
    out, at = [], 0
    for claim in sorted(claims, key=lambda claim: claim.start):
        if not claim.instead or claim.start < at:
            continue
        out += [text[at : claim.start], claim.instead]
        at = claim.end
    return "".join([*out, text[at:]])
