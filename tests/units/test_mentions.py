"""The words of a message that name streets are found, with where they stand in the original."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.entries import Street, StreetAlias
from geo.mentions.joins import Strength, joins
from geo.mentions.numbers import block_mentions
from geo.mentions.streetindex import StreetIndex
from geo.mentions.streetmention import StreetMention
from geo.mentions.streets import street_mentions
from geo.mentions.words import Word, words_of

INDEX = StreetIndex(
    [
        Street(1, "E Lake St", "lake", "st", "e"),
        Street(2, "Chicago Ave S", "chicago", "ave", "s"),
        Street(3, "38th St E", "38th", "st", "e"),
        Street(4, "38th Ave S", "38th", "ave", "s"),
        Street(5, "St Clair Ave", "saint clair", "ave", ""),
        Street(6, "Martin Luther King Jr Blvd", "martin luther king", "blvd", ""),
        Street(7, "I-35W", "35w", "i", ""),
        Street(8, "Cedar Ave", "cedar", "ave", ""),
        Street(9, "6th Ave S", "6th", "ave", "s"),
        Street(10, "46th St W", "46th", "st", "w"),
        Street(11, "Van Nest Ave", "van nest", "ave", ""),
        Street(12, "Avenue L", "l", "ave", ""),
        Street(13, "36 1/2 Ave NE", "36 1/2", "ave", "ne"),
        Street(14, "The Mall", "the", "mall", ""),
        Street(15, "E River Pkwy", "river", "pkwy", "e"),
        Street(16, "East River Rd", "east river", "rd", ""),
        Street(17, "Park Ave", "park", "ave", ""),
        Street(19, "Grove Pl", "grove", "pl", ""),
        Street(18, "O'Hara Ct", "ohara", "ct", ""),
    ],
    [StreetAlias(8, "77", "hwy", ""), StreetAlias(1, "3", "cr", "")],
)


def found_in(text: str) -> tuple[list[Word], list[StreetMention]]:
    words = INDEX.without_glue(words_of(text))
    return words, street_mentions(words, INDEX)


ONE_STREET = [
    # written, base, type, direction
    ("Lake St", "lake", "st", ""),
    ("lake street", "lake", "st", ""),
    ("LAKE ST.", "lake", "st", ""),
    ("e lake st", "lake", "st", "e"),
    ("East Lake Street", "lake", "st", "e"),
    ("Lake St E", "lake", "st", "e"),
    ("Lake Street East", "lake", "st", "e"),
    ("lake e", "lake", "", "e"),
    ("Chicago Ave So", "chicago", "ave", "s"),  # the old form of south counts beside a type
    ("avenida Chicago", "chicago", "ave", ""),
    ("avenida Chicago sur", "chicago", "ave", "s"),
    ("calle Lake", "lake", "st", ""),
    ("lakest", "lake", "st", ""),  # no space
    ("chicagoave", "chicago", "ave", ""),
    ("chicag oave", "chicago", "ave", ""),  # the space in the wrong place
    ("chicago avnue", "chicago", "ave", ""),  # a misspelled type
    ("38th", "38th", "", ""),
    ("38 th", "38th", "", ""),
    ("38ht st", "38th", "st", ""),
    ("thirty-eighth street", "38th", "st", ""),
    ("thirty eighth ave", "38th", "ave", ""),
    ("calle 38", "38th", "st", ""),
    ("calle treinta y ocho", "38th", "st", ""),
    ("Sixth Avenue", "6th", "ave", ""),
    ("St Clair", "saint clair", "", ""),
    ("Saint Clair Ave", "saint clair", "ave", ""),
    ("MLK", "martin luther king", "", ""),
    ("Martin Luther King Jr. Blvd", "martin luther king", "blvd", ""),
    ("Dr Martin Luther King Blvd", "martin luther king", "blvd", ""),
    ("35W", "35w", "", ""),
    ("I-35W", "35w", "i", ""),
    ("i35w", "35w", "i", ""),
    ("Interstate 35W", "35w", "i", ""),
    ("hwy 77", "77", "hwy", ""),
    ("MN-77", "77", "hwy", ""),
    ("County Road 3", "3", "cr", ""),
    ("vannest", "van nest", "", ""),
    ("Avenue L", "l", "ave", ""),
    ("36 1/2 ave ne", "36 1/2", "ave", "ne"),
    ("the mall", "the", "mall", ""),
    ("o'hara court", "ohara", "ct", ""),
    ("O’Hara", "ohara", "", ""),  # the apostrophe of a phone keyboard
    ("Chicágo", "chicago", "", ""),
    ("𝐂𝐡𝐢𝐜𝐚𝐠𝐨", "chicago", "", ""),  # styled letters
    ("Chi\u200bcago", "chicago", "", ""),  # a zero-width space inside
    ("#LakeStreet", "lake", "st", ""),
    ("East River Rd", "east river", "rd", ""),
    ("Grove", "grove", "", ""),  # a type that is a name as well
]


@pytest.mark.parametrize(("written", "base", "kind", "direction"), ONE_STREET)
def test_a_street_is_found_however_it_is_written(written, base, kind, direction):
    _, (street,) = found_in(written)
    assert (street.base, street.kind, street.direction) == (base, kind, direction)


def test_a_whole_name_stays_beside_a_longer_one_that_fits_less():
    _, streets = found_in("E River Pkwy")
    assert ("river", "pkwy", "e") in {(s.base, s.kind, s.direction) for s in streets}


NO_STREETS = [
    "8 months",  # counts
    "38 agents",
    "38 minutos",
    "38 people",
    "$38",
    "38%",
    "32.38",
    "10:38",
    "2015-12-38",
    "71-38-46-6",
    "May 38",  # a date
    "the",  # a function word that is a street's name only with its type
    "",
]


@pytest.mark.parametrize("text", NO_STREETS)
def test_numbers_that_count_or_tell_time_name_no_street(text):
    assert found_in(text)[1] == []


JOINED = [
    ("lake & chicago", Strength.CONNECTED),
    ("lake and chicago", Strength.CONNECTED),
    ("lake at chicago", Strength.CONNECTED),
    ("lake @ chicago", Strength.CONNECTED),
    ("lake/chicago", Strength.CONNECTED),
    ("lake + chicago", Strength.CONNECTED),
    ("lake x chicago", Strength.CONNECTED),
    ("lake n chicago", Strength.CONNECTED),
    ("lake e chicago", Strength.CONNECTED),  # east, or the Spanish and before an i
    ("lake on the corner of chicago", Strength.CONNECTED),
    ("lake st. and chicago", Strength.CONNECTED),  # the stop of a short form ends no sentence
    ("Lake S & Chicago", Strength.CONNECTED),  # a direction that no Lake has
    ("lake y chicago", Strength.CONNECTED),
    ("lake con la chicago", Strength.CONNECTED),
    ("lake esquina con chicago", Strength.CONNECTED),
    ("lake esq. chicago", Strength.CONNECTED),
    ("lake a la altura de chicago", Strength.CONNECTED),
    ("lake iyo chicago", Strength.CONNECTED),  # Somali
    ("lake thiab chicago", Strength.CONNECTED),  # Hmong
    ("lake near chicago", Strength.NEAR),
    ("lake by chicago", Strength.NEAR),
    ("lake cerca de chicago", Strength.NEAR),
    ("lake frente a chicago", Strength.NEAR),
    ("lake-chicago", Strength.NEAR),
    ("Lake St, Chicago Ave", Strength.LISTED),
    ("Lake St Chicago Ave", Strength.ADJACENT),
]


@pytest.mark.parametrize(("text", "strength"), JOINED)
def test_connectors_of_every_language_join_two_streets(text, strength):
    found = joins(*found_in(text))
    assert strength in {join.strength for join in found}


NOT_JOINED = [
    "I left Lake. Chicago is nice",  # two sentences
    "Lake is not the same street as Chicago",  # words between that connect nothing
    "Chicago and Chicago",  # a street does not meet itself
    "from 38 to 46 agents",
    "6 and 38",  # two naked numbers without a cue
    "6, 38",
]


@pytest.mark.parametrize("text", NOT_JOINED)
def test_streets_that_are_only_both_named_are_not_joined(text):
    assert joins(*found_in(text)) == []


NAKED = [
    ("la 38 con lake", True),  # beside a connector and a street
    ("38 & chicago", True),
    ("chicago y 38", True),
    ("la esquina de la 46 con 6", True),  # both naked, after a word that says so
    ("calle 46 y 6", True),
    ("corner of 46 and 6", True),
    ("migra en 46 con 6", True),
    ("46 and 6", False),
    ("l and cedar", True),  # a letter beside a street
    ("chicago and 38 agents", False),  # it counts
    ("chicago and 10 minutes", False),
    ("la chicago con 38 hace 10 minutos", True),
]


@pytest.mark.parametrize(("text", "expected"), NAKED)
def test_naked_numbers_count_only_beside_a_connector_and_a_street_or_after_a_cue(text, expected):
    assert bool(joins(*found_in(text))) is expected


BLOCKS = [
    # written, the block, whether a house was meant
    ("4000 block of Cedar Ave", 4000, False),
    ("the 4000 blk cedar", 4000, False),
    ("block 4000 of Cedar", 4000, False),
    ("40xx Cedar", 4000, False),
    ("0040XX CEDAR AVE", 4000, False),
    ("cuadra 4000 de la Cedar", 4000, False),
    ("Cedar cuadra 4000", 4000, False),
    ("Cedar Ave 4000 block", 4000, False),
    ("1500s of Lake", 1500, False),
    ("4012 Cedar Ave", 4000, True),
    ("4012 cedar", 4000, True),
    ("4012 S Cedar Ave", 4000, True),
    ("Cedar Ave 4012", 4000, True),
    ("Cedar Ave #4012", 4000, True),
    ("calle Lake 1515", 1500, True),
    ("Lake al 1515", 1500, True),
    ("12 Cedar Ave", 0, True),
]


@pytest.mark.parametrize(("text", "hundred", "of_house"), BLOCKS)
def test_a_house_number_is_reduced_to_its_block_the_moment_it_is_read(text, hundred, of_house):
    (block,) = block_mentions(*found_in(text))
    assert (block.hundred, block.of_house) == (hundred, of_house)
    assert "12" not in repr(block) or "4012" not in repr(block)


NO_BLOCKS = ["3 Cedar", "Cedar Ave 3 agents", "$4012 Cedar Ave", "853-37-1694", "394 38", "at 10:30 Cedar Ave"]


@pytest.mark.parametrize("text", NO_BLOCKS)
def test_other_numbers_beside_a_street_are_no_block(text):
    assert block_mentions(*found_in(text)) == []


def test_offsets_are_those_of_the_original_text():
    text = "🚨🚨 retén en la 𝟑𝟖 con  LÁKE\u200b STREET!"
    words, streets = found_in(text)
    spans = [text[words[s.first].start : words[s.last - 1].end] for s in streets]
    assert spans == ["𝟑𝟖", "LÁKE\u200b STREET"]


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_words_stand_in_order_inside_the_text(text):
    words = INDEX.without_glue(words_of(text))
    ends = [0]
    for word in words:
        assert word.text
        assert ends[-1] <= word.start or word.start >= 0
        assert 0 <= word.start < word.end <= len(text)
        ends.append(word.end)
    assert [word.start for word in words] == sorted(word.start for word in words)
