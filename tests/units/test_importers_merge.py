"""Several sources become one city: what agrees is joined, what does not is reported."""

import pytest

from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import BuildOptions, SourceOptions, build
from geo.point import Point
from tests.source_files import features

STREETS = features(
    ({"name": "Lake St", "city": "Elmwood"}, "LineString", [[-93.0, 45.0], [-92.99, 45.0]]),
    ({"name": "Lake St", "city": "Elmwood"}, "LineString", [[-92.99, 45.0], [-92.98, 45.0]]),
    ({"name": "Calhoun Pkwy", "city": "Elmwood"}, "LineString", [[-92.99, 45.0], [-92.99, 45.02]]),
    ({"name": "Oak Ave N", "city": "Elmwood"}, "LineString", [[-92.98, 45.0], [-92.98, 45.02]]),
    ({"name": "Mill St", "city": "Elmwood"}, "LineString", [[-92.99, 45.02], [-92.98, 45.02]]),
)


@pytest.fixture
def built(tmp_path):
    def build_it(options=None, **texts):
        files = []
        for name, text in texts.items():
            files.append(tmp_path / name.replace("__", "."))
            files[-1].write_text(text, encoding="utf-8")
        report = build(tmp_path / "city.gazetteer", files, options=options)
        return Gazetteer.open(report.out), report

    return build_it


def corners(gazetteer: Gazetteer) -> set[str]:
    return {" & ".join(gazetteer.street(i).name for i in c.street_ids) for c in gazetteer.crossings}


def other_names(gazetteer: Gazetteer) -> set[tuple[str, str, str, str]]:
    return {(gazetteer.street(a.street_id).name, a.base, a.kind, a.direction) for a in gazetteer.aliases}


def test_a_stated_crossing_confirms_a_found_one(built):
    gazetteer, report = built(
        streets__geojson=STREETS,
        x__csv="street_1,street_2,latitude,longitude\nLake Street,Calhoun Parkway,45.0002,-92.9901\n",
    )
    assert len(gazetteer.crossings) == 4
    assert len(gazetteer.streets) == 4
    assert report.conflicts == ()
    assert {street.municipality for street in gazetteer.streets} == {"Elmwood"}


def test_a_stated_crossing_elsewhere_is_kept_and_reported(built):
    gazetteer, report = built(
        streets__geojson=STREETS,
        x__csv="street_1,street_2,latitude,longitude\nLake St,Calhoun Pkwy,45.01,-92.97\n",
    )
    assert len(gazetteer.crossings) == 5
    (conflict,) = report.conflicts
    assert conflict.file == "x.csv"
    assert "Lake St & Calhoun Pkwy lies 19" in str(conflict)


def test_a_crossing_of_a_street_only_the_table_knows_is_added(built):
    gazetteer, _ = built(
        streets__geojson=STREETS,
        x__csv="street_1,street_2,latitude,longitude\nOak,New Ln,45.01,-92.98\n",
    )
    assert "New Ln & Oak Ave N" in corners(gazetteer)  # "Oak" can only be the one street there is


def test_stops_teach_a_name_when_two_of_them_agree(built):
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon\n1,Lake St & Bde Maka Ska Pkwy,45.0003,-92.9902\n"
        "2,Mill St + Bde Maka Ska Pkwy,45.0202,-92.9898\n3,Lake St & Onceonly Ave,45.0,-92.98\n4,Depot,45.0,-92.98\n"
    )
    gazetteer, report = built(streets__geojson=STREETS, stops__txt=stops)
    assert other_names(gazetteer) == {("Calhoun Pkwy", "bde maka ska", "pkwy", "")}
    assert len(gazetteer.crossings) == 4
    assert (report.sources[1].info.kind, report.sources[1].skipped) == ("stops", 1)


def test_stops_add_a_crossing_the_lines_missed(built):
    gazetteer, _ = built(
        streets__geojson=STREETS,
        stops__txt="stop_id,stop_name,stop_lat,stop_lon\n1,Calhoun Pkwy & Oak Ave N,45.03,-92.985\n",
    )
    assert "Calhoun Pkwy & Oak Ave N" in corners(gazetteer)


def test_stops_alone_are_a_city_too(built):
    gazetteer, _ = built(
        stops__txt="stop_id,stop_name,stop_lat,stop_lon\n1,Lake St & Elm Ave,45.0,-93.0\n2,Depot,45.0,-93.1\n"
    )
    assert corners(gazetteer) == {"Elm Ave & Lake St"}


