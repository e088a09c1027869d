"""Street habits the sample town has not: lettered and gridded streets, quadrants, Spanish names, twins of numbers."""

import pytest

from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.place import Outcome, Precision, Resolution
from geo.readings.message import FIRST_WORDS, LAST_WORDS, Lexicon, read_message
from geo.resolve import Resolver
from geo.streetnames import ordinal
from tests.gridcity import Grid, Line, built
from tests.osm_fixture import write_osm

SIDES = (("N", 0), ("E", 20), ("S", 40))
QUADRANTS = Grid(
    across=(
        *(Line(f"{letter} St NW", at, -20, 0) for at, letter in enumerate("ABCDEFGHIK", 1)),
        *(Line(f"{letter} St SE", -at, 0, 20) for at, letter in enumerate("ABCDEFGHIK", 1)),
        Line("Florida Ave NW", 11.5, -20, 0),
    ),
    along=(
        *(Line(f"{ordinal(n)} St NW", -n, 0.5, 12) for n in range(1, 20)),
        *(Line(f"{ordinal(n)} St SE", n, -12, -0.5) for n in range(1, 20)),
        Line("Georgia Ave NW", -7.5, 1, 12),
        Line("Martin Luther King Jr Ave SE", 9.5, -12, -1),
    ),
)
GRID = Grid(
    across=(
        *(Line(f"{100 * n} South", -n, -12, 12) for n in range(1, 40)),
        *(Line(f"{100 * n} North", n, -12, 12) for n in range(1, 10)),
        Line("South Temple", 0, -12, 12),
    ),
    along=(
        *(Line(f"{100 * n} East", n, -40, 10) for n in range(1, 14)),
        *(Line(f"{100 * n} West", -n, -40, 10) for n in range(1, 12)),
        Line("State Street", 0.5, -40, 10),
    ),
)
COAST = Grid(
    across=(
        *(Line(f"{ordinal(n)} St", n, -3, 12) for n in range(1, 40)),
        Line("International Blvd", 0, -3, 60),
        Line("E 18th St", 2.5, 14, 60),
        Line("E Pine St", 3.5, 0, 40),
        Line("Los Feliz Blvd", 41, -3, 60),
        Line("San Pablo Ave", 43, -3, 60),
        Line("Cesar E Chavez Ave", 44, -3, 60),
        Line("El Segundo Blvd", 45, -3, 60),
    ),
    along=(
        *(Line(name, at, -3, 50) for at, name in enumerate(("Adeline St", "Market St", "Martin Luther King Jr Way"))),
        Line("Telegraph Ave", 4, -3, 50),
        *(Line(f"{ordinal(n)} Ave", 14 + n, -3, 6) for n in range(1, 40)),
        *(Line(f"N Avenue {n}", n, 40, 50) for n in range(20, 50)),
        Line("Avenida de las Americas", -2, -3, 50),
        Line("Saint Andrews Pl", 6, -3, 50),
    ),
    places=(
        ("Fruitvale Station", "station", 30, 0),
        ("On the Plaza", "park", 5, 20),
        ("Mercadito", "marketplace", 5, 28),
        ("St. Anthony Adeline Theatre", "theatre", -2, 30),
    ),
)

DISTRICTS = Grid(
    across=tuple(Line(f"{ordinal(n)} St {side}", y + n, 0, 9) for side, y in SIDES for n in (2, 3, 4)),
    along=tuple(Line(f"{ordinal(n)} Ave {side}", n, y, y + 9) for side, y in SIDES for n in (2, 3, 4)),
)


@pytest.fixture(scope="module")
def cities(tmp_path_factory) -> dict[str, Gazetteer]:
    named = {"quadrants": QUADRANTS, "grid": GRID, "coast": COAST, "districts": DISTRICTS}
    return {name: built(grid, tmp_path_factory.mktemp(name)) for name, grid in named.items()}


@pytest.fixture(scope="module")
def resolvers(cities) -> dict[str, Resolver]:
    return {name: Resolver(city) for name, city in cities.items()}


