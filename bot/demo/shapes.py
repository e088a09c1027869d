"""The gazetteer as the page draws it: packed once, sent in two parts, the crossings only when one looks closely."""

import gzip
import json
from dataclasses import dataclass
from typing import Any

from bot.demo.city import DemoCity
from geo.gazetteer import Gazetteer
from geo.mapshapes import map_shapes


@dataclass(frozen=True, slots=True)
class Shapes:
    """Two JSON documents, gzipped."""

    map: bytes
    anchors: bytes


def pack_shapes(gazetteer: Gazetteer, city: DemoCity) -> Shapes:
    """Draw and pack; takes a second for a city of ten thousand crossings."""
    shapes = map_shapes(gazetteer)
    anchors = shapes.pop("anchors")
    shapes["view"] = city.view
    return Shapes(map=_packed(shapes), anchors=_packed(anchors))


def _packed(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)
