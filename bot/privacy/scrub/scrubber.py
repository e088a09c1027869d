"""Puts the layers in order: normalise, structured rules, names, and the two views that come of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.privacy.scrub.engine import MAX_ROUNDS, barred
from bot.privacy.scrub.kinds import MASKED_NAME, Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon, load_lexicons
from bot.privacy.scrub.longwords import without_long_words
from bot.privacy.scrub.masked import hidden
from bot.privacy.scrub.normalise import Normal, Normaliser
from bot.privacy.scrub.persons import PersonFinder, persons, ranges
from bot.privacy.scrub.rules import structured_rules
from bot.privacy.scrub.rules.dwelling import house_before
from bot.privacy.scrub.soft import Streets, streets
from bot.privacy.scrub.tokens import Tokens, tokenise, touched


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

    def __init__(
        self,
        *,
        places: Iterable[str] = (),
        public_addresses: Collection[str] = (),
        finder: PersonFinder | None = None,
    ) -> None:
        """`places` are names of streets, landmarks and neighborhoods: their words may be shown to moderators.

        `public_addresses` are house numbers with a street ("2215 park ave") that belong to a public place.
        """
        self._lexicons = load_lexicons(places)
        self._normaliser = Normaliser()
        self._rules = structured_rules(self._lexicons.mixed, frozenset(public_addresses))
        self._finder = finder

    def scrub(self, text: str, shielded: Sequence[tuple[int, int]] = ()) -> Scrubbed:
        """Both views of a text. `shielded` are ranges of the original that named places of the gazetteer."""
        text, shielded, cut = without_long_words(text, shielded)
        normal = self._normaliser.normalise(text)
        shields = [normal.span_of(start, end) for start, end in shielded]
        first = self._read(normal, normal.folded, shields)
        claims, latest = [*first.claims, *first.names], first
        for _ in range(MAX_ROUNDS):
            if not latest.names:
                break
            latest = self._read(normal, barred(latest.folded, latest.names), shields)
            claims += [*latest.claims, *latest.names]
        masks = list(_masks(normal.text, first, [claim for claim in claims if claim.kind is Kind.NAME]))
        return Scrubbed(
            text=_with(normal.text, claims),
            masked=_with(normal.text, [*claims, *masks]),
            removed=MappingProxyType(_counted(claims, cut)),
        )

    def _read(self, normal: Normal, folded: bytes, shields: Sequence[tuple[int, int]]) -> "_Reading":
        """One reading: the structured rules first, then names in what they left."""
        claims, folded = self._rules.claims(folded)
        houses = [claim for start, _ in shields if (claim := house_before(folded, start))]
        claims, folded = [*claims, *houses], barred(folded, houses)
        tokens = tokenise(folded, shields)
        lexicon = self._lexicons.heard(tokens.words)
        roads = streets(tokens, lexicon, {claim.end for claim in claims if claim.kind is Kind.HOUSE})
        named = self._also_found(tokens, roads, normal.text, persons(tokens, roads, lexicon))
        names = [Claim(*span, Kind.NAME, Kind.NAME.placeholder) for span in ranges(tokens, named)]
        return _Reading(folded, tokens, roads, lexicon, claims, names)

    def _also_found(self, tokens: Tokens, roads: Streets, text: str, named: list[bool]) -> list[bool]:
        """What the word lists found, and what a pluggable finder adds outside shields and street names."""
        if self._finder is None:
            return named
        found = touched(tokens.starts, tokens.ends, self._finder.persons(text))
        kept = [shield or typed for shield, typed in zip(tokens.shielded, roads.typed, strict=True)]
        return [name or (touch and not keep) for name, touch, keep in zip(named, found, kept, strict=True)]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of a text found. A name taken out can bring another to light: there may be several."""

    folded: bytes
    tokens: Tokens
    roads: Streets
    lexicon: Lexicon
    claims: list[Claim]
    names: list[Claim]


def _counted(claims: Iterable[Claim], long_words: int) -> Counter[Kind]:
    counted = Counter(claim.kind for claim in claims if claim.kind and claim.instead)
    return counted + Counter({Kind.LINK: long_words})


def _masks(text: str, reading: _Reading, names: Sequence[Claim]) -> Iterator[Claim]:
    """What the masked view hides besides: the first reading sees every word that is left."""
    tokens = reading.tokens
    named = touched(tokens.starts, tokens.ends, [(claim.start, claim.end) for claim in names])
    marks = hidden(text, tokens, named, reading.roads.typed, reading.lexicon)
    alone = [mark and not name for mark, name in zip(marks, named, strict=True)]
    for start, end in ranges(tokens, alone):
        yield Claim(start, end, None, MASKED_NAME)


def _with(text: str, claims: Iterable[Claim]) -> str:
    """The text with every claim replaced; kept ranges (no kind, nothing instead) stay."""
    out: list[str] = []
    at = 0
    for claim in sorted(claims, key=lambda claim: claim.start):
        if claim.instead and claim.start >= at:
            out += [text[at : claim.start], claim.instead]
            at = claim.end
    return "".join([*out, text[at:]])