FOUND = [
    # letters that are words in talk: streets beside a connector and a street
    ("quadrants", "agents at I St NW and 16th", "16th St NW & I St NW"),
    ("quadrants", "E and Florida", None),  # both run the same way
    ("quadrants", "a & georgia, 2 vans", "A St NW & Georgia Ave NW"),
    ("quadrants", "georgia/e", "E St NW & Georgia Ave NW"),
    ("quadrants", "la migra en la e con georgia", "E St NW & Georgia Ave NW"),
    ("quadrants", "mlk and d", "D St SE & Martin Luther King Jr Ave SE"),
    ("quadrants", "5th & k southeast", "5th St SE & K St SE"),
    ("quadrants", "I saw them & a friend", None),
    ("quadrants", "he gave me an a and i left", None),
    ("quadrants", "a by georgia", "A St NW & Georgia Ave NW"),
    ("quadrants", "agents on georgia and e right now", "E St NW & Georgia Ave NW"),
    ("quadrants", "d, georgia", "D St NW & Georgia Ave NW"),
    # the same letters are words where the next word leans on them
    ("quadrants", "they were on georgia and a van drove off", None),
    ("quadrants", "ICE on georgia at a house", None),
    ("quadrants", "agents on georgia and i think they left", None),
    ("quadrants", "la migra esta en georgia y a mi me da miedo", None),
    ("quadrants", "agents on georgia and b safe", None),
    ("quadrants", "a, georgia", None),
    ("quadrants", "vans went by, d, georgia told me", None),
    # streets called by their distance from the middle
    ("grid", "3300 South & 900 East", "3300 S & 900 E"),
    ("grid", "3300 s 900 e", "3300 S & 900 E"),
    ("grid", "ice on 3300 so and state", "State St & 3300 S"),
    ("grid", "13th south and state st", "State St & 1300 S"),
    ("grid", "400 north n 400 east, 2 trucks", "400 E & 400 N"),
    ("grid", "la 3300 sur con la 900 este", "3300 S & 900 E"),
    ("grid", "1300 people went south", None),
    # connectors and habits of chat
    ("coast", "ice at Telegraph Ave.\n28th St", "28th St & Telegraph Ave"),
    ("coast", "adeline st", None),  # a "st" after a street's name is no saint of a theatre's
    ("coast", "they left telegraph.\n28th is clear", None),
    ("coast", "telegraph &\n28th\n4 agents", "28th St & Telegraph Ave"),
    ("coast", "just past telegraph on 28th", "28th St & Telegraph Ave"),
    ("coast", "estan en telegraph casi con 28", "28th St & Telegraph Ave"),
    ("coast", "acaban de llegar a la telegraph y 28 unos 5 agentes", "28th St & Telegraph Ave"),
    ("coast", "28 esq telegraph", "28th St & Telegraph Ave"),
    ("coast", "enfrente de la telegraph con 28", "28th St & Telegraph Ave"),
    ("coast", "TELEGRAPH AND 28TH!!! BE CAREFUL", "28th St & Telegraph Ave"),
    ("coast", "calle28 y telegraph", "28th St & Telegraph Ave"),
    ("coast", "38and telegraph", "38th St & Telegraph Ave"),
    ("coast", "la migra en telegraph i 28", "28th St & Telegraph Ave"),
    ("coast", "tercera y telegraph", "3rd St & Telegraph Ave"),
    ("coast", "calle quinta con telegraph", "5th St & Telegraph Ave"),
    ("coast", "2 blocks south of 28th on telegraph", "28th St & Telegraph Ave"),
    ("coast", "telegraph just north of 28th", "28th St & Telegraph Ave"),
    ("coast", "martinlutherkingjr and 30th", "30th St & Martin Luther King Jr Way"),
    ("coast", "standrews and losfeliz", "Los Feliz Blvd & Saint Andrews Pl"),
    ("coast", "10th and adelin rn", "10th St & Adeline St"),
    ("coast", "MLK Way & 30th", "30th St & Martin Luther King Jr Way"),
    ("coast", "los feliz - avenue 33: agents knocking on doors", "N Avenue 33 & Los Feliz Blvd"),
    ("coast", "Avenue 44 & el segundo", "N Avenue 44 & El Segundo Blvd"),
    ("coast", "migra avenue 44 y chavez", "N Avenue 44 & Cesar E Chavez Ave"),
    ("coast", "avenida de las americas y san pablo", "Avenida de las Americas & San Pablo Ave"),
    ("coast", "st andrews and los feliz", "Los Feliz Blvd & Saint Andrews Pl"),
    ("coast", "international y la 23", "23rd Ave & International Blvd"),
    ("coast", "ice on market and 25th", "25th St & Market St"),  # "On the Plaza" is another place
    ("coast", "two men with vests mercadito on 28th", "Mercadito"),
    ("coast", "2 vans on 18th and telegraph, 1 on the plaza", "18th St & Telegraph Ave"),
]


