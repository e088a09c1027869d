"""Street names are read the same way wherever they come from, and shown as a city writes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.folding import fold
from geo.streetdisplay import display_name
from geo.streetnames import ParsedStreet, alternate_parses, ordinal, parse_street


@pytest.mark.parametrize(
    ("text", "base", "kind", "direction"),
    [
        ("CEDAR AVE S", "cedar", "ave", "s"),
        ("South Cedar Avenue", "cedar", "ave", "s"),
        ("avenida Cedar sur", "cedar", "ave", "s"),
        ("Lyndale Ave So", "lyndale", "ave", "s"),
        ("West Broadway", "broadway", "", "w"),  # no type: the direction still is one
        ("EAST RIVER PKWY", "river", "pkwy", "e"),
        ("5th St N.E.", "5th", "st", "ne"),
        ("42ND AVE NORTH EAST", "42nd", "ave", "ne"),
        ("St Anthony Pkwy", "saint anthony", "pkwy", ""),  # Saint in front, Street behind
        ("E St Paul Ave", "saint paul", "ave", "e"),
        ("Avenue N", "n", "ave", ""),  # a letter is a name, not a direction
        ("N St NW", "n", "st", "nw"),
        ("WEST ST", "west", "st", ""),  # something always remains
        ("North Ave", "north", "ave", ""),
        ("calle 38", "38th", "st", ""),
        ("la 38", "38th", "", ""),
        ("calle tercera", "3rd", "st", ""),
        ("avenida de la Playa", "playa", "ave", ""),
        ("thirty-eighth street", "38th", "st", ""),
        ("Second Ave", "2nd", "ave", ""),
        ("42th ave", "42nd", "ave", ""),
        ("19 1/2 AVE NE", "19 1/2", "ave", "ne"),
        ("MLK Blvd", "martin luther king", "blvd", ""),
        ("Dr. Martin Luther King Jr. Blvd", "martin luther king", "blvd", ""),
        ("HWY62", "62", "hwy", ""),
        ("EB HWY 62", "62", "hwy", ""),  # which way the traffic goes is no part of a name
        ("U.S. Highway 12", "12", "hwy", ""),
        ("I-94 W", "94", "i", "w"),
        ("INTERSTATE 35W NORTH", "35w", "i", "n"),
        ("County Road 35", "35", "cr", ""),
        ("CSAH 3", "3", "cr", ""),
        ("OLSON MEMORIAL HWY", "olson memorial", "hwy", ""),
        ("O'Brien Ln", "obrien", "ln", ""),
        ("Peñasco Ln", "penasco", "ln", ""),
        ("Boulevard des Moulins", "moulins", "blvd", ""),
        ("", "", "", ""),
    ],
)
def test_a_street_name_is_split_into_base_kind_and_direction(text, base, kind, direction):
    assert parse_street(text) == ParsedStreet(base, kind, direction)


def test_a_street_with_two_directions_is_also_found_under_the_one_people_say():
    assert parse_street("West River Pkwy N") == ParsedStreet("west river", "pkwy", "n")
    assert alternate_parses("West River Pkwy N") == (ParsedStreet("river", "pkwy", "w"),)
    assert alternate_parses("Lake St E") == ()


def test_numbered_routes_are_told_from_numbered_streets():
    assert parse_street("County Rd 5").is_route
    assert not parse_street("5th St").is_route
    assert not parse_street("Olson Memorial Hwy").is_route


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("EAST LAKE STREET", "E Lake St"),
        ("42ND AVE S", "42nd Ave S"),  # the order stays as the city has it
        ("MCKINLEY PL", "McKinley Pl"),
        ("O'HARA CT", "O'Hara Ct"),
        ("LAKE OF THE ISLES PKWY E", "Lake of the Isles Pkwy E"),
        ("Calle 38", "Calle 38"),
        ("Avenue C", "Avenue C"),
        ("Boulevard des Moulins", "Boulevard des Moulins"),
        ("INTERSTATE 35W", "I-35W"),
        ("COUNTY ROAD 3", "County Rd 3"),
        ("Peñasco Lane", "Peñasco Ln"),
        ("NORTH AVE", "North Ave"),
    ],
)
def test_a_street_is_shown_in_its_citys_order_with_short_types(text, shown):
    assert display_name(text) == shown


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_ordinals(number, word):
    assert ordinal(number) == word


def test_folding_forgets_case_accents_and_punctuation():
    assert fold("  Clínica SANTA-Lucía (U.S.) & Söhne ") == "clinica santa lucia us and sohne"


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_any_text_parses_to_a_base_when_it_has_a_word(text):
    parsed = parse_street(text)
    assert bool(parsed.base) <= bool(fold(text))
    assert display_name(text) is not None


@settings(max_examples=100)
@given(
    base=st.sampled_from(["lake", "38th", "saint anthony", "martin luther king", "obrien"]),
    kind=st.sampled_from(["st", "ave", "blvd", "pkwy"]),
    direction=st.sampled_from(["", "n", "sw"]),
    shout=st.booleans(),
)
def test_a_normalised_name_reads_as_itself(base, kind, direction, shout):
    text = f"{base} {kind} {direction}".strip()
    assert parse_street(text.upper() if shout else text) == ParsedStreet(base, kind, direction)
