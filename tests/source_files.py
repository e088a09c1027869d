"""Small source files as cities publish them."""

import json
import zipfile

import shapefile

WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]'
WEB_MERCATOR = 'PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984"]]'


def features(*rows) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": p, "geometry": {"type": kind, "coordinates": c}}
                for p, kind, c in rows
            ],
        }
    )


def shape_zip(folder, prj: str, scale: float = 1.0):
    stem = folder / "Street_Centerline"
    with shapefile.Writer(str(stem), shapeType=shapefile.POLYLINE) as writer:
        writer.field("STREETALL", "C", 40)
        writer.field("L_F_ADD", "N")
        writer.field("L_T_ADD", "N")
        for name, low, line in (
            ("PEÑA ST", 100, [(-93.0, 45.0), (-92.99, 45.0)]),
            ("ELM AVE", 0, [(-92.99, 45.0), (-92.99, 45.01)]),
        ):
            writer.line([[(x * scale, y * scale) for x, y in line]])
            writer.record(name, low, low + 98 if low else 0)
    (folder / "Street_Centerline.prj").write_text(prj)
    (folder / "Street_Centerline.cpg").write_text("UTF-8")
    out = folder / "streets.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for end in ("shp", "dbf", "shx", "prj", "cpg"):
            archive.write(stem.with_suffix(f".{end}"), f"export/Street_Centerline.{end}")
    return out
