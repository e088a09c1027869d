"""Streets named after people survive, by the gazetteer's word or by their context; people beside them do not."""

import pytest

from bot.privacy.scrub import Scrubber
from tests.scrubbing import LETTER_CASES, Row, assert_scrubbed


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


STREETS = [
    "Chavez Ave",  # a surname
    "Cesar E Chavez Ave",  # an initial
    "Martin Luther King Jr Way",  # three names and a suffix
    "Dr. Martin Luther King Jr. Dr",  # a title, and a type that is one
    "Ponce de Leon Ave",  # a particle
    "Malcolm X Blvd",  # a letter
    "Robert E Lee Rd",  # an initial that is a Spanish "and"
    "Emiliano Zapata St",  # a first name and a surname
    "George Bush Tpke",  # a surname that is a plant
    "Floyd B Olson Memorial Hwy",  # two types
    "Charles St",  # a first name
    "Van White Memorial Blvd",  # a car and a color
    "Theodore Wirth Pkwy",  # a surname on no list
]
SENTENCES = ["3 agents at {} stopping people", "{} right now, two vans", "ice near {} by the school"]


@pytest.mark.parametrize("street", STREETS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_street_with_its_type_survives(scrubber: Scrubber, sentence: str, street: str) -> None:
    for change in LETTER_CASES:
        text = change(sentence.format(street))
        assert change(street) in scrubber.scrub(text).text


PLACED = [
    "they are on cesar chavez",  # after "on"
    "corner of james and 38th",  # after "corner of"
    "en la esquina de chavez con robert",  # the same in Spanish
    "avenida Chávez y Lake",  # a Spanish type comes first
    "detenido en cesar chavez con robert",  # "con" after a street
    "agents between emerson and fremont",  # between two
    "vans by Loring Park",  # a park
    "afuera de la escuela Andersen",  # a school, in Spanish
    "en la iglesia San Miguel",  # a saint
    "35W and Snelling",  # beside a highway
]


@pytest.mark.parametrize("text", PLACED)
def test_a_street_without_its_type_survives_by_its_context(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


BESIDE = [
    ("juan saw them on Penn Ave", "juan", "saw them on Penn Ave"),  # a person, a verb, a street
    ("text ana lake st now", "ana", "lake st now"),  # a person right before a street
    ("my cousin jose ramirez on cesar chavez st", "jose ramirez", "on cesar chavez st"),  # both named alike
    ("on 38th and maria saw it", "maria", "on 38th and saw it"),  # "and" goes on to a person
    ("4012 Emerson Ave maria lives there", "4012 maria", "Emerson Ave"),  # a person right after a street
]


@pytest.mark.parametrize("row", BESIDE, ids=lambda row: row[0])
def test_a_person_beside_a_street_goes(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


def span_of(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_a_shield_keeps_what_the_lists_would_take(scrubber: Scrubber) -> None:
    text = "pedro is inside pedro martinez market"
    scrubbed = scrubber.scrub(text, [span_of(text, "pedro martinez market")])
    assert scrubbed.text == "[name] is inside pedro martinez market"
    assert scrubbed.masked == "[name] is inside pedro martinez market"


def test_only_what_is_shielded_is_shielded(scrubber: Scrubber) -> None:
    assert scrubber.scrub("pedro is inside").text == "[name] is inside"


def test_structured_rules_win_inside_a_shield(scrubber: Scrubber) -> None:
    text = "Clinica 612-555-0143 Maria"
    assert scrubber.scrub(text, [(0, len(text))]).text == "Clinica [phone] Maria"


def test_a_title_wins_over_a_street_of_that_name(scrubber: Scrubber) -> None:
    text = "mrs johnson at the school"
    assert "johnson" not in scrubber.scrub(text, [span_of(text, "johnson")]).text
    text = "mrs johnson st at the school"
    assert "johnson st" in scrubber.scrub(text, [span_of(text, "johnson st")]).text


def test_a_shield_finds_its_words_after_normalising(scrubber: Scrubber) -> None:
    text = "\u200b\u200bju\u0301an at ｐｅｄｒｏ martinez \u200bmarket"
    scrubbed = scrubber.scrub(text, [span_of(text, "ｐｅｄｒｏ martinez \u200bmarket")])
    assert scrubbed.text == "[name] at pedro martinez market"


def test_a_shield_beyond_the_text_is_harmless(scrubber: Scrubber) -> None:
    assert scrubber.scrub("pedro", [(90, 99)]).text == "[name]"
