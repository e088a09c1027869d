"""Whatever a city publishes becomes a gazetteer: kinds and columns are guessed, options override."""

import json
import shutil
import zipfile
from datetime import UTC, datetime

import pytest
import shapefile

from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import BuildOptions, Role, SourceKind, SourceOptions, build, ensure_built
from geo.point import Point, distance_m
from tests.source_files import WGS84, features, shape_zip


@pytest.fixture
def built(tmp_path):
    """Build from files given as name -> text, or from paths; returns the open gazetteer and the report."""

    def build_it(*paths, options=None, **texts):
        files = list(paths)
        for name, text in texts.items():
            path = tmp_path / name.replace("__", ".")
            path.write_text(text, encoding="utf-8")
            files.append(path)
        report = build(tmp_path / "city.gazetteer", files, options=options)
        return Gazetteer.open(report.out), report

    return build_it


def corners(gazetteer: Gazetteer) -> set[str]:
    return {" & ".join(gazetteer.street(i).name for i in c.street_ids) for c in gazetteer.crossings}


GRID = features(
    ({"name": "LAKE ST E"}, "LineString", [[-93.0, 45.0], [-92.99, 45.0]]),
    ({"name": "LAKE ST E"}, "LineString", [[-92.99, 45.0], [-92.98, 45.0]]),
    ({"name": "ELM AVE"}, "LineString", [[-92.99, 44.99], [-92.99, 45.0]]),
    ({"name": "ELM AVE"}, "LineString", [[-92.99, 45.0], [-92.99, 45.01]]),
)


def test_streets_that_share_an_end_make_a_crossing(built):
    gazetteer, report = built(streets__geojson=GRID)
    assert report.counts["crossings"] == 1
    assert corners(gazetteer) == {"Elm Ave & Lake St E"}
    assert gazetteer.crossings[0].point == Point(45.0, -92.99)


def test_streets_that_are_not_cut_at_crossings_are_cut_here(built):
    gazetteer, _ = built(
        streets__geojson=features(
            ({"name": "Lake St"}, "LineString", [[-93.0, 45.0], [-92.99, 45.0], [-92.98, 45.0]]),
            ({"name": "Elm Ave"}, "LineString", [[-92.99, 44.99], [-92.99, 45.0], [-92.99, 45.01]]),
        )
    )
    assert corners(gazetteer) == {"Elm Ave & Lake St"}
    assert [len(gazetteer.segments_of(street.id)) for street in gazetteer.streets] == [2, 2]


def test_ends_drawn_carelessly_still_meet(built):
    gazetteer, _ = built(
        streets__geojson=features(
            ({"name": "Lake St"}, "LineString", [[-93.0, 45.0], [-92.990004, 45.000004]]),
            ({"name": "Elm Ave"}, "LineString", [[-92.989996, 44.999996], [-92.99, 45.01]]),  # 1.1 m apart
            ({"name": "Oak Ave"}, "LineString", [[-93.0, 45.00004], [-93.0, 45.01]]),  # 4 m from Lake St
        )
    )
    assert corners(gazetteer) == {"Elm Ave & Lake St"}


def test_two_carriageways_are_one_crossing_in_their_middle(built):
    gazetteer, _ = built(
        streets__geojson=features(
            ({"name": "Park Ave"}, "LineString", [[-93.0, 45.0], [-93.0, 45.01]]),
            ({"name": "Park Ave"}, "LineString", [[-92.9996, 45.0], [-92.9996, 45.01]]),
            ({"name": "Elm St"}, "LineString", [[-93.001, 45.0], [-93.0, 45.0]]),
            ({"name": "Elm St"}, "LineString", [[-93.0, 45.0], [-92.9996, 45.0]]),
        )
    )
    (crossing,) = gazetteer.crossings
    assert crossing.point.lon == pytest.approx(-92.9998)


def test_the_halves_of_one_street_do_not_cross_each_other(built):
    gazetteer, _ = built(
        streets__geojson=features(
            ({"name": "Lake St W"}, "LineString", [[-93.0, 45.0], [-92.99, 45.0]]),
            ({"name": "Lake St E"}, "LineString", [[-92.99, 45.0], [-92.98, 45.0]]),
        )
    )
    assert len(gazetteer.crossings) == 0
    assert {street.direction for street in gazetteer.streets} == {"e", "w"}


