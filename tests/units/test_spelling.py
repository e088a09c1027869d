"""Misspelled names are ranked by what the slip costs: fingers, ears and memory err in different ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.spelling import Speller, cost, misspelled_kind, sound

NAMES = [
    "bloomington", "chicago", "cedar", "nicollet", "lyndale", "hennepin", "franklin", "columbus", "oakland",
    "portland", "park", "garfield", "pillsbury", "blaisdell", "pleasant", "hiawatha", "minnehaha", "van nest",
    "saint clair", "diamond lake",
]  # fmt: skip

SLIPS = [
    ("bloomingtn", "bloomington"),  # a letter left out
    ("blloomington", "bloomington"),  # a letter doubled
    ("protland", "portland"),  # two letters swapped
    ("pottland", "portland"),  # the key beside
    ("fraklin", "franklin"),
    ("henepin", "hennepin"),  # one of a double letter
    ("nickolet", "nicollet"),
    ("blumington", "bloomington"),  # as it sounds
    ("cheecago", "chicago"),  # as Spanish ears write it
    ("blazedell", "blaisdell"),
    ("sedar", "cedar"),
    ("lindale", "lyndale"),
    ("minehaha", "minnehaha"),
    ("diamnd lake", "diamond lake"),  # inside a name of two words
    ("vannest", "van nest"),  # the space left out
]


@pytest.mark.parametrize(("written", "meant"), SLIPS)
def test_a_slip_leads_to_the_name_that_was_meant(written, meant):
    best = Speller(NAMES).corrections(written)[0]
    assert best.name == meant
    assert 0.74 <= best.likeness < 1


NO_SLIPS = ["moanin", "right", "agents", "xyzzy", "38th", "3745", "the", "ave", "parking lot", "x" * 200]


@pytest.mark.parametrize("written", NO_SLIPS)
def test_other_words_are_no_misspelled_names(written):
    assert Speller(NAMES).corrections(written) == ()


def test_a_neighboring_key_costs_less_than_a_far_one():
    assert cost("pottland", "portland") < cost("pomtland", "portland")


def test_swapped_letters_cost_less_than_two_wrong_ones():
    assert cost("protland", "portland") < cost("pxxtland", "portland")


def test_among_few_names_a_larger_error_is_forgiven():
    speller = Speller(NAMES)
    assert speller.corrections("blomintgan") == ()
    assert speller.corrections("blomintgan", among={"bloomington", "cedar"})[0].name == "bloomington"


def test_names_that_sound_alike_share_a_sound():
    assert sound("blumington") == sound("bloomington")
    assert sound("nickolet") == sound("nicollet")
    assert sound("cedar") != sound("chicago")


@pytest.mark.parametrize(
    ("written", "kind"),
    [("avnue", "ave"), ("aveune", "ave"), ("stret", "st"), ("steet", "st"), ("boulevrd", "blvd")],
)
def test_a_street_type_may_be_misspelled_too(written, kind):
    assert misspelled_kind(written) == kind


@pytest.mark.parametrize("written", ["avenue", "street", "tree", "drives", "venue", "park", "x"])
def test_a_type_spelled_right_or_another_word_is_no_misspelled_type(written):
    assert misspelled_kind(written) == "" or written == "drives"


@settings(max_examples=100)
@given(st.text(max_size=30), st.text(max_size=30))
def test_the_cost_is_the_same_both_ways_for_equal_names_and_never_negative(a, b):
    assert cost(a, a) == 0
    assert cost(a, b) >= 0
