"""A word that no person types is taken out as a whole, quickly, and ranges behind it stay right."""

import pytest

from bot.privacy.scrub import Kind, Scrubber
from bot.privacy.scrub.longwords import LONGEST, without_long_words
from tests.units.test_scrub_properties import calls

LONG = "ab1-" * 100


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


def test_a_long_word_goes_and_the_rest_stays(scrubber: Scrubber):
    got = scrubber.scrub(f"agents {LONG} in vests, call 612-555-0143")
    assert got.text == "agents [link] in vests, call [phone]"
    assert got.removed == {Kind.LINK: 1, Kind.PHONE: 1}


def test_the_longest_word_that_is_read_is_read(scrubber: Scrubber):
    longest = "https://example.org/" + "x" * (LONGEST - 20)
    assert without_long_words(longest, ()) == (longest, (), 0)
    assert without_long_words(longest + "x", ())[0] == "[link]"


def test_ranges_move_along_with_their_words():
    text = f"lake {LONG} and {LONG} chicago"
    spans = [(0, 4), (5, 9), (text.index("and"), text.index("and") + 3), (len(text) - 7, len(text))]
    cut, moved, count = without_long_words(text, spans)
    assert cut == "lake [link] and [link] chicago"
    assert [cut[start:end] for start, end in moved] == ["lake", "and", "chicago"]
    assert count == 2


def test_a_shielded_name_behind_a_long_word_stays(scrubber: Scrubber):
    text = f"{LONG} pedro martinez"
    shielded = [(len(LONG) + 1, len(text))]
    assert scrubber.scrub(text, shielded).masked == "[link] pedro martinez"


def test_what_was_scrubbed_stays_as_it_is(scrubber: Scrubber):
    once = scrubber.scrub("a@b.co," * 36).text
    assert len(once) > LONGEST
    assert scrubber.scrub(once).text == once


@pytest.mark.parametrize("motif", [",1", "1,", "x.y@", "中/", "5th&"])
def test_a_longer_word_costs_no_more(scrubber: Scrubber, motif: str):
    scrubber.scrub(motif)
    longest = calls(lambda: scrubber.scrub((motif * LONGEST)[:LONGEST]))
    assert calls(lambda: scrubber.scrub(motif * 30_000)) <= longest
