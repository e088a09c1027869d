"""What holds for every text: letter case and dress change nothing, twice is once, and work grows with length only."""

import sys
import unicodedata
from collections.abc import Callable, Iterator

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy.scrub import Scrubber
from bot.privacy.scrub.engine import RuleSet
from bot.privacy.scrub.kinds import PLACEHOLDERS
from bot.privacy.scrub.lexicon import load_lexicons
from bot.privacy.scrub.normalise import Normaliser
from bot.privacy.scrub.rules import structured_rules
from tests.scrubbing import leaked


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return structured_rules(load_lexicons().mixed)


MESSAGES = [
    ("my neighbor María López at apt 3B says 2 SUVs outside Chavez Ave and Lake St", "María López 3B"),
    ("call me at 612-555-0143 or maria.lopez84@gmail.com", "0143 maria lopez84"),
    ("se llevaron a don Ernesto de 4012 Washington Ave", "Ernesto 4012"),
    ("mi hermano Luis Ángel nació el 14/03/1991", "Luis Ángel 1991"),
    ("mn plate JKL-482 and signal lupita.84", "JKL 482 lupita"),
    ("pa houa vang and abdi hassan are at t.me/juanito", "pa houa vang abdi hassan juanito"),
    ("A098765432, ssn 123-45-6789, card 4111 1111 1111 1111", "A098765432 6789 4111"),
    ("Officer Kowalczyk badge 4521 took Yesenia from 38th St", "Kowalczyk 4521 Yesenia"),
]


def unaccented(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


DRESSES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "UPPER": str.upper,
    "Title": str.title,
    "aLTERNATING": str.swapcase,
    "unaccented": unaccented,
    "accents apart": lambda text: unicodedata.normalize("NFD", text),
    "two blanks": lambda text: text.replace(" ", "  "),
    "blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "emoji around": lambda text: f"🚨🙏🏽 {text} 🚨",
    "zero width": "\u200b".join,
    "bidi": lambda text: f"\u202b{text}\u202c",
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
}


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize(("text", "gone"), MESSAGES, ids=[gone for _, gone in MESSAGES])
def test_no_dress_lowers_what_is_found(scrubber: Scrubber, text: str, gone: str, dress: str) -> None:
    plain, dressed = scrubber.scrub(text), scrubber.scrub(DRESSES[dress](text))
    assert dressed.removed == plain.removed
    assert leaked(dressed, gone) == []


FRAGMENTS = [
    *(word for text, _ in MESSAGES for word in text.split()),
    *(
        [
            "agents",
            "vans",
            "ice",
            "near",
            "by",
            "on",
            "at",
            "the",
            "la",
            "el",
            "en",
            "con",
            "y",
            "de",
            "and",
            "migra",
            "calle",
            "corner",
            "of",
            "35W",
            "38th",
            "st",
            "ave",
        ]
    ),
    *(
        [
            "my",
            "neighbor",
            "tell",
            "name",
            "is",
            "mr.",
            "don",
            "padre",
            "se",
            "llama",
            "x",
            "o",
            "a",
            "#",
            "@",
            "--",
            "plate",
            "badge",
            "dob",
            "apt",
            "unit",
            "block",
        ]
    ),
    *(
        [
            "4012",
            "612",
            "555",
            "0143",
            "one",
            "two",
            "seis",
            "44.9486",
            "-93.2655",
            "vexnol",
            "drimba",
            "rosa",
            "will",
            "may",
            "king",
            "white",
            "brown",
        ]
    ),
    *PLACEHOLDERS,
]


@settings(max_examples=400, derandomize=True, deadline=None)
@given(text=st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join))
def test_scrubbing_twice_is_scrubbing_once(scrubber: Scrubber, text: str) -> None:
    once = scrubber.scrub(text)
    assert scrubber.scrub(once.text).text == once.text
    assert scrubber.scrub(once.masked).masked == once.masked


@settings(max_examples=300, derandomize=True, deadline=None)
@given(text=st.one_of(st.text(max_size=80), st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join)))
def test_no_structured_rule_finds_anything_in_what_was_scrubbed(scrubber: Scrubber, rules: RuleSet, text: str) -> None:
    left, _ = rules.claims(Normaliser().normalise(scrubber.scrub(text).text).folded)
    assert [claim for claim in left if claim.instead] == []


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    text=st.text(max_size=60),
    shielded=st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=3),
)
def test_no_text_and_no_shield_breaks_it(scrubber: Scrubber, text: str, shielded: list[tuple[int, int]]) -> None:
    scrubbed = scrubber.scrub(text, shielded)
    assert scrubbed.text.encode().decode() == scrubbed.text
    assert scrubbed.masked.encode().decode() == scrubbed.masked


@settings(max_examples=200, derandomize=True, deadline=None)
@given(text=st.lists(st.sampled_from(FRAGMENTS), max_size=15).map(" ".join))
def test_the_gate_lets_through_every_rule_that_matches(rules: RuleSet, text: str) -> None:
    folded = Normaliser().normalise(text).folded
    matching = [index for index, rule in enumerate(rules.rules) if re2.search(rule.pattern.encode(), folded)]
    assert sorted(rules._gate.Match(folded) or ()) == matching


def test_every_pattern_runs_without_backtracking(rules: RuleSet) -> None:
    assert all(re2.compile(rule.pattern) for rule in rules.rules)
    assert len({rule.name for rule in rules.rules}) == len(rules.rules)


HOSTILE = {
    "digits": "612 555 0143 ",
    "hexadecimal": "ab12:cd.34@-",
    "names": "my neighbor maria lopez at 4012 lake st and ",
    "plates": "plate abc 123 car ",
    "dots": "a.b.c@",
    "particles": "de la ",
    "marks": "a\u0301\u0302\u0303",
    "houses": "4012 vexnol ",
    "brackets": "[name] [",
    "spelled": "one two ",
    "dashes": "-- ",
    "emoji": "é🚓 ",
    "letters": "a b c d ave ",
}


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls: its cost, whatever the machine and its load."""
    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_no_faster_than_the_text(scrubber: Scrubber, unit: str) -> None:
    short, long = unit * (2_000 // len(unit)), unit * (8_000 // len(unit))
    scrubber.scrub(unit)
    ratio = calls(lambda: scrubber.scrub(long)) / calls(lambda: scrubber.scrub(short))
    assert ratio < 4.6


def held(value: object, depth: int = 3) -> Iterator[object]:
    yield value
    if depth:
        fields = getattr(value, "__dict__", {}).values()
        slots = [getattr(value, name) for name in getattr(value, "__slots__", ()) if hasattr(value, name)]
        for inner in (*fields, *slots):
            yield from held(inner, depth - 1)


def test_nothing_of_a_text_is_remembered() -> None:
    scrubber = Scrubber()
    scrubber.scrub("vexnol drimba 612-555-0143")
    assert not [value for value in held(scrubber) if isinstance(value, str | bytes) and "vexnol" in str(value)]