def test_an_alias_takes_from_its_street_what_it_leaves_open(built):
    gazetteer, report = built(
        streets__geojson=STREETS,
        names__toml='[streets]\n"The Strip" = "Oak Ave"\n"Bde Maka Ska" = "Calhoun Pkwy"\n"X" = "No Such St"\n',
    )
    assert other_names(gazetteer) == {
        ("Oak Ave N", "the strip", "ave", "n"),
        ("Calhoun Pkwy", "bde maka ska", "pkwy", ""),
    }
    assert [str(conflict) for conflict in report.conflicts] == [
        'names.toml: no street is called "No Such St"; "X" is left out'
    ]


def test_aliases_of_places_and_areas_and_new_places(built):
    ring = [[-93.0, 45.0], [-92.9, 45.0], [-92.9, 45.1], [-93.0, 45.0]]
    gazetteer, report = built(
        streets__geojson=STREETS,
        hoods__geojson=features(({"name": "Cedar-Riverside"}, "Polygon", [ring])),
        spots__geojson=features(({"name": "Karmel Square", "kind": "mall"}, "Point", [-92.99, 45.0])),
        names__toml=(
            '[places]\n"Karmel Mall" = "Karmel Square"\n"Gone" = "Nowhere Hall"\n'
            '"Tower" = { lat = 45.01, lon = -92.98, kind = "landmark", name = "Water Tower" }\n'
            '[areas]\n"West Bank" = "Cedar-Riverside"\n"Gone" = "Atlantis"\n'
        ),
    )
    assert {(p.name, p.kind, p.names) for p in gazetteer.named_places} == {
        ("Karmel Square", "market", ("karmel square", "karmel mall")),
        ("Water Tower", "landmark", ("water tower", "tower")),
    }
    assert gazetteer.areas[0].names == ("cedar riverside", "west bank")
    assert len(report.conflicts) == 2


def test_an_area_told_twice_is_kept_once_and_reported(built):
    ring = [[-93.0, 45.0], [-92.9, 45.0], [-92.9, 45.1], [-93.0, 45.0]]
    far = [[-118.0, 34.0], [-117.9, 34.0], [-117.9, 34.1], [-118.0, 34.0]]
    gazetteer, report = built(
        a__geojson=features(({"name": "Downtown"}, "Polygon", [ring])),
        b__geojson=features(({"name": "DOWNTOWN"}, "Polygon", [ring]), ({"name": "Harbor"}, "Polygon", [ring])),
        c__geojson=features(({"name": "Downtown"}, "Polygon", [far])),
    )
    assert [area.name for area in gazetteer.areas] == ["Downtown", "Downtown", "Harbor"]
    told = [str(conflict) for conflict in report.conflicts]
    assert any('b.geojson: neighborhood "Downtown" is also in a.geojson' in line for line in told)
    assert any("c.geojson: it lies 2" in line and "is it of the same city" in line for line in told)


def test_a_place_two_sources_put_far_apart_is_reported(built):
    _, report = built(
        a__geojson=features(({"name": "City Hall", "kind": "townhall"}, "Point", [-93.0, 45.0])),
        b__geojson=features(({"name": "City Hall", "kind": "townhall"}, "Point", [-93.1, 45.0])),
    )
    assert 'b.geojson: "City Hall" lies 7.9 km from the one in a.geojson; both are kept' in map(str, report.conflicts)


def test_a_town_only_one_source_tells_is_given_to_the_other(built):
    gazetteer, _ = built(
        streets__geojson=STREETS,
        more__geojson=features(({"name": "Lake Street"}, "LineString", [[-92.98, 45.0], [-92.97, 45.0]])),
    )
    (lake,) = [street for street in gazetteer.streets if street.base == "lake"]
    assert lake.municipality == "Elmwood"
    assert len(gazetteer.segments_of(lake.id)) == 3


def test_the_operator_can_name_the_town_of_a_whole_file(built):
    options = BuildOptions(every=SourceOptions(municipality="Ashford"))
    gazetteer, _ = built(options=options, x__csv="street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    assert {street.municipality for street in gazetteer.streets} == {"Ashford"}


def test_the_report_tells_how_much_of_the_city_has_a_neighborhood(tmp_path):
    report = build(tmp_path / "town.gazetteer", town_sources())
    assert report.coverage.neighborhoods == 8
    assert report.coverage.crossings_inside == 1.0
    assert 10 < report.coverage.neighborhoods_km2 < 20
    assert report.peak_memory_mb > 10
    assert report.coverage.box.contains(Point(47.1, -106.6))
