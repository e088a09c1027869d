"""Rows of digits, written or spelled out: telephone numbers, cards, and long numbers of no known shape."""

from collections.abc import Iterator

from bot.privacy.scrub.checksums import is_card
from bot.privacy.scrub.engine import Match, Rule
from bot.privacy.scrub.kinds import Claim, Kind

SHORTEST_PHONE = 7
LONG_PHONE = 10
"""An American number with its area code."""
LONGEST_PHONE = 15
SHORTEST_AREA = 3

_UNITS = (
    "zero|oh|o|one|two|three|four|five|six|seven|eight|nine|cero|un|uno|dos|tres|cuatro|cinco|seis|siete|"
    "ocho|nueve|khong|mot|hai|ba|bon|nam|sau|bay|tam|chin|eber|kow|laba|labo|saddex|afar|shan|lix|toddoba|"
    "sideed|sagaal"
)
_TENS = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    "fifty|sixty|seventy|eighty|ninety|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho|"
    "diecinueve|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
)
_OTHER = (
    "hundred|thousand|cien|ciento|doscientos|trescientos|cuatrocientos|quinientos|seiscientos|setecientos|"
    "ochocientos|novecientos|mil|double|triple|doble|veinti[a-z]{2,6}"
)
_NUMBER_WORD = rf"(?:{_UNITS}|{_TENS}|{_OTHER}|[0-9]{{1,7}})"
_TEN_WORDS = frozenset(_TENS.split("|"))
_RUN = r"(?:\+ ?|\b|\()[0-9](?:[ \t().\-/\x02*]{0,3}[0-9o]){3,}"
_EXTENSION = r"(?: *(?:x|ext\.?|extension|anexo) *[0-9]{1,6}\b)"
_PHONE_CUE = (
    r"(?:call|phone|cell|cel|celular|telefono|tel|ph|text|num|number|numero|whats ?app|llama(?:me|r|le)?|"
    r"marca|fax|office|mobile|movil)\.?[ :#]*(?:(?:is|es|me|at|al|a|my|mi|#)[ :]+)*"
)


def rules() -> tuple[Rule, ...]:
    spelled = rf"\b{_NUMBER_WORD}(?:[ ,.()\-]+(?:(?:y|and) +)?{_NUMBER_WORD}){{3,}}\b"
    return (
        Rule("spelled digits", spelled, _spelled),
        Rule("digits", rf"({_RUN})(?:{_EXTENSION}|\b\)?)", _run),
        Rule("short phone", rf"\b{_PHONE_CUE}([0-9]{{3}}[ .\-]?[0-9]{{3,4}})\b", _short),
    )


def _run(match: Match, _folded: bytes) -> Iterator[Claim]:
    kind = _kind_of(match.text(1))
    if kind:
        yield Claim(*match.span(), kind, kind.placeholder)


def _kind_of(text: str) -> Kind | None:
    """What a row of digits is; an "o" among them is a zero to a hurried thumb."""
    digits = "".join(char for char in text if char.isdigit())
    groups = [len(part) for part in "".join(char if char in "0123456789o" else " " for char in text).split()]
    count = sum(groups)
    if 13 <= len(digits) <= 19 and is_card(digits):
        return Kind.CARD
    if count > LONGEST_PHONE:
        return Kind.NUMBER
    if count >= LONG_PHONE or (text.startswith("+") and count >= SHORTEST_PHONE):
        return Kind.PHONE
    if count < SHORTEST_PHONE or _blocks_or_years(text, groups):
        return None
    return _short_kind(text, groups, count)


def _short_kind(text: str, groups: list[int], count: int) -> Kind | None:
    """Seven to nine digits: only some shapes are a telephone number."""
    if count == SHORTEST_PHONE:
        return Kind.PHONE if groups in ([7], [3, 4], [3, 2, 2]) or "(" in text else None
    return Kind.NUMBER if len(groups) == 1 else Kind.PHONE


def _blocks_or_years(text: str, groups: list[int]) -> bool:
    """ "4000-4100 block" and "2019-2026" are no telephone numbers."""
    if groups != [4, 4]:
        return False
    first, second = text[:4], text[-4:]
    blocks = first.endswith("00") and second.endswith("00")
    return blocks or (first[:2] in {"19", "20"} and second[:2] in {"19", "20"})


def _spelled(match: Match, _folded: bytes) -> Iterator[Claim]:
    """Seven digits or more, some of them said in words; "two, three, four" stays."""
    spoken = "".join(char if char.isalnum() else " " for char in match.text()).split()
    digits = sum(_digits_in(word) for word in spoken)
    said = sum(not word.isdigit() for word in spoken)
    if digits >= SHORTEST_PHONE and (said >= SHORTEST_AREA or (said and digits >= LONG_PHONE)):
        yield Claim(*match.span(), Kind.PHONE, Kind.PHONE.placeholder)


def _digits_in(word: str) -> int:
    if word.isdigit():
        return len(word)
    if word in {"y", "and"}:
        return 0
    return 2 if word in _TEN_WORDS or word.startswith("veinti") else 1


def _short(match: Match, _folded: bytes) -> Iterator[Claim]:
    yield Claim(*match.span(1), Kind.PHONE, Kind.PHONE.placeholder)
