"""A home is told to its block and no finer; counts, roads and crossings stay what they are."""

import pytest

from bot.privacy.scrub import Scrubber
from bot.privacy.scrub.rules.dwelling import block_of
from tests.scrubbing import Row, assert_scrubbed


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


HOUSES = [
    ("4012 Washington Ave", "4012", "4000 block Washington Ave"),  # the plain form
    ("4012 E Lake St", "4012", "4000 block E Lake St"),  # a direction between
    ("4012B Washington Ave", "4012B 4012", "4000 block Washington Ave"),  # a letter on it
    ("4012-14 Washington Ave", "4012 14", "4000 block Washington Ave"),  # a double house
    ("4012 1/2 Washington Ave", "4012", "4000 block Washington Ave"),  # half a number
    ("28 Lake St", "28", "0 block Lake St"),  # below a hundred
    ("4012 bloomington", "4012", "4000 block bloomington"),  # no type
    ("2815 lake", "2815", "2800 block lake"),  # no type, an everyday word
    ("1420 38th St", "1420", "1400 block 38th St"),  # a numbered street
    ("1420 E 38th", "1420", "1400 block E 38th"),  # a numbered street without its type
    ("I live at 2815 Portland", "2815", "Portland"),  # after a cue
    ("vivo en el 2815 de Portland", "2815", "vivo Portland"),  # after a cue in Spanish
    ("calle Lake 4012", "4012", "calle Lake"),  # the number last
    ("4012 block of Bloomington", "4012", "4000 block of Bloomington"),  # a block that is none
    ("lives at 1824 Elliot, upstairs", "1824", "Elliot, upstairs"),  # a first name that is a street here
]


@pytest.mark.parametrize("row", HOUSES, ids=lambda row: row[0])
def test_house_numbers_become_their_block(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


COUNTS = [
    "5 agents on Lake St",  # people
    "3 vans Lake St",  # things, right before the street
    "2 blocks from Lake St",  # a distance
    "10 minutes ago Lake St",  # a time
    "4000 block of Bloomington",  # a block already
    "hwy 62 frontage rd",  # a road by its number
    "calle 38 con bloomington",  # a numbered street in Spanish
    "avenida 26",  # the same alone
    "38th St and 35W",  # an ordinal and a highway
    "1 block away",  # a distance in one
]


@pytest.mark.parametrize("text", COUNTS)
def test_counts_distances_and_roads_stay(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


UNITS = [
    ("apt 3B", "3B", ""),  # number and letter
    ("apartamento 204", "204", ""),  # Spanish
    ("unit #12", "12", ""),  # with a sign
    ("#204", "204", ""),  # the sign alone
    ("depto. 5-A", "5-A", ""),  # a hyphen
    ("bldg C apt 12", "12", ""),  # two of them
    ("trailer 14", "14", ""),  # a trailer park
]


@pytest.mark.parametrize("row", UNITS, ids=lambda row: row[0])
def test_units_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


@pytest.mark.parametrize("text", ["parking lot 2 suvs", "the apartment a block away", "upstairs unit"])
def test_words_of_a_building_stay(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


def test_the_number_of_a_public_place_stays() -> None:
    scrubber = Scrubber(public_addresses={"2215 park ave"})
    assert scrubber.scrub("vans at 2215 Park Ave").text == "vans at 2215 Park Ave"
    assert scrubber.scrub("vans at 2217 Park Ave").text == "vans at 2200 block Park Ave"


def test_a_number_before_a_known_place_is_a_house(scrubber: Scrubber) -> None:
    text = "vans at 2815 grand round"
    assert scrubber.scrub(text, [(text.index("grand"), len(text))]).text == "vans at 2800 block grand round"


BLOCKS = [("4012", "4000 block"), ("99", "0 block"), ("100", "100 block"), ("28245", "28200 block")]


@pytest.mark.parametrize(("number", "block"), BLOCKS)
def test_a_block_is_a_hundred_numbers(number: str, block: str) -> None:
    assert block_of(number) == block