def test_a_highway_over_a_street_makes_a_crossing_without_a_shared_node(built):
    gazetteer, _ = built(
        streets__geojson=features(
            ({"name": "Interstate 94"}, "LineString", [[-93.0, 45.0], [-92.9, 45.0]]),
            ({"name": "Cedar Ave"}, "LineString", [[-92.95, 44.99], [-92.95, 45.01]]),
            ({"name": "Elm Ave"}, "LineString", [[-92.94, 45.001], [-92.94, 45.01]]),
            ({"name": "Interstate 35"}, "LineString", [[-92.97, 44.99], [-92.97, 45.01]]),
        )
    )
    assert corners(gazetteer) == {"I-94 & Cedar Ave", "I-35 & I-94"}
    assert gazetteer.nearest_crossing(Point(45.0, -92.95))[1] < 1


def test_streets_that_only_pass_over_each_other_do_not_meet(built):
    gazetteer, _ = built(
        streets__geojson=features(
            ({"name": "Lake St"}, "LineString", [[-93.0, 45.0], [-92.9, 45.0]]),
            ({"name": "Cedar Ave"}, "LineString", [[-92.95, 44.99], [-92.95, 45.01]]),
        )
    )
    assert len(gazetteer.crossings) == 0


def test_ramps_and_driveways_are_no_streets(built):
    gazetteer, report = built(
        streets__geojson=features(
            ({"name": "Elm St"}, "LineString", [[-93.0, 45.0], [-92.99, 45.0]]),
            ({"name": "EB I94 TO ELM ST"}, "LineString", [[-93.0, 45.0], [-93.01, 45.0]]),
            ({"name": "DRIVEWAY"}, "LineString", [[-93.0, 45.0], [-93.0, 45.01]]),
            ({"name": None}, "LineString", [[-93.0, 45.0], [-93.0, 44.99]]),
        )
    )
    assert [street.name for street in gazetteer.streets] == ["Elm St"]
    assert report.sources[0].skipped == 3
    assert "row 2" in report.sources[0].first_skipped


PARTS = (
    "L_F_ADD,L_T_ADD,R_F_ADD,R_T_ADD,PREDIR,ST_NAME,ST_TYPE,SUFDIR,ALT_NAM1,CITYLEFT,CITYRIGT,the_geom\n"
    "1201,1299,1200,1298,,CEDAR,AVE,S,COUNTY ROAD 152,SPRINGFIELD,SPRINGFIELD,"
    '"LINESTRING (-93.0 45.0, -93.0 45.001)"\n'
    "0,0,0,0,E,38TH,ST,,,SPRINGFIELD,SHELBYVILLE,"
    '"MULTILINESTRING ((-93.0 45.0, -93.001 45.0))"\n'
)


def test_a_csv_with_names_in_parts_ranges_and_well_known_text(built):
    gazetteer, _ = built(streets__csv=PARTS)
    assert corners(gazetteer) == {"E 38th St & Cedar Ave S"}
    cedar = next(street for street in gazetteer.streets if street.base == "cedar")
    (segment,) = gazetteer.segments_of(cedar.id)
    assert (segment.low, segment.high) == (1200, 1299)
    assert [(alias.base, alias.kind) for alias in gazetteer.aliases] == [("152", "cr")]


def test_a_street_on_the_border_belongs_to_the_town_the_file_is_about(built):
    gazetteer, _ = built(streets__csv=PARTS)
    assert {street.municipality for street in gazetteer.streets} == {"Springfield"}


