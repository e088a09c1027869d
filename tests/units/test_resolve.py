"""Rules of resolution that need a city made for them: divided roads, near misses, contradictions, twins."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Area, Crossing, Gazetteer, NamedPlace, Segment, Street, StreetAlias
from geo.lines import answer_lines, main
from geo.place import Hints, Missing, Outcome, Precision
from geo.point import Point
from geo.resolve import Resolver

DEGREE_M = 111_195.0


def at(east_m: float, north_m: float) -> Point:
    """A point so many metres east and north of the middle of a city on the equator, where degrees are square."""
    return Point(north_m / DEGREE_M, east_m / DEGREE_M)


def square(name: str, number: int, west_m: float, south_m: float, side_m: float = 1000.0) -> Area:
    ring = tuple(at(west_m + x * side_m, south_m + y * side_m) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)))
    return Area(number, name, "neighborhood", ((ring,),), (name.lower(),))


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(
        Gazetteer(
            streets=[
                Street(1, "E Lake St", "lake", "st", "e"),
                Street(2, "Chicago Ave", "chicago", "ave", ""),
                Street(3, "Cedar Ave", "cedar", "ave", ""),
                Street(4, "4th St N", "4th", "st", "n"),
                Street(5, "4th St S", "4th", "st", "s"),
                Street(6, "Elm Ave N", "elm", "ave", "n"),
                Street(7, "Elm Ave S", "elm", "ave", "s"),
                Street(8, "Plaza Rd", "plaza", "rd", ""),
                Street(9, "Ring Rd", "ring", "rd", ""),
                Street(10, "Olson Memorial Hwy", "olson memorial", "hwy", ""),
                Street(11, "Avenue L", "l", "ave", ""),
                Street(12, "42nd St", "42nd", "st", ""),
                Street(13, "42nd Ave", "42nd", "ave", ""),
                Street(14, "41st St", "41st", "st", ""),
                Street(15, "41st Ave", "41st", "ave", ""),
            ],
            aliases=[StreetAlias(3, "77", "hwy", "")],
            crossings=[
                Crossing(1, at(0, 0), (1, 2)),
                Crossing(2, at(40, 0), (1, 2)),  # the other side of a divided road
                Crossing(3, at(-900, 0), (1, 3)),
                Crossing(4, at(0, 9000), (4, 6)),
                Crossing(5, at(0, -600), (5, 7)),
                Crossing(6, at(500, 0), (1, 8)),
                Crossing(7, at(500, 90), (3, 9)),  # Plaza and Ring come within 90 m
                Crossing(8, at(700, 0), (1, 10)),
                Crossing(9, at(800, 0), (1, 11)),
                Crossing(10, at(2000, 0), (12, 15)),
                Crossing(11, at(2200, 0), (13, 14)),  # a block from its twin
                Crossing(12, at(0, 4000), (9, 2)),
                Crossing(13, at(0, -4000), (9, 2)),  # a ring crosses one street twice
            ],
            segments=[
                Segment(3, 4001, 4099, (at(-900, 300), at(-900, 400))),
                Segment(3, 4100, 4198, (at(-900, 400), at(-900, 500))),
            ],
            named_places=[
                NamedPlace(1, "Roosevelt High School", "school", at(300, 300), ("roosevelt high school",)),
                NamedPlace(2, "Cup Foods", "market", at(0, 60), ("cup foods",)),
                NamedPlace(3, "Cup Foods", "market", at(0, 9000), ("cup foods",)),
            ],
            areas=[
                square("Southside", 1, -1000, -1000, 2000),
                square("Webber - Camden", 2, -500, 8500),
                square("Ring", 3, 20_000, 20_000),
            ],
        )
    )


def test_the_two_sides_of_a_divided_road_are_one_place(resolver):
    found = resolver.resolve("lake and chicago")
    assert (found.outcome, found.place.label) == (Outcome.RESOLVED, "E Lake St & Chicago Ave")
    assert found.confidence == 1.0


def test_twins_named_alike_but_turned_around_are_two_places(resolver):
    assert resolver.resolve("42nd st & 41st ave").place.anchor == "x:10"
    assert resolver.resolve("42nd & 41st").outcome is Outcome.AMBIGUOUS


def test_a_corner_far_away_of_the_same_name_is_asked_about(resolver):
    found = resolver.resolve("4th and elm")
    assert {candidate.place.anchor for candidate in found.candidates} == {"x:4", "x:5"}
    assert [c.label for c in found.candidates] == [
        "4th St N & Elm Ave N (Webber - Camden)",
        "4th St S & Elm Ave S (Southside)",
    ]


def test_half_of_a_double_neighborhood_name_tells_twins_apart(resolver):
    assert resolver.resolve("4th & elm in camden").place.anchor == "x:4"
    assert resolver.resolve("4th & elm", hints=Hints(neighborhoods=("Southside",))).place.anchor == "x:5"


@pytest.mark.parametrize("text", ["ICE on ring", "ring", "agents near ring", "en la ring"])
def test_a_street_goes_before_the_neighborhood_called_like_it(resolver, text):
    found = resolver.resolve(text)
    assert (found.outcome, found.missing, found.understood) == (
        Outcome.UNRESOLVED,
        Missing.CROSS_STREET,
        ("Ring Rd",),
    )


@pytest.mark.parametrize("text", ["ICE in ring", "ring neighborhood", "barrio ring"])
def test_words_that_nobody_says_of_a_street_mean_the_neighborhood(resolver, text):
    assert resolver.resolve(text).place.precision is Precision.AREA


def test_corners_in_one_neighborhood_are_told_apart_by_their_side(resolver):
    found = resolver.resolve("ring rd and chicago ave")
    assert [c.label for c in found.candidates] == ["Chicago Ave & Ring Rd, N", "Chicago Ave & Ring Rd, S"]


def test_streets_that_nearly_meet_are_a_corner_of_less_certainty(resolver):
    found = resolver.resolve("Plaza Rd & Ring Rd")
    assert found.outcome is Outcome.RESOLVED
    assert 0.3 < found.confidence < 0.9


def test_the_wrong_half_of_town_is_never_taken_for_the_right_one(resolver):
    found = resolver.resolve("Elm Ave N & 4th St S")
    assert found.outcome is not Outcome.RESOLVED or found.confidence < 0.7


def test_a_direction_no_street_of_the_name_has_does_not_hinder(resolver):
    assert resolver.resolve("Lake St & Chicago Ave S").place.anchor == "x:1"


def test_a_street_is_known_by_another_name_and_by_its_telling_part(resolver):
    assert resolver.resolve("hwy 77 and lake").place.anchor == "x:3"
    assert resolver.resolve("olson and lake").place.anchor == "x:8"


def test_a_letter_is_a_street_beside_another(resolver):
    assert resolver.resolve("lake & L").place.anchor == "x:9"
    assert resolver.resolve("avenue L and lake").place.anchor == "x:9"


def test_a_better_spelled_corner_goes_before_a_misspelled_one(resolver):
    found = resolver.resolve("cedr and lake")
    assert found.place.anchor == "x:3"
    assert found.confidence < resolver.resolve("cedar and lake").confidence


def test_a_block_has_the_middle_of_its_segments(resolver):
    found = resolver.resolve("4012 Cedar Ave")
    assert (found.place.anchor, found.place.precision) == ("b:3:4000", Precision.BLOCK)
    assert abs(found.place.point.lat * DEGREE_M - 350) < 60


def test_a_block_that_does_not_exist_is_not_made_up(resolver):
    found = resolver.resolve("9000 block of Cedar Ave")
    assert (found.outcome, found.missing) == (Outcome.UNRESOLVED, Missing.CROSS_STREET)


def test_a_street_beside_a_shop_says_which_of_two(resolver):
    assert resolver.resolve("the Cup Foods on lake").place.anchor == "n:2"
    assert resolver.resolve("Cup Foods, Webber Camden").place.anchor == "n:3"
    assert resolver.resolve("at Cup Foods").outcome is Outcome.AMBIGUOUS


def test_a_short_form_of_a_kind_is_understood(resolver):
    assert resolver.resolve("outside Roosevelt HS").place.label == "Roosevelt High School"


def test_a_gazetteer_without_anything_still_answers():
    empty = Resolver(Gazetteer())
    for text in ("lake & chicago", "44.9484, -93.2581", "", "4012 cedar ave", "in Phillips"):
        assert empty.resolve(text).outcome is Outcome.UNRESOLVED


def test_lines_answer_in_order_one_object_a_message(resolver):
    out = io.StringIO()
    answer_lines(resolver, ["lake & chicago\n", "4th and elm\n", "\n", "Lake St\n"], out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["outcome"] for answer in answers] == ["resolved", "ambiguous", "unresolved", "unresolved"]
    assert answers[0]["label"] == "E Lake St & Chicago Ave"
    assert {"lat", "lon", "precision", "confidence"} <= answers[0].keys()
    assert all({"lat", "lon", "label"} <= candidate.keys() for candidate in answers[1]["candidates"])
    assert answers[3] == {
        "outcome": "unresolved", "confidence": 0.0, "missing": "cross_street", "understood": ["E Lake St"],
    }  # fmt: skip


def test_lines_of_a_file_that_is_no_gazetteer_end_in_one_clear_line(tmp_path, capsys):
    path = tmp_path / "city.gazetteer"
    path.write_text("not one")
    assert main(["--gazetteer", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@settings(max_examples=100)
@given(st.text(max_size=200), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_any_text_and_pin_gets_an_answer(resolver, text, lat, lon):
    for found in (resolver.resolve(text), resolver.resolve(text, pin=Point(lat, lon))):
        assert all(0 <= start < end <= len(text) for start, end in found.spans)


@pytest.fixture(scope="module")
def two_towns() -> Resolver:
    """Main and Oak meet in Ashford and in Burton, five kilometres apart; nobody drew neighborhoods."""
    return Resolver(
        Gazetteer(
            streets=[
                Street(1, "Main St", "main", "st", "", "Ashford"),
                Street(2, "Oak Ave", "oak", "ave", "", "Ashford"),
                Street(3, "Main St", "main", "st", "", "Burton Falls"),
                Street(4, "Oak Ave", "oak", "ave", "", "Burton Falls"),
            ],
            crossings=[Crossing(1, at(0, 0), (1, 2)), Crossing(2, at(0, 5000), (3, 4))],
            segments=[Segment(1, 100, 198, (at(0, 0), at(90, 0))), Segment(3, 100, 198, (at(0, 5000), at(90, 5000)))],
        )
    )


@pytest.mark.parametrize("text", ["2 vans at main and oak", "120 main st"])
def test_namesakes_in_two_towns_are_never_merged_and_are_told_apart_by_their_town(two_towns, text):
    found = two_towns.resolve(text)
    assert found.outcome is Outcome.AMBIGUOUS
    assert [candidate.label.rpartition(", ")[2] for candidate in found.candidates] == ["Ashford", "Burton Falls"]


@pytest.mark.parametrize(("town", "point"), [("Ashford", at(0, 0)), ("burton falls", at(0, 5000))])
def test_a_town_named_beside_a_corner_says_which(two_towns, town, point):
    assert two_towns.resolve(f"2 vans at main and oak in {town}").place.point == point


def test_a_house_on_a_street_whose_name_begins_like_another_ones_is_found_on_it():
    streets = [Street(1, "East River Rd", "east river", "rd", ""), Street(2, "E River Pkwy", "river", "pkwy", "e")]
    crossings = [Crossing(1, at(0, 0), (1, 2))]
    segments = [Segment(2, 300, 398, (at(0, 0), at(90, 0)))]
    found = Resolver(Gazetteer(streets=streets, crossings=crossings, segments=segments)).resolve("333 East River Pkwy")
    assert (found.outcome, found.place.label if found.place else "") == (Outcome.RESOLVED, "300 block of E River Pkwy")
