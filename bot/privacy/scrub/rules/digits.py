"""Rows of digits, written or spelled out: telephone numbers, cards, and long numbers of no known shape."""

from collections.abc import Iterator

from bot.privacy.scrub.checksums import is_card
from bot.privacy.scrub.engine import Match, Rule
from bot.privacy.scrub.kinds import Claim, Kind

SHORTEST_PHONE = 7
LONGEST_PHONE = 15

_UNITS = (
    "zero|oh|o|one|two|three|four|five|six|seven|eight|nine|cero|un|uno|dos|tres|cuatro|cinco|seis|siete|"
    "ocho|nueve|khong|mot|hai|ba|bon|nam|sau|bay|tam|chin|eber|kow|laba|labo|saddex|afar|shan|lix|toddoba|"
    "sideed|sagaal"
)
_TENS = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    "fifty|sixty|seventy|eighty|ninety|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho|"
    "diecinueve|veinte|veinti[a-z]{2,6}|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
)
_OTHER = "hundred|thousand|cien|ciento|doscientos|trescientos|cuatrocientos|quinientos|seiscientos|setecientos|ochocientos|novecientos|mil"
_REPEAT = "double|triple|doble"
_NUMBER_WORD = rf"(?:{_UNITS}|{_TENS}|{_OTHER}|{_REPEAT}|[0-9]{{1,4}})"
_TEN_WORDS = frozenset(_TENS.split("|"))


def rules() -> tuple[Rule, ...]:
    run = rb"(?:\+ ?|\b|\()[0-9](?:[ \t().\-/\x02*]{0,3}[0-9o]){3,}\b\)?(?: *(?:x|ext\.?|extension|anexo) *[0-9]{1,6}\b)?"
    spelled = rf"\b{_NUMBER_WORD}(?:[ ,.\-]+(?:(?:y|and) +)?{_NUMBER_WORD}){{4,}}\b"
    return (
        Rule("digits", run, _run),
        Rule("spelled digits", spelled.encode(), _spelled),
        Rule(
            "short phone",
            rb"\b(?:call|phone|cell|cel|celular|telefono|tel|ph|text|num|number|numero|whats ?app|llama(?:me|r|le)?|marca|fax|office)\.?[ :#]*(?:(?:is|es|me|at|al|a|my|mi|#)[ :]+)*([0-9]{3}[ .\-]?[0-9]{3,4})\b",
            _short,
        ),
    )


def _run(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span()
    text = (match.group() or b"").decode()
    kind = _kind_of(text)
    if kind:
        yield Claim(start, end, kind, kind.placeholder)


def _kind_of(text: str) -> Kind | None:
    head = text.split("x")[0].split("e")[0].split("a")[0]
    digits = "".join(char for char in head if char.isdigit())
    groups = [
        len(part) for part in "".join(char if char.isdigit() or char == "o" else " " for char in head).split()
    ]
    count = len(digits) + head.count("o")
    if 13 <= len(digits) <= 19 and is_card(digits):
        return Kind.CARD
    if count > LONGEST_PHONE:
        return Kind.NUMBER
    if count >= 10 or (head.startswith("+") and count >= SHORTEST_PHONE):
        return Kind.PHONE
    if count < SHORTEST_PHONE or _blocks_or_years(head, groups):
        return None
    if len(groups) == 1:
        return Kind.PHONE if count == SHORTEST_PHONE else Kind.NUMBER
    if count == SHORTEST_PHONE:
        return Kind.PHONE if groups == [3, 4] or "(" in head or groups == [3, 2, 2] else None
    return Kind.PHONE


def _blocks_or_years(text: str, groups: list[int]) -> bool:
    """ "4000-4100 block" and "2019-2026" are no telephone numbers."""
    if groups != [4, 4]:
        return False
    first, second = text[:4], text[-4:]
    return (first.endswith("00") and second.endswith("00")) or (
        first[:2] in {"19", "20"} and second[:2] in {"19", "20"}
    )


def _spelled(match: Match, _folded: bytes) -> Iterator[Claim]:
    """Seven digits or more, most of them said in words; "two, three, four" stays."""
    words = "".join(chr(byte) if chr(byte).isalnum() else " " for byte in match.group() or b"").split()
    digits = 0
    said = 0
    for word in words:
        if word.isdigit():
            digits += len(word)
        elif word not in {"y", "and"}:
            said += 1
            digits += 2 if word in _TEN_WORDS or word.startswith("veinti") else 1
    if digits >= SHORTEST_PHONE and said:
        yield Claim(*match.span(), Kind.PHONE, Kind.PHONE.placeholder)


def _short(match: Match, _folded: bytes) -> Iterator[Claim]:
    digits = sum(48 <= byte <= 57 for byte in match.group(1) or b"")
    if digits >= 6:
        yield Claim(*match.span(1), Kind.PHONE, Kind.PHONE.placeholder)