def test_namesakes_of_two_towns_stay_two_streets(built):
    gazetteer, _ = built(
        streets__geojson=features(
            ({"name": "Main St", "city": "Ashford"}, "LineString", [[-93.0, 45.0], [-92.99, 45.0]]),
            ({"name": "Main St", "city": "Burton"}, "LineString", [[-93.2, 45.0], [-93.19, 45.0]]),
        )
    )
    assert [(street.name, street.municipality) for street in gazetteer.streets] == [
        ("Main St", "Ashford"),
        ("Main St", "Burton"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\nLake St,Oak Ave,45.0,-93.01\n",
        "main;cross;where_y;where_x\nLake St;Elm Ave;45.0;-93.0\nLake St;Oak Ave;45.0;-93.01\n",
        "id\tintersection\tlat\tlng\n1\tLake St & Elm Ave\t45.0\t-93.0\n2\tLake St @ Oak Ave\t45.0\t-93.01\n",
        "STREET_NAME_1,STREET_NAME_2,CENTER_LAT,CENTER_LON\nLake St,Elm Ave,45.0,-93.0\nLake St,Oak Ave,45.0,-93.01\n",
        'on_street,cross_street,location\nLake St,Elm Ave,"(45.0, -93.0)"\nLake St,Oak Ave,"(45.0, -93.01)"\n',
        'STREET1,STREET2,Y,X\nLake St,Elm Ave,"45,0","-93,0"\nLake St,Oak Ave,"45,0","-93,01"\n',
    ],
    ids=["plain", "named otherwise", "one column", "named alike", "socrata", "decimal commas"],
)
def test_a_table_of_crossings_is_recognised(built, table):
    gazetteer, report = built(crossings__csv=table)
    assert report.sources[0].info.kind == "crossings"
    assert corners(gazetteer) == {"Elm Ave & Lake St", "Lake St & Oak Ave"}
    assert gazetteer.nearest_crossing(Point(45.0, -93.0))[1] < 1


def test_polygons_keep_holes_and_parts(built):
    hole = [[-92.98, 45.02], [-92.97, 45.02], [-92.97, 45.03], [-92.98, 45.03], [-92.98, 45.02]]
    outer = [[-93.0, 45.0], [-92.9, 45.0], [-92.9, 45.1], [-93.0, 45.1], [-93.0, 45.0]]
    island = [[-92.8, 45.0], [-92.79, 45.0], [-92.79, 45.01], [-92.8, 45.0]]
    gazetteer, _ = built(hoods__geojson=features(({"BDNAME": "LONGFELLOW"}, "MultiPolygon", [[outer, hole], [island]])))
    (area,) = gazetteer.areas
    assert (area.name, area.layer) == ("Longfellow", "neighborhood")
    assert [len(polygon) for polygon in area.polygons] == [2, 1]
    assert gazetteer.areas_near(Point(45.025, -92.975), 0) == ()
    assert gazetteer.areas_near(Point(45.05, -92.95), 0)


def test_esri_rings_are_sorted_into_polygons_and_holes_and_web_mercator_is_understood(built):
    esri = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 102100, "latestWkid": 3857},
        "features": [
            {
                "attributes": {"OBJECTID": 1, "NHOOD": "Harbor"},
                "geometry": {
                    "rings": [
                        [[0, 0], [0, 10_000], [10_000, 10_000], [10_000, 0], [0, 0]],
                        [[4_000, 4_000], [6_000, 4_000], [6_000, 6_000], [4_000, 6_000], [4_000, 4_000]],
                        [[20_000, 0], [20_000, 1_000], [21_000, 1_000], [20_000, 0]],
                    ]
                },
            }
        ],
    }
    gazetteer, _ = built(hoods__json=json.dumps(esri))
    (area,) = gazetteer.areas
    assert area.name == "Harbor"
    assert [len(polygon) for polygon in area.polygons] == [2, 1]
    assert max(p.lat for p in area.polygons[0][0]) == pytest.approx(0.08983, abs=1e-4)


def test_a_layer_is_told_by_the_files_name_or_by_the_operator(built, tmp_path):
    ring = [[-93.0, 45.0], [-92.9, 45.0], [-92.9, 45.1], [-93.0, 45.0]]
    zones = features(({"name": "Roosevelt"}, "Polygon", [ring]))
    gazetteer, _ = built(school_zones__geojson=zones)
    assert gazetteer.areas[0].layer == "school zone"
    options = BuildOptions(files={"school_zones.geojson": SourceOptions(layer="bus zone")})
    gazetteer, _ = built(school_zones__geojson=zones, options=options)
    assert gazetteer.areas[0].layer == "bus zone"


def test_named_places_get_kinds_and_other_names_and_their_parts_are_joined(built):
    gazetteer, _ = built(
        places__geojson=features(
            ({"osm_id": 1, "name": "South High", "kind": "education", "subtype": "school", "short_name": "SHS",
              "alt_name": "South"}, "Point", [-93.0, 45.0]),
            ({"osm_id": 2, "name": "Powder Park", "kind": "parks"}, "Point", [-93.0, 45.01]),
            ({"osm_id": 3, "name": "Powder Park", "kind": "parks"}, "Point", [-93.0, 45.012]),
            ({"osm_id": 4, "name": "Powder Park", "kind": "parks"}, "Point", [-93.1, 45.012]),
        )
    )  # fmt: skip
    by_name = [(p.name, p.kind, p.names) for p in gazetteer.named_places]
    assert by_name == [
        ("Powder Park", "park", ("powder park",)),
        ("Powder Park", "park", ("powder park",)),
        ("South High", "school", ("south high", "south")),
    ]
    assert gazetteer.info.licences == ("ODbL-1.0",)  # told by OpenStreetMap's numbers in the rows
    assert "OpenStreetMap" in gazetteer.info.attribution


