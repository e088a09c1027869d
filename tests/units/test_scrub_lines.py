"""The line-wise form answers every line, in order, with both views."""

import json
from dataclasses import dataclass
from io import StringIO

import pytest

from bot.privacy.scrub import Scrubber, answer_lines, place_names
from geo.gazetteer import Gazetteer, NamedPlace, Street
from geo.point import Point


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


def answers(scrubber: Scrubber, text: str, resolver=None) -> list[dict[str, str]]:
    out = StringIO()
    answer_lines(scrubber, resolver, StringIO(text), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_has_its_answer(scrubber: Scrubber) -> None:
    assert answers(scrubber, "call 612-555-0143\n\nvexnol here\r\n") == [
        {"text": "call [phone]", "masked": "call [phone]"},
        {"text": "", "masked": ""},
        {"text": "vexnol here", "masked": "[name?] here"},
    ]


def test_a_last_line_without_an_end_is_answered(scrubber: Scrubber) -> None:
    assert len(answers(scrubber, "a\nb")) == 2


@dataclass
class Found:
    spans: tuple[tuple[int, int], ...]


class Whole:
    """A resolver to whom every line is the name of a place."""

    def resolve(self, text: str) -> Found:
        return Found(spans=((0, len(text)),))


def test_places_are_shielded(scrubber: Scrubber) -> None:
    assert answers(scrubber, "pedro martinez\n", Whole()) == [{"text": "pedro martinez", "masked": "pedro martinez"}]


def test_the_words_of_a_gazetteer_are_its_names() -> None:
    gazetteer = Gazetteer(
        streets=[Street(1, "E Lake St", "lake", "st", "e")],
        named_places=[NamedPlace(1, "Vexnol Plaza", "market", Point(44.9, -93.2), ("vexnol plaza", "the vex"))],
    )
    assert set(place_names(gazetteer)) == {"E Lake St", "Vexnol Plaza", "vexnol plaza", "the vex"}
