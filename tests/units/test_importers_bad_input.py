"""Bad input is refused with the file, the row and the remedy, and never leaves half a gazetteer behind."""

import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from geo.box import Box
from geo.errors import (
    BrokenSourceError,
    EmptySourceError,
    GazetteerError,
    GazetteerFileError,
    MissingExtraError,
    NoGeometryError,
    SourceError,
    UnknownSourceError,
    WrongColumnsError,
    WrongCoordinatesError,
)
from geo.gazetteer import Gazetteer
from geo.importers import BuildOptions, build
from geo.importers.merge import Content
from geo.importers.write import write_gazetteer
from tests.source_files import WEB_MERCATOR, WGS84, features, shape_zip

LINE = [[-93.0, 45.0], [-92.99, 45.0]]
STATE_PLANE = 'PROJCS["NAD_1983_HARN_Adj_MN_Hennepin_Feet",GEOGCS["GCS_NAD83"],PROJECTION["Lambert"]]'


def refused(tmp_path, name: str, content: str | bytes) -> SourceError:
    """Build from one file and return the error; a gazetteer that was there before must survive."""
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    out = tmp_path / "city.gazetteer"
    out.write_bytes(b"the old one")
    with pytest.raises(SourceError) as caught:
        build(out, [path])
    assert out.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.iterdir() if "partial" in p.name) == []
    assert str(caught.value).startswith(name)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("a.geojson", "{}", UnknownSourceError, 'no list of "features"'),
        ("a.geojson", "not json at all", UnknownSourceError, "features"),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', EmptySourceError, "no rows"),
        ("a.geojson", '{"type": bad, "features": []}', BrokenSourceError, "not valid JSON"),
        ("a.geojson", '{"features": [{"type": "Feature", "prop', BrokenSourceError, "breaks off"),
        ("a.geojson", '{"features": [7]}', BrokenSourceError, "not an object"),
        ("a.geojson", b'{"features": [\xff\xfe]}', BrokenSourceError, "UTF-8"),
        ("a.csv", "just one column\n1\n", WrongColumnsError, "header line"),
        ("a.csv", "", WrongColumnsError, "header line"),
        ("a.csv", "colour,size\nred,1\n", WrongColumnsError, "columns colour, size"),
        ("a.csv", "street_1,street_2\nLake St,Elm Ave\n", NoGeometryError, "no positions"),
        ("a.csv", "street_1,street_2,latitude,longitude\n", EmptySourceError, "no rows"),
        ("a.csv", "street_1,street_2,latitude,longitude\n,,45,-93\n", EmptySourceError, "none of its rows"),
        ("a.zip", b"PK\x03\x04 and then nothing", BrokenSourceError, "zip archive is broken"),
        ("a.toml", "[streets\n", BrokenSourceError, "not valid TOML"),
        ("a.toml", '[roads]\n"A" = "B"\n', WrongColumnsError, '"roads" is no table'),
        ("a.toml", '[streets]\n"A" = 7\n', WrongColumnsError, '"A" must be a name'),
        ("a.toml", '[places]\n"A" = { lat = 45.0 }\n', WrongColumnsError, "needs lat and lon"),
        ("a.toml", '[places]\n"A" = { lat = 95.0, lon = 1.0 }\n', WrongColumnsError, "needs lat and lon"),
        ("a.toml", "[streets]\n", EmptySourceError, "no alias"),
        ("a.png", b"\x89PNG\r\n", UnknownSourceError, "no kind of file"),
        ("a.osm", "<osm><node", BrokenSourceError, "OpenStreetMap"),
        ("a.osm.pbf", b"\x00\x00\x00\x0dOSMHeaderXX", BrokenSourceError, "OpenStreetMap"),
        ("a.osm", '<osm version="0.6"></osm>', EmptySourceError, "no named street"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_is_wrong(tmp_path, name, content, error, says):
    caught = refused(tmp_path, name, content)
    assert type(caught) is error
    assert says in str(caught)
    assert caught.remedy


def test_projected_coordinates_are_refused_with_their_row(tmp_path):
    text = features(({"name": "Lake St"}, "LineString", [[478_000.0, 4_980_000.0], [479_000.0, 4_980_000.0]]))
    caught = refused(tmp_path, "a.geojson", text)
    assert isinstance(caught, WrongCoordinatesError)
    assert "row 1: the position is not in degrees (478000, 4980000)" in str(caught)
    assert "WGS84" in caught.remedy


def test_mixed_coordinates_are_refused_at_the_first_row_that_differs(tmp_path):
    rows = [({"name": "Lake St"}, "LineString", LINE)] * 3
    mixed = features(*rows, ({"name": "Elm"}, "LineString", [[478_000.0, 4_980_000.0], [479_000.0, 4_980_000.0]]))
    caught = refused(tmp_path, "a.geojson", mixed)
    assert caught.row == 4
    assert "although the rows before it are" in str(caught)


def test_swapped_axes_are_recognised(tmp_path):
    caught = refused(tmp_path, "a.csv", "street_1,street_2,latitude,longitude\nLake St,Elm Ave,-93.0,45.0\n")
    assert "swapped" in str(caught)
    assert caught.row == 1


def test_another_reference_system_is_named(tmp_path):
    named = json.loads(features(({"name": "Lake St"}, "LineString", LINE)))
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::26915"}}, **named}
    assert "EPSG::26915" in str(refused(tmp_path, "a.geojson", json.dumps(named)))


def test_a_shapefile_in_feet_is_refused_by_the_name_of_its_projection(tmp_path):
    path = shape_zip(tmp_path, STATE_PLANE)
    with pytest.raises(WrongCoordinatesError, match="Hennepin_Feet"):
        build(tmp_path / "out", [path])


def test_a_shapefile_in_web_mercator_is_converted(tmp_path):
    path = shape_zip(tmp_path, WEB_MERCATOR, scale=1_000.0)
    build(tmp_path / "out", [path])
    (crossing,) = Gazetteer.open(tmp_path / "out").crossings
    assert crossing.point.lat == pytest.approx(0.4042, abs=1e-3)


def test_a_shapefile_cut_short_is_refused(tmp_path):
    path = shape_zip(tmp_path, WGS84)
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(path, "w") as cut:
        for name, data in parts.items():
            cut.writestr(name, data[: len(data) // 2] if name.endswith((".shp", ".shx", ".dbf")) else data)
    with pytest.raises(SourceError, match=r"streets\.zip"):
        build(tmp_path / "out", [path])
    assert not (tmp_path / "out").exists()


def test_a_shapefile_cut_between_two_shapes_is_refused_too(tmp_path):
    shape_zip(tmp_path, WGS84)
    shapes = tmp_path / "Street_Centerline.shp"
    first_ends = 100 + 8 + 2 * int.from_bytes(shapes.read_bytes()[104:108], "big")
    shapes.write_bytes(shapes.read_bytes()[:first_ends])
    (tmp_path / "Street_Centerline.shx").unlink()
    with pytest.raises(BrokenSourceError, match="its shapes end after 1 of 2 rows"):
        build(tmp_path / "out", [shapes])


def test_a_shapefile_without_its_table_is_refused(tmp_path):
    path = shape_zip(tmp_path, WGS84)
    with zipfile.ZipFile(path) as whole:
        shape = whole.read("export/Street_Centerline.shp")
    with zipfile.ZipFile(path, "w") as cut:
        cut.writestr("export/Street_Centerline.shp", shape)
    with pytest.raises(BrokenSourceError, match=r"lacks its \.dbf"):
        build(tmp_path / "out", [path])


def test_a_zip_with_several_shapefiles_asks_which(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.shp", b"")
        archive.writestr("b.shp", b"")
    with pytest.raises(UnknownSourceError, match="several shapefiles"):
        build(tmp_path / "out", [path])


def test_a_zip_with_nothing_known_in_it_is_refused(tmp_path):
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.md", b"hello")
    with pytest.raises(UnknownSourceError, match="no shapefile"):
        build(tmp_path / "out", [path])


def test_streets_without_names_and_rows_without_geometry_are_told_apart(tmp_path):
    unnamed = features(*[({"id": i}, "LineString", LINE) for i in range(3)])
    assert isinstance(refused(tmp_path, "a.geojson", unnamed), WrongColumnsError)
    nowhere = {"features": [{"type": "Feature", "properties": {"name": "Lake St"}, "geometry": None}]}
    assert isinstance(refused(tmp_path, "b.geojson", json.dumps(nowhere)), NoGeometryError)


def test_a_geometry_of_nonsense_names_its_row(tmp_path):
    bad = features(({"name": "Lake St"}, "LineString", LINE), ({"name": "Elm"}, "LineString", [[-93.0], [-92.0]]))
    caught = refused(tmp_path, "a.geojson", bad)
    assert (type(caught), caught.row) == (BrokenSourceError, 2)


def test_a_bad_row_is_left_out_and_the_rest_is_kept(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\nLake St,,45.0,-93.0\n"
        "Lake St,Oak Ave,,\nLake St,Ash Ave,0,0\n"
    )
    report = build(tmp_path / "out", [path])
    assert report.counts["crossings"] == 1
    assert (report.sources[0].used, report.sources[0].skipped) == (1, 3)
    assert "row 2" in report.sources[0].first_skipped


def test_no_source_at_all_and_a_missing_one_are_refused(tmp_path):
    with pytest.raises(UnknownSourceError, match="nothing to build from"):
        build(tmp_path / "out", [])
    with pytest.raises(UnknownSourceError, match=r"gone\.csv: there is no such file"):
        build(tmp_path / "out", [tmp_path / "gone.csv"])


def test_a_sidecar_with_a_mistake_names_it(tmp_path):
    (tmp_path / "x.csv").write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    (tmp_path / "x.csv.source.toml").write_text('license = "MIT"\n')
    with pytest.raises(WrongColumnsError, match=r'x\.csv\.source\.toml: it has no key "license"'):
        build(tmp_path / "out", [tmp_path / "x.csv"])
    (tmp_path / "x.csv.source.toml").write_text('kind = "roads"\n')
    with pytest.raises(WrongColumnsError, match="roads"):
        build(tmp_path / "out", [tmp_path / "x.csv"])


def test_a_build_that_fails_while_writing_leaves_the_old_file(tmp_path):
    (tmp_path / "x.csv").write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    out = tmp_path / "city.gazetteer"
    out.write_bytes(b"the old one")

    def interrupt(what: str, _done: float) -> None:
        if what == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(out, [tmp_path / "x.csv"], progress=interrupt)
    assert out.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["city.gazetteer", "x.csv"]


DIES_WHILE_WRITING = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from geo.box import Box
from geo.importers.merge import Content
from geo.importers.write import write_gazetteer

def segments():
    yield 1, 0, 0, b""
    os.kill(os.getpid(), signal.SIGKILL)

content = Content(
    streets=[], aliases=[], crossings=[], segments=segments(), named_places=[], areas=[], conflicts=[]
)
write_gazetteer(Path(sys.argv[1]), content, (), Box(south=1, west=1, north=2, east=2), datetime.now(UTC))
"""


def test_a_build_killed_in_the_middle_of_writing_leaves_the_old_file_and_the_next_one_clears_up(tmp_path):
    source, out = tmp_path / "x.csv", tmp_path / "city.gazetteer"
    source.write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    build(out, [source])
    old = out.read_bytes()
    died = subprocess.run([sys.executable, "-c", DIES_WHILE_WRITING, str(out)], check=False)
    assert died.returncode == -signal.SIGKILL
    assert out.read_bytes() == old
    assert len(list(tmp_path.glob(".city.gazetteer.*.partial"))) == 1
    build(out, [source])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["city.gazetteer", "x.csv"]


def test_a_build_that_fails_in_the_middle_of_writing_leaves_nothing_of_itself(tmp_path):
    def segments() -> Iterator[tuple[int, int, int, bytes]]:
        yield 1, 0, 0, b""
        raise OSError(28, "No space left on device")

    content = Content(
        streets=[], aliases=[], crossings=[], segments=segments(), named_places=[], areas=[], conflicts=[]
    )
    out = tmp_path / "city.gazetteer"
    out.write_bytes(b"the old one")
    with pytest.raises(GazetteerFileError, match=r"city\.gazetteer: it cannot be written \(No space left"):
        write_gazetteer(out, content, (), Box(south=1, west=1, north=2, east=2), datetime.now(UTC))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("city.gazetteer", b"the old one")]


def test_what_a_killed_build_left_half_written_is_cleared_by_the_next_one(tmp_path):
    source, out = tmp_path / "x.csv", tmp_path / "city.gazetteer"
    source.write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    (tmp_path / ".city.gazetteer.k3j2_x.partial").write_bytes(b"half of it")
    (tmp_path / ".other.gazetteer.k3j2_x.partial").write_bytes(b"another city being built")
    build(out, [source])
    assert len(Gazetteer.open(out).crossings) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        ".other.gazetteer.k3j2_x.partial",
        "city.gazetteer",
        "x.csv",
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    (tmp_path / "x.csv").write_text("street_1,street_2,latitude,longitude\nLake St,Elm Ave,45.0,-93.0\n")
    with pytest.raises(GazetteerFileError, match=r"city\.gazetteer: it cannot be written \(No such file"):
        build(tmp_path / "nowhere" / "city.gazetteer", [tmp_path / "x.csv"])


def test_openstreetmap_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "a.osm").write_text('<osm version="0.6"></osm>')
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(MissingExtraError, match=r"a\.osm: .*whistle\[osm\]"):
        build(tmp_path / "out", [tmp_path / "a.osm"])


def test_every_error_is_a_gazetteer_error_and_tells_no_folder(tmp_path):
    (tmp_path / "a.csv").write_text("colour,size\nred,1\n")
    with pytest.raises(GazetteerError) as caught:
        build(tmp_path / "out", [tmp_path / "a.csv"], options=BuildOptions())
    assert str(tmp_path) not in str(caught.value)