@pytest.mark.parametrize(("city", "text", "label"), FOUND)
def test_a_corner_is_found_whatever_a_citys_streets_are_called(resolvers, city, text, label):
    found = resolvers[city].resolve(text)
    assert (found.place.label if found.place else None) == label, found
    assert found.outcome is (Outcome.RESOLVED if label else Outcome.UNRESOLVED)


ASKED = [
    ("quadrants", "corner of e and 13th", {"13th St NW & E St NW", "13th St SE & E St SE"}),
    ("grid", "9th and 9th", {"900 E & 900 S", "900 E & 900 N", "900 N & 900 W", "900 S & 900 W"}),
    ("grid", "1240 W 900 South", {"1200 block of 900 S"}),
    # types that Spanish says loosely of numbers
    ("districts", "calle 2 N con avenida 4 N", {"2nd St N & 4th Ave N", "4th St N & 2nd Ave N"}),
    ("districts", "av 4 N y calle 2 N", {"2nd St N & 4th Ave N", "4th St N & 2nd Ave N"}),
    # three streets in a row
    ("coast", "telegraph/28th/market", {"28th St & Telegraph Ave", "28th St & Market St"}),
    # a house, or a corner joined by an "and" of one letter
    ("coast", "15 E Pine St", {"100 block of E Pine St", "E Pine St & 15th Ave"}),
    ("districts", "3rd St & 3rd Ave", {f"3rd St {side} & 3rd Ave {side}" for side, _ in SIDES}),
]


@pytest.mark.parametrize(("city", "text", "labels"), ASKED)
def test_what_a_citys_numbering_repeats_is_asked_about(resolvers, city, text, labels):
    found = resolvers[city].resolve(text)
    assert found.outcome is Outcome.AMBIGUOUS
    assert {candidate.place.label for candidate in found.candidates} == labels
    assert len({candidate.place.anchor for candidate in found.candidates}) == len(found.candidates)


def test_a_number_that_may_be_a_houses_is_not_marked_as_a_streets_name(resolvers):
    text = "15 E Pine St"
    assert [text[start:end] for start, end in resolvers["coast"].resolve(text).spans] == ["E Pine St"]


def test_both_types_of_a_crossing_written_in_english_are_taken_at_their_word(resolvers):
    found = resolvers["districts"].resolve("2nd St N and 4th Ave N")
    assert (found.outcome, found.place.label) == (Outcome.RESOLVED, "2nd St N & 4th Ave N")


def test_a_block_at_both_ends_of_town_is_never_drawn_as_one(resolvers):
    places = [candidate.place for candidate in resolvers["grid"].resolve("1240 W 900 South").candidates]
    assert [place.precision for place in places] == [Precision.BLOCK] * 2
    assert all(place.radius_m < 300 for place in places)


def test_more_places_than_can_be_asked_about_are_counted_and_a_neighborhood_tells_them_apart(resolvers):
    found = resolvers["districts"].resolve("2nd and 3rd")
    assert (found.outcome, len(found.candidates), found.more) == (Outcome.AMBIGUOUS, 4, 2)
    beside = resolvers["districts"].resolve("2nd St and 3rd Ave, Quarter 1 41")
    assert (beside.place.label, beside.more) == ("2nd St S & 3rd Ave S", 0)


@pytest.mark.parametrize("name", ["quadrants", "coast", "districts"])
def test_the_same_city_as_openstreetmap_gives_the_same_answers(cities, resolvers, tmp_path, name):
    write_osm(cities[name], tmp_path / "city.osm")
    build(tmp_path / "osm.gazetteer", [tmp_path / "city.osm"])
    other = Resolver(Gazetteer.open(tmp_path / "osm.gazetteer"))
    for city, text, *_ in (*FOUND, *ASKED):
        if city == name:
            here, there = resolvers[name].resolve(text), other.resolve(text)
            assert _told(there) == _told(here), text


def _told(found: Resolution) -> tuple[Outcome, set[tuple[float, float]]]:
    places = [found.place] if found.place else [candidate.place for candidate in found.candidates]
    return found.outcome, {(round(p.point.lat, 4), round(p.point.lon, 4)) for p in places}


def test_a_long_message_is_read_at_its_beginning_and_its_end(cities, resolvers):
    filler = "they came back today and we do not know what is going on with all of it " * 40
    first = resolvers["coast"].resolve("telegraph and 28th " + filler)
    last = resolvers["coast"].resolve(filler[:3900] + " telegraph and 28th")
    assert (first.outcome, first.place) == (Outcome.RESOLVED, last.place)
    assert len(read_message("x/y " * 1000, Lexicon.of(cities["coast"])).words) == FIRST_WORDS + LAST_WORDS
