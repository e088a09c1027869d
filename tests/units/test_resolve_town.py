"""What residents of the sample town write, and the place, the question or the gap it leads to.

The town has north and south twins of its numbered streets, so that many bare corners exist twice.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.place import Hints, Missing, Outcome, Precision
from geo.point import Point, distance_m
from geo.resolve import Resolver


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Gazetteer:
    out = tmp_path_factory.mktemp("town") / "town.gazetteer"
    build(out, town_sources())
    return Gazetteer.open(out)


@pytest.fixture(scope="module")
def resolver(town) -> Resolver:
    return Resolver(town)


LAKE_AND_CHICAGO = "E Lake St & Chicago Ave S"
CORNERS = [
    # English chat
    ("lake & chicago", LAKE_AND_CHICAGO),
    ("3 unmarked suvs agents in vests stopping people lake & chicago rn", LAKE_AND_CHICAGO),
    ("ICE AT LAKE AND CHICAGO!!!", LAKE_AND_CHICAGO),
    ("at the corner of E Lake St. and S. Chicago Ave., 3 vans", LAKE_AND_CHICAGO),
    ("heads up: 2 trucks parked by the gas station on chicago near lake", LAKE_AND_CHICAGO),
    ("just now, intersection of East Lake Street and South Chicago Avenue", LAKE_AND_CHICAGO),
    ("Chicago/Lake", LAKE_AND_CHICAGO),
    ("ice @ lake n chicago", LAKE_AND_CHICAGO),
    ("Lake St Chicago Ave", LAKE_AND_CHICAGO),
    ("#LakeStreet and #ChicagoAve", LAKE_AND_CHICAGO),
    ("🚨🚨 lake\u200b & chicágo 🚨🚨", LAKE_AND_CHICAGO),
    ("𝐋𝐚𝐤𝐞 & 𝐂𝐡𝐢𝐜𝐚𝐠𝐨", LAKE_AND_CHICAGO),
    # Spanish and mixed
    ("hay migra en la Lake y la Chicago", LAKE_AND_CHICAGO),
    ("la migra en la esquina de la lake con chicago hace 10 minutos", LAKE_AND_CHICAGO),
    ("cuidado en la calle lake esquina con chicago, dos trocas negras", LAKE_AND_CHICAGO),
    ("los vi en la avenida chicago a la altura de lake", LAKE_AND_CHICAGO),
    ("andan los de ice cerca de Lake esq. Chicago right now", LAKE_AND_CHICAGO),
    # misspelled
    ("chicgo and lake", LAKE_AND_CHICAGO),
    ("lake st & chigago", LAKE_AND_CHICAGO),
    ("lakest & chicagoave", LAKE_AND_CHICAGO),
    ("chicag oave and lake", LAKE_AND_CHICAGO),
    ("cheecago y lake", LAKE_AND_CHICAGO),
    ("chi & lake", LAKE_AND_CHICAGO),  # cut short
    ("3 suvs at lake and chic", LAKE_AND_CHICAGO),
    # in a form
    ("S: 3 agents\nA: stopping cars\nL: Lake & Chicago\nU: vests\nT: 10:30am\nE: 2 SUVs", LAKE_AND_CHICAGO),
    # ordinals, directions, types
    ("11th st s and 2 ave s", "11th St S & 2nd Ave S"),
    ("eleventh street & second avenue", "11th St S & 2nd Ave S"),
    ("la calle once con la avenida 2", "11th St S & 2nd Ave S"),
    ("5th St N & Main Ave N", "5th St N & Main Ave N"),
    ("north 5th and main ave north", "5th St N & Main Ave N"),
    # saint, MLK, highways, old names, a diagonal
    ("MLK & bluestem", "Bluestem Blvd & Martin Luther King Jr Blvd"),
    ("the diagonal and mlk", "Bluestem Blvd & Martin Luther King Jr Blvd"),
    ("Martin Luther King Jr. Blvd / Old Fort Rd", "Bluestem Blvd & Martin Luther King Jr Blvd"),
    ("hwy 17 and lake", "E Lake St & Hwy 17"),
    ("County Road 9 & Chicago Ave", LAKE_AND_CHICAGO),
    # where it went counts less than where it is
    ("from Lake & Chicago heading to Lake & Main", LAKE_AND_CHICAGO),
]


@pytest.mark.parametrize(("text", "label"), CORNERS)
def test_a_corner_is_found_in_what_people_write(resolver, text, label):
    found = resolver.resolve(text)
    assert found.outcome is Outcome.RESOLVED, found
    assert (found.place.label, found.place.precision) == (label, Precision.CROSSING)


ASKED = [
    # bare numbered corners exist north and south of Main
    ("Main & 5th", {"Old Mill", "Orchard Hill"}),
    ("ice at main y 5", {"Old Mill", "Orchard Hill"}),
    ("la esquina de la main con la 5", {"Old Mill", "Orchard Hill"}),
    # one name, two public places
    ("outside St Anselm", {"Southfield", "Cannery"}),
    # two corners in one message: a person says which
    ("at Lake & Chicago, now at Ferry & 7th", {"Lakeside", "Cannery"}),
]


@pytest.mark.parametrize(("text", "neighborhoods"), ASKED)
def test_what_exists_twice_is_asked_about_by_neighborhood(resolver, text, neighborhoods):
    found = resolver.resolve(text)
    assert found.outcome is Outcome.AMBIGUOUS
    assert found.place is None
    assert found.confidence == 0
    assert {candidate.place.neighborhood for candidate in found.candidates} == neighborhoods
    assert all(candidate.place.neighborhood in candidate.label for candidate in found.candidates)
    assert len({candidate.label for candidate in found.candidates}) == len(found.candidates)


def test_a_way_from_one_corner_to_another_is_no_stretch_between_the_halves_of_a_street(resolver):
    found = resolver.resolve("from lake and chicago to lake and main")
    assert found.outcome is Outcome.AMBIGUOUS
    assert {c.place.label for c in found.candidates} == {"E Lake St & Chicago Ave S", "Lake St & Main Ave S"}


def test_never_more_than_four_options(resolver, town):
    names = ("2nd", "3rd", "4th", "5th", "6th", "7th", "8th")
    counts = [len(resolver.resolve(f"{a} and {b}").candidates) for a in names for b in names]
    assert max(counts) == 4


def test_corners_of_twins_a_block_apart_stay_two(resolver):
    found = resolver.resolve("4th and 5th, northgate")
    assert {c.place.label for c in found.candidates} == {"4th St N & 5th Ave N", "5th St N & 4th Ave N"}


def test_both_halves_of_a_street_at_one_corner_are_one_place(resolver):
    found = resolver.resolve("main and lake")
    assert (found.outcome, found.place.label) == (Outcome.RESOLVED, "Lake St & Main Ave S")


TIPPED = [
    ("Main & 5th in Old Mill", Hints(), "5th St N & Main Ave N"),  # a neighborhood beside it
    ("Main & 5th, old mill", Hints(), "5th St N & Main Ave N"),
    ("Main & 5th on the north side", Hints(), "5th St N & Main Ave N"),  # a part of town
    ("Main & 5th en el sur", Hints(), "5th St S & Main Ave S"),
    ("Main & 5th", Hints(neighborhoods=("Orchard Hill",)), "5th St S & Main Ave S"),
    ("Main & 5th", Hints(neighborhoods=("orchard hill",)), "5th St S & Main Ave S"),
]


@pytest.mark.parametrize(("text", "hints", "label"), TIPPED)
def test_a_hint_tips_the_balance_between_equals(resolver, text, hints, label):
    found = resolver.resolve(text, hints=hints)
    assert (found.outcome, found.place.label) == (Outcome.RESOLVED, label)


def test_a_place_chosen_before_in_the_conversation_tips_too(resolver):
    before = resolver.resolve("5th St N & Main Ave N").place
    found = resolver.resolve("main and 6th", hints=Hints(near=before.point))
    assert found.place.label == "6th St N & Main Ave N"


def test_a_hint_creates_nothing_and_overrules_nothing(resolver):
    elsewhere = Hints(neighborhoods=("Westbank",), near=Point(47.10, -106.60))
    assert resolver.resolve("hello", hints=elsewhere).outcome is Outcome.UNRESOLVED
    assert resolver.resolve("lake & chicago", hints=elsewhere).place.label == LAKE_AND_CHICAGO
    assert resolver.resolve("Main & 5th", hints=elsewhere).outcome is Outcome.AMBIGUOUS


BLOCKS = [
    ("500 block of Main Ave N", "500 block of Main Ave N"),
    ("5xx Main Ave N", "500 block of Main Ave N"),
    ("the 500 blk of north main avenue", "500 block of Main Ave N"),
    ("cuadra 500 de la avenida main norte", "500 block of Main Ave N"),
    ("they are at 512 Main Ave N apt 3", "500 block of Main Ave N"),
    ("vivo en 512 Main Ave N, están en el pasillo", "500 block of Main Ave N"),
    ("Main Ave N 512", "500 block of Main Ave N"),
    ("Main Ave N #512", "500 block of Main Ave N"),
    ("knocking at 27 Main Ave N right now", "first block of Main Ave N"),
]


@pytest.mark.parametrize(("text", "label"), BLOCKS)
def test_a_block_and_a_house_lead_to_the_block(resolver, text, label):
    found = resolver.resolve(text)
    assert found.outcome is Outcome.RESOLVED
    assert (found.place.label, found.place.precision) == (label, Precision.BLOCK)


@pytest.mark.parametrize("number", ["512", "537", "27", "1013"])
def test_a_house_number_is_nowhere_in_the_answer(resolver, number):
    for text in (f"they took him from {number} Main Ave N", f"{number} main", f"Main Ave S #{number} apt {number}"):
        assert number not in repr(resolver.resolve(text))


def test_a_block_in_both_halves_of_town_is_asked_about(resolver):
    found = resolver.resolve("512 main")
    assert {c.place.label for c in found.candidates} == {"500 block of Main Ave N", "500 block of Main Ave S"}


NAMED = [
    ("outside Alder Ferry HS", "Alder Ferry High School"),
    ("agents outside alder ferry high", "Alder Ferry High School"),
    ("afhs", "Alder Ferry High School"),  # an alternative name of the source
    ("la escuela juniper", "Juniper Elementary School"),
    ("migra afuera de la primaria Lakeside", "Lakeside Elementary School"),
    ("clinica santa lucia", "Clínica Santa Lucía"),
    ("St. Anselm Church", "St Anselm Church"),
    ("the church st anselm", "St Anselm Church"),
    ("vans at riverbend clinic", "Riverbend Clinic"),
    ("afuera de la espiga", "Supermercado La Espiga"),
    ("the packing house", "Prairie Packing Plant"),  # from the alias file
    ("alder county court house", "Alder County Courthouse"),
    ("at mirror lake park near the water", "Mirror Lake Park"),
    ("en el parque mirror lake", "Mirror Lake Park"),
    ("at rivrbend clinic", "Riverbend Clinic"),  # misspelled beside its kind
]


@pytest.mark.parametrize(("text", "label"), NAMED)
def test_a_public_place_is_found_by_its_name_or_the_telling_part(resolver, text, label):
    found = resolver.resolve(text)
    assert found.outcome is Outcome.RESOLVED
    assert (found.place.label, found.place.precision) == (label, Precision.NAMED)


def test_a_place_carries_its_kind_so_that_sensitive_ones_are_known(resolver):
    assert resolver.resolve("outside Alder Ferry HS").place.sensitive
    assert not resolver.resolve("the packing house").place.sensitive


def test_names_are_matched_before_streets_the_longest_first(resolver):
    """Mirror Lake Park holds the name of Lake St, and Lake Street Bridge its whole name with the type."""
    assert resolver.resolve("2nd, Mirror Lake Park").place.label == "Mirror Lake Park"
    assert resolver.resolve("lake street bridge and ferry").place.label == "Lake Street Bridge"


AREAS = [
    ("in Orchard Hill", Precision.AREA, "Orchard Hill"),
    ("orchard hill neighborhood", Precision.AREA, "Orchard Hill"),
    ("en el barrio Westbank", Precision.AREA, "Westbank"),
    ("they are in la orilla", Precision.AREA, "Westbank"),
    ("The Flats", Precision.AREA, "Cannery"),
    ("Lake St in Lakeside", Precision.STREET, "Lakeside"),
    ("on main ave, old mill area", Precision.STREET, "Old Mill"),
    ("main ave in orchard", Precision.STREET, "Orchard Hill"),  # also a street, but not after "in"
]


@pytest.mark.parametrize(("text", "precision", "neighborhood"), AREAS)
def test_a_neighborhood_is_found_alone_and_with_a_street(resolver, text, precision, neighborhood):
    found = resolver.resolve(text)
    assert found.outcome is Outcome.RESOLVED
    assert (found.place.precision, found.place.neighborhood) == (precision, neighborhood)


BETWEEN = [
    "Lake between Main and Juniper",
    "on lake st. between juniper and main",
    "la Lake entre la Main y la Juniper",
    "lake from main to juniper",
    "lake b/t main & juniper",
    "lake b/w main and juniper",
    "en medio de main y juniper sobre la lake",
    "between main and juniper on lake",
    "entre main y juniper en la lake",
]


@pytest.mark.parametrize("text", BETWEEN)
def test_a_street_between_two_others_is_the_stretch_between_them(resolver, text):
    found = resolver.resolve(text)
    ends = [resolver.resolve(corner).place.point for corner in ("lake & main", "lake & juniper")]
    assert found.place.precision is Precision.BLOCK
    assert all(distance_m(found.place.point, end) <= distance_m(*ends) for end in ends)


MISSING = [
    ("ICE on Lake St right now", Missing.CROSS_STREET, ("Lake St",)),
    ("Lake St", Missing.CROSS_STREET, ("Lake St",)),
    ("en la calle Orchard", Missing.CROSS_STREET, ("Orchard St",)),
    ("12th St S & Birch Ave", Missing.NO_CROSSING, ("12th St S", "Birch Ave")),
    ("hola", Missing.NOTHING_FOUND, ()),
    ("see https://www.facebook.com/lake/chicago", Missing.NOTHING_FOUND, ()),  # words in links name nothing seen
    ("write to lake@chicago.com", Missing.NOTHING_FOUND, ()),
    ("", Missing.NOTHING_FOUND, ()),
    ("I saw 2 agents 10 minutes ago, 4 cars", Missing.NOTHING_FOUND, ()),
    ("call me at 555-0143, my name is Main", Missing.NOTHING_FOUND, ()),
    ("https://maps.app.goo.gl/AbCd12", Missing.SHORT_LINK, ()),
    ("///filled.count.soap", Missing.SHORT_LINK, ()),
    ("ICE on Lake St https://maps.app.goo.gl/AbCd12", Missing.SHORT_LINK, ("Lake St",)),
    ("40.71280, -74.00600", Missing.OUTSIDE, ()),
    ("https://maps.google.com/maps?q=40.7128%2C-74.0060", Missing.OUTSIDE, ()),
]


@pytest.mark.parametrize(("text", "missing", "understood"), MISSING)
def test_what_is_missing_is_said_with_what_was_understood(resolver, text, missing, understood):
    found = resolver.resolve(text)
    assert (found.outcome, found.missing, found.understood) == (Outcome.UNRESOLVED, missing, understood)
    assert (found.place, found.candidates, found.confidence) == (None, (), 0)


POSITIONS = [
    "{lat}, {lon}",
    "vans at {lat},{lon} now",
    "https://maps.google.com/maps?q={lat}%2C{lon}",
    "https://maps.google.com/maps?q={lat_comma}%2C{lon_comma}",
    "geo:{lat},{lon}",
    "https://www.openstreetmap.org/#map=18/{lat}/{lon}",
    "Lake & Chicago {lat}, {lon}",  # a position says it more exactly than words
]


@pytest.mark.parametrize("form", POSITIONS)
def test_a_position_is_moved_to_its_crossing_and_never_shown(resolver, town, form):
    corner = resolver.resolve("5th St N & Main Ave N").place
    lat, lon = f"{corner.point.lat + 0.00017:.6f}", f"{corner.point.lon - 0.00013:.6f}"
    commas = {"lat_comma": lat.replace(".", ","), "lon_comma": lon.replace(".", ",")}
    found = resolver.resolve(form.format(lat=lat, lon=lon, **commas))
    assert found.place.anchor == corner.anchor
    assert found.place.point == corner.point
    assert lat not in repr(found)
    assert lon not in repr(found)
    assert found.spans == ()


def test_a_pin_decides_over_the_text_and_is_never_shown(resolver):
    corner = resolver.resolve("5th St N & Main Ave N").place
    pin = Point(corner.point.lat + 0.0002, corner.point.lon)
    found = resolver.resolve("lake & chicago", pin=pin)
    assert found.place.anchor == corner.anchor
    assert repr(pin.lat) not in repr(found)
    assert resolver.resolve("", pin=Point(40.7, -74.0)).missing is Missing.OUTSIDE


def test_a_link_that_names_a_corner_is_read_as_words(resolver):
    found = resolver.resolve("see https://maps.google.com/?q=Lake+St+and+Chicago+Ave")
    assert found.place.label == LAKE_AND_CHICAGO
    assert found.spans == ()
    house = resolver.resolve("https://maps.google.com/?q=512+Main+Ave+N,+Alder+Ferry")
    assert house.place.label == "500 block of Main Ave N"
    assert "512" not in repr(house)


SPANS = [
    ("ana saw them at lake & chicago", ["lake", "chicago"]),
    ("🚨 E Lake St. y Chicágo Ave 🚨", ["E Lake St", "Chicágo Ave"]),
    ("at 512 Main Ave N apt 3", ["Main Ave N"]),  # never the number
    ("ICE on Lake St", ["Lake St"]),  # unresolved, but it is a street
    ("outside St Anselm Church", ["St Anselm Church"]),
    ("my teacher Mrs. Juniper told me", []),  # a bare word may be a person
    ("Linden and Sumac are my kids", []),
    ("tell Cedar to call", []),
    ("hello", []),
]


@pytest.mark.parametrize(("text", "spans"), SPANS)
def test_only_words_used_as_places_are_marked_and_by_their_place_in_the_original(resolver, text, spans):
    assert [text[start:end] for start, end in resolver.resolve(text).spans] == spans


def test_the_why_tells_an_operator_what_matched_and_why_it_was_asked(resolver):
    why = "\n".join(resolver.resolve("Main & 5th").why)
    assert "crossing" in why
    assert "5th St N & Main Ave N (Old Mill): 0.90" in why
    assert "ask" in why


def test_the_same_text_gives_the_same_answer(resolver, town):
    texts = [text for text, _ in CORNERS]
    assert [resolver.resolve(t) for t in texts] == [Resolver(town).resolve(t) for t in texts]


WORDS = st.sampled_from(
    [
        "lake",
        "chicago",
        "main",
        "5th",
        "5",
        "8th",
        "juniper",
        "ave",
        "st",
        "n",
        "s",
        "e",
        "w",
        "and",
        "&",
        "y",
        "con",
        "en",
        "la",
        "el",
        "de",
        "esquina",
        "between",
        "entre",
        "near",
        "@",
        "/",
        "block",
        "500",
        "512",
        "orchard",
        "hill",
        "school",
        "church",
        "st.",
        "MLK",
        "hwy",
        "17",
        "the",
        "in",
        ",",
        ".",
        "\n",
        "10",
        "minutes",
        "agents",
        "#3",
        "44.9",
        "°",
        "'n'",
    ]
)


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_mixture_of_telling_words_gets_a_sound_answer(resolver, text):
    assert_sound_answer(resolver, text)


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_any_text_gets_a_sound_answer(resolver, text):
    assert_sound_answer(resolver, text)


@pytest.mark.parametrize(
    "text", ["lake & " * 800, "38 " * 2000, "park and " * 600, "é" * 5000, "/" * 5000, "4000 block of " * 400]
)
def test_a_very_long_message_gets_an_answer_too(resolver, text):
    assert_sound_answer(resolver, text)


def assert_sound_answer(resolver: Resolver, text: str) -> None:
    found = resolver.resolve(text)
    assert (found.place is not None) == (found.outcome is Outcome.RESOLVED)
    assert (2 <= len(found.candidates) <= 4) == (found.outcome is Outcome.AMBIGUOUS)
    assert (found.missing is not None) == (found.outcome is Outcome.UNRESOLVED)
    assert 0 <= found.confidence <= 1
    assert all(0 <= start < end <= len(text) for start, end in found.spans)
    assert list(found.spans) == sorted(found.spans)
