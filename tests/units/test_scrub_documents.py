"""Numbers given to a person by a state, a bank or an employer are gone from both views, plates and dates of birth too."""

import pytest

from bot.privacy.scrub import Kind, Scrubber
from bot.privacy.scrub.checksums import iban_length, is_card, is_iban
from tests.scrubbing import Row, assert_scrubbed


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


PAPERS = [
    ("SSN 123456789", "123456789", "SSN"),  # in one row, with its cue
    ("123-45-6789", "123 6789", ""),  # its shape alone
    ("123.45.6789", "123 6789", ""),  # dots
    ("last four of my social 6789", "6789", "my social"),  # half of it is enough to be found
    ("su seguro social 123 45 6789", "123 6789", "su seguro social"),  # Spanish
    ("A# 123 456 789", "123 456 789", ""),  # an A-number with its sign
    ("A-098765432", "098765432", ""),  # with a hyphen
    ("A098765432", "A098765432", ""),  # in one row
    ("número de A: 098-765-432", "098 765 432", "número"),  # Spanish
    ("alien number 98 765 432", "98 765 432", "alien number"),  # eight digits
    ("receipt IOE0912345678", "IOE0912345678", "receipt"),  # a receipt number
    ("EAC-21-123-45678", "21 123 45678", ""),  # a receipt number in groups
    ("passport no. G12345678", "G12345678", "passport"),  # a passport
    ("account 00123456", "00123456", "account"),  # an account
    ("GOMC800101MDFXXX09", "GOMC800101MDFXXX09", ""),  # a CURP, by its length alone
    ("badge number 4521", "4521", "badge number"),  # an agent's badge
    ("badge #4521", "4521", "badge"),  # the same with a sign
    ("placa del agente 2213", "2213", "placa del agente"),  # the same in Spanish
    ("officer ID #A-1182", "A-1182 1182", "officer ID"),  # a number with a letter
    ("insignia 4521", "4521", "insignia"),  # the same in Spanish
    ("4111-1111-1111-1111", "4111 1111", ""),  # a card in fours
    ("3782 822463 10005", "3782 822463 10005", ""),  # a card of fifteen digits
    ("DE89 3704 0044 0532 0130 00", "3704 0532", ""),  # an IBAN in fours
    ("gb82west12345698765432", "gb82west12345698765432", ""),  # an IBAN in one row
    ("ES91 2100 0418 4502 0005 1332 ok", "2100 0418 1332", "ok"),  # the word after it stays
]


@pytest.mark.parametrize("row", PAPERS, ids=lambda row: row[0])
def test_numbers_of_papers_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


PLATES = [
    ("plate ABC 123", "ABC 123", "plate"),  # a cue and a blank
    ("plate: 7XYZ992", "7XYZ992", "plate"),  # California
    ("plate# 123-ABC", "123 ABC", "plate"),  # a sign that a unit has too
    ("plates: MN 123 ABC", "MN 123 ABC", "plates"),  # the state goes along
    ("license plate is MN ABC123 gray ford", "ABC123", "gray ford"),  # a state between
    ("placas HGT-291 carro gris", "HGT-291", "carro gris"),  # Spanish
    ("camioneta con placas de Wisconsin BCD 4567", "BCD 4567", "camioneta placas Wisconsin"),  # both
    ("placas XYZ-12-34 camioneta", "XYZ 12 34", "placas camioneta"),  # Mexico: three groups, all of them
    ("plate was 8 K L M 2 9 1", "8 K L M 2 9 1", "plate was"),  # one sign at a time
    ("plate kilo juliet delta four eight two", "kilo juliet delta four eight two", "plate"),  # read out
    ("placa jota ka de cuatro ocho dos", "jota ka cuatro ocho dos", "placa"),  # read out in Spanish
    ("partial plate 482", "482", "partial plate"),  # half a plate
    ("plate starts with KLM", "KLM", "plate starts with"),  # letters alone, told to be one
    ("7XYZ992 california plates", "7XYZ992", "california plates"),  # the cue comes after
    ("black suburban GHK482", "GHK482", "black suburban"),  # no cue
    ("ABC-1234 on a tahoe", "ABC-1234", "on a tahoe"),  # no cue, hyphen
    ("CAR-482 on a tahoe", "482", "on a tahoe"),  # the letters happen to be a word
    ("white van KX 12345", "KX 12345", "white van"),  # a blank, a vehicle nearby
    ("ford 482 XYZ", "482 XYZ", "ford"),  # digits first
]


@pytest.mark.parametrize("row", PLATES, ids=lambda row: row[0])
def test_plates_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


NO_PLATES = [
    "no plates on the van",  # a cue, nothing to take
    "out of state plates",  # words before the cue
    "wisconsin plates",  # a state alone
    "white ford f150 with tinted windows",  # a model
    "35W and lake, i94 at 46th",  # roads
    "bus 21 at 10am",  # a line, a time
    "hwy 280 by the exit",  # a highway
    "5 agents 10 minutes ago",  # counts
]


@pytest.mark.parametrize("text", NO_PLATES)
def test_roads_models_and_counts_are_no_plates(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


BIRTH_DATES = [
    ("dob 3/14/91", "14 91", "dob"),  # short
    ("born 14 March 1991 in Minneapolis", "1991 March", "born Minneapolis"),  # worded
    ("born on the 4th of July 1985", "July 1985", "born"),  # with an article
    ("nació el 14 de marzo de 1991", "1991 marzo", "nació"),  # Spanish
    ("fecha de nacimiento: 14-03-1991", "1991", "fecha nacimiento"),  # Spanish, on a form
    ("nacimiento 12-ene-1990", "ene 1990", "nacimiento"),  # the month in letters, joined
    ("papers say 4/Sep/1979", "Sep 1979", "papers say"),  # the same without a cue
    ("cumpleaños 7 de mayo del 91", "mayo 91", "cumpleaños"),  # two digits of the year, in words
    ("he was born in 1985", "1985", "he was born"),  # the year alone
    ("birthday is 3/14", "14", "birthday"),  # without the year
    ("Omar 03/14/1991 (dob)", "1991", "dob"),  # the cue comes after
    ("papers say 03/14/1991", "1991", "papers say"),  # no cue, but no sighting is that old
]


@pytest.mark.parametrize("row", BIRTH_DATES, ids=lambda row: row[0])
def test_birth_dates_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


@pytest.mark.parametrize("text", ["on November 22 at 10:15", "since 11/22/2026", "el 22 de noviembre a las 7:30"])
def test_the_time_of_a_sighting_stays(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


def test_counts_name_kinds_and_never_words(scrubber: Scrubber) -> None:
    removed = scrubber.scrub("Maria 612-555-0143, 123-45-6789, plate ABC 123").removed
    assert removed == {Kind.NAME: 1, Kind.PHONE: 1, Kind.SSN: 1, Kind.PLATE: 1}


CHECKSUMS = [
    (is_card("4111111111111111"), True),  # Luhn holds
    (is_card("4111111111111112"), False),  # one digit off
    (is_iban("GB82WEST12345698765432"), True),  # mod 97 holds
    (is_iban("GB82WEST12345698765433"), False),  # one digit off
    (iban_length("gb"), 22),  # Great Britain
    (iban_length("zz"), 0),  # no such country
    (iban_length("2D"), 0),  # two characters out of the middle of the table
]


@pytest.mark.parametrize(("got", "expected"), CHECKSUMS)
def test_checksums(got: int, expected: int) -> None:
    assert got == expected