def test_a_place_drawn_as_an_outline_stands_in_its_middle(built):
    ring = [[-93.0, 45.0], [-92.99, 45.0], [-92.99, 45.01], [-93.0, 45.01], [-93.0, 45.0]]
    gazetteer, _ = built(schools__geojson=features(({"name": "Oak School", "amenity": "school"}, "Polygon", [ring])))
    (place,) = gazetteer.named_places
    assert (place.kind, place.point) == ("school", Point(45.005, -92.995))


def test_a_zipped_shapefile_is_read_without_unpacking_it(built, tmp_path):
    gazetteer, _ = built(shape_zip(tmp_path, WGS84))
    assert corners(gazetteer) == {"Elm Ave & Peña St"}
    (segment,) = gazetteer.segments_of(next(s.id for s in gazetteer.streets if s.base == "pena"))
    assert (segment.low, segment.high) == (100, 198)
    assert not (tmp_path / "export").exists()


def test_a_shapefile_beside_its_parts_is_read(built, tmp_path):
    shape_zip(tmp_path, WGS84)
    gazetteer, _ = built(tmp_path / "Street_Centerline.shp")
    assert len(gazetteer.crossings) == 1


def test_neighborhoods_and_places_come_as_shapefiles_and_tables_too(built, tmp_path):
    with shapefile.Writer(str(tmp_path / "hoods"), shapeType=shapefile.POLYGON) as writer:
        writer.field("NHOOD", "C", 40)
        writer.poly([[(-93.0, 45.0), (-93.0, 45.1), (-92.9, 45.1), (-92.9, 45.0), (-93.0, 45.0)]])
        writer.record("Longfellow")
    places = "facility_name,facility_type,lat,lng\nOak Clinic,Clinic,45.01,-92.95\nPeña Park,Park,45.02,-92.95\n"
    (tmp_path / "places.csv").write_bytes(places.encode("cp1252"))
    gazetteer, report = built(tmp_path / "hoods.shp", tmp_path / "places.csv")
    assert [source.info.kind for source in report.sources] == ["areas", "places"]
    assert [(p.name, p.kind) for p in gazetteer.named_places] == [
        ("Oak Clinic", "clinic"),
        ("Peña Park", "park"),
    ]
    assert gazetteer.neighborhood_of(gazetteer.named_places[0].point).name == "Longfellow"


def test_stops_are_found_inside_a_transit_feed(built, tmp_path):
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as feed:
        feed.writestr("agency.txt", "agency_id\n1\n")
        feed.writestr("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\n1,Lake St & Elm Ave,45.0,-93.0\n")
    gazetteer, report = built(tmp_path / "feed.zip")
    assert report.sources[0].info.kind == "stops"
    assert corners(gazetteer) == {"Elm Ave & Lake St"}


@pytest.mark.parametrize(
    "columns",
    [
        ("L_F_ADD", "L_T_ADD", "R_F_ADD", "R_T_ADD"),
        ("FROM_L", "TO_L", "FROM_R", "TO_R"),
        ("LF_FADD", "LF_TOADD", "RT_FADD", "RT_TOADD"),
        ("FROMADDR_L", "TOADDR_L", "FROMADDR_R", "TOADDR_R"),
        ("LEFTADD1", "LEFTADD2", "RGTADD1", "RGTADD2"),
        ("L_LOW", "L_HIGH", "R_LOW", "R_HIGH"),
        ("FRADDL", "TOADDL", "FRADDR", "TOADDR"),
        ("ADFROM_L", "ADTO_L", "ADFROM_R", "ADTO_R"),
        ("LFROMADD", "LTOADD", "RFROMADD", "RTOADD"),
    ],
)
def test_columns_of_house_numbers_are_known_by_many_names(built, columns):
    noise = {"LENGTH": "660", "ROUTE": "12", "ZIP5_L": "55407", "LANES": "2"}
    numbers = dict(zip(columns, ("1201", "1299", "1200", "1298"), strict=True))
    gazetteer, _ = built(
        streets__geojson=features(
            ({**noise, "FULLNAME": "Elm St", **numbers}, "LineString", [[-93.0, 45.0], [-92.99, 45.0]])
        )
    )
    (segment,) = gazetteer.segments_of(1)
    assert (segment.low, segment.high) == (1200, 1299)


def test_the_columns_an_operator_names_go_first(built):
    table = "a,b,c,lat,lon\nnoise,Lake St,Elm Ave,45.0,-93.0\n"
    options = BuildOptions(
        every=SourceOptions(
            kind=SourceKind.CROSSINGS, columns={Role.STREET_1: "b", Role.STREET_2: "c"}, licence="CC0-1.0"
        )
    )
    gazetteer, _ = built(x__csv=table, options=options)
    assert corners(gazetteer) == {"Elm Ave & Lake St"}
    assert gazetteer.info.licences == ("CC0-1.0",)


def test_a_sidecar_tells_licence_and_columns(built, tmp_path):
    (tmp_path / "x.csv.source.toml").write_text(
        'kind = "crossings"\nlicence = "PDDL-1.0"\nattribution = "City of Elm"\n'
        '[columns]\nstreet_1 = "b"\nstreet_2 = "c"\n'
    )
    gazetteer, _ = built(x__csv="a,b,c,lat,lon\nnoise,Lake St,Elm Ave,45.0,-93.0\n")
    (source,) = gazetteer.info.sources
    assert (source.file, source.kind, source.licence, source.attribution, source.rows) == (
        "x.csv", "crossings", "PDDL-1.0", "City of Elm", 1,
    )  # fmt: skip


def test_a_folder_stands_for_the_sources_in_it(tmp_path):
    for path in town_sources():
        shutil.copy(path, tmp_path / path.name)
    (tmp_path / "README.md").write_text("not a source")
    report = build(tmp_path / "out.gazetteer", [tmp_path])
    assert [source.info.kind for source in report.sources] == ["aliases", "areas", "places", "streets"]


def test_everything_in_one_export_is_sorted_by_shape(built):
    gazetteer, _ = built(
        export__geojson=features(
            (
                {"@id": "way/1", "name": "Lake St", "highway": "residential"},
                "LineString",
                [[-93, 45], [-92.9, 45]],
            ),
            (
                {"@id": "way/2", "name": "Elm Ave", "highway": "residential"},
                "LineString",
                [[-93, 45], [-93, 45.1]],
            ),
            ({"@id": "node/3", "name": "Oak School", "amenity": "school"}, "Point", [-93.0, 45.01]),
        )
    )
    assert corners(gazetteer) == {"Elm Ave & Lake St"}
    assert [place.name for place in gazetteer.named_places] == ["Oak School"]


def test_progress_is_told_from_start_to_end(tmp_path):
    heard = []
    build(tmp_path / "t.gazetteer", town_sources(), progress=lambda what, done: heard.append((what, done)))
    fractions = [done for _, done in heard]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert heard[-1] == ("done", 1.0)


def test_the_same_sources_give_the_same_bytes(tmp_path):
    options = BuildOptions(built_at=datetime(2026, 1, 1, tzinfo=UTC))
    for name in ("a", "b"):
        build(tmp_path / name, town_sources(), options=options)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_gazetteer_is_built_only_when_its_sources_changed(tmp_path):
    out, source = tmp_path / "deep" / "city.gazetteer", tmp_path / "x.csv"
    source.write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    assert ensure_built(out, [source]) is not None
    assert ensure_built(out, [source]) is None
    source.write_text("street_1,street_2,latitude,longitude\nLake St,Oak Ave,45.0,-93.0\n")
    assert ensure_built(out, [source]) is not None
    assert corners(Gazetteer.open(out)) == {"Lake St & Oak Ave"}


def test_what_was_read_is_what_is_written(built, tmp_path):
    gazetteer, report = built(*town_sources())
    assert dict(gazetteer.info.counts) == dict(report.counts)
    assert len(gazetteer.streets) == report.counts["streets"]
    lake = next(street for street in gazetteer.streets if street.name == "E Lake St")
    for crossing in gazetteer.crossings_of(lake.id):
        on_line = min(
            distance_m(crossing.point, point) for segment in gazetteer.segments_of(lake.id) for point in segment.line
        )
        assert on_line < 1
