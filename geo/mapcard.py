"""A small picture of where: streets around a place, neighborhood borders and a circle of the precision.

Drawn from the gazetteer alone, so no tile is fetched and nobody learns what is looked at. There is a circle and
no pin, because nobody knows the place more finely than that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians, sin

from PIL import Image, ImageDraw, ImageFont

from geo.box import METRES_PER_DEGREE
from geo.gazetteer import Gazetteer
from geo.place import Place, Precision
from geo.point import Point

WIDTH, HEIGHT, FOOT = 720, 560, 84
"""Pixels; legible at the width of a phone. FOOT is the band of words below the map."""
OVERSAMPLE = 2
"""Drawn at twice the size and scaled down: Pillow's own lines are not smooth."""
HALF_WIDTH_M = 420.0
"""What lies to each side of a crossing; a coarser place is drawn from further away."""
LABEL_PX, CODE_PX, SMALL_PX, NAME_MARGIN_PX = 19, 24, 15, 10
LABEL_EVERY, LABEL_RING = 120, 190
"""Pixels of a street that make room for its name, and how far from the place names like to stand."""
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Theme(Enum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Colors:
    ground: str
    street: str
    main: str
    border: str
    words: str
    halo: str
    circle: tuple[int, int, int]
    foot: str


COLORS = {
    Theme.LIGHT: Colors("#f4f1ea", "#ffffff", "#f8d9a0", "#8d86b5", "#26303a", "#f4f1ea", (200, 40, 40), "#ffffff"),
    Theme.DARK: Colors("#1b2127", "#3a444e", "#6b5a35", "#8d86b5", "#eef2f5", "#1b2127", (255, 110, 100), "#12171c"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What stands below the map; each line is finished text in the reader's language."""

    title: str
    line: str = ""
    attribution: str = ""


def draw(gazetteer: Gazetteer, place: Place, caption: Caption, *, theme: Theme = Theme.LIGHT) -> bytes:
    """Return a PNG of WIDTH x HEIGHT pixels: the same bytes for the same place, caption and theme."""
    sheet = _Sheet(gazetteer, place, COLORS[theme])
    sheet.streets()
    sheet.borders()
    sheet.circle()
    picture = sheet.scaled()
    _names(picture, sheet)
    _foot(picture, caption, sheet.colors)
    out = BytesIO()
    picture.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


class _Sheet:
    """The oversized drawing and the one projection that everything on it shares."""

    def __init__(self, gazetteer: Gazetteer, place: Place, colors: Colors) -> None:
        self.colors, self.place, self.gazetteer = colors, place, gazetteer
        self.half_m = max(HALF_WIDTH_M, place.radius_m * 1.15 * WIDTH / (HEIGHT - FOOT))
        self.size = (WIDTH, HEIGHT - FOOT)
        self.picture = Image.new("RGB", (WIDTH * OVERSAMPLE, (HEIGHT - FOOT) * OVERSAMPLE), colors.ground)
        self.pen = ImageDraw.Draw(self.picture, "RGBA")
        self.per_m = WIDTH / (2 * self.half_m)
        self._per_lon = METRES_PER_DEGREE * cos(radians(place.point.lat))
        self.segments = sorted(
            gazetteer.segments_around(place.point, self.half_m),
            key=lambda segment: gazetteer.street(segment.street_id).rank,
        )

    def at(self, point: Point) -> tuple[float, float]:
        """Pixels on the finished picture."""
        east_m = (point.lon - self.place.point.lon) * self._per_lon
        north_m = (point.lat - self.place.point.lat) * METRES_PER_DEGREE
        return self.size[0] / 2 + east_m * self.per_m, self.size[1] / 2 - north_m * self.per_m

    def _line(self, points: Iterable[Point], color: str, width_px: float) -> None:
        path = [(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in map(self.at, points)]
        self.pen.line(path, fill=color, width=round(width_px * OVERSAMPLE), joint="curve")

    def streets(self) -> None:
        closeness = min(1.0, HALF_WIDTH_M / self.half_m)
        for segment in self.segments:
            rank = self.gazetteer.street(segment.street_id).rank
            color = self.colors.main if rank else self.colors.street
            self._line(segment.line, color, max(1.5, (7 + 4 * rank) * closeness))

    def borders(self) -> None:
        for area, _ in self.gazetteer.areas_near(self.place.point, self.half_m * 1.5):
            for rings in area.polygons:
                for ring in rings:
                    for start, end in _dashes([self.at(point) for point in ring], self.size):
                        path = [(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in (start, end)]
                        self.pen.line(path, fill=self.colors.border, width=2 * OVERSAMPLE)

    def circle(self) -> None:
        radius = max(16.0, self.place.radius_m * self.per_m) * OVERSAMPLE
        x, y = (side * OVERSAMPLE / 2 for side in self.size)
        box = (x - radius, y - radius, x + radius, y + radius)
        faint = 26 if self.place.precision is Precision.AREA else 60
        self.pen.ellipse(box, fill=(*self.colors.circle, faint), outline=(*self.colors.circle, 255), width=6)

    def from_middle(self, spot: tuple[float, float]) -> float:
        """Pixels between a spot of the finished picture and the place."""
        return hypot(spot[0] - self.size[0] / 2, spot[1] - self.size[1] / 2)

    def scaled(self) -> Image.Image:
        sheet = Image.new("RGB", (WIDTH, HEIGHT), self.colors.foot)
        sheet.paste(self.picture.reduce(OVERSAMPLE))
        return sheet


def _dashes(
    path: list[tuple[float, float]], size: tuple[int, int], dash: float = 9.0
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield every other piece of a line of pixels, as far as it can be seen."""
    for (x1, y1), (x2, y2) in pairwise(path):
        if max(x1, x2) < 0 or min(x1, x2) > size[0] or max(y1, y2) < 0 or min(y1, y2) > size[1]:
            continue
        length = hypot(x2 - x1, y2 - y1)
        if length < dash or length > 50 * max(size):  # too short to part; or a border that only passes far away
            yield (x1, y1), (x2, y2)
            continue
        for step in range(0, int(length / dash), 2):
            a, b = step * dash / length, min(1.0, (step + 1) * dash / length)
            yield (x1 + (x2 - x1) * a, y1 + (y2 - y1) * a), (x1 + (x2 - x1) * b, y1 + (y2 - y1) * b)


def _names(picture: Image.Image, sheet: _Sheet) -> None:
    """Write each street's name once, those of the place first, then the biggest roads; never over another name."""
    font = ImageFont.load_default(LABEL_PX)
    x, y = sheet.size[0] / 2, sheet.size[1] / 2
    radius = max(16.0, sheet.place.radius_m * sheet.per_m) if sheet.place.precision is not Precision.AREA else 0.0
    taken: list[_Box] = [(x - radius, y - radius, x + radius, y + radius)]
    for name, pieces in _streets_by_weight(sheet):
        width = font.getlength(name) + NAME_MARGIN_PX
        for middle, angle in pieces:
            box = _box(middle, width, angle)
            if _inside(box, sheet.size) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                words = _turned(name, font, angle, sheet.colors)
                picture.paste(words, (int(box[0]), int(box[1])), words)
                break


_Spot = tuple[tuple[float, float], float]
_Box = tuple[float, float, float, float]


def _streets_by_weight(sheet: _Sheet) -> Iterator[tuple[str, list[_Spot]]]:
    """Yield names with the middles of their pieces, those nearest to a ring around the place first."""
    spots: dict[str, list[_Spot]] = {}
    weights: dict[str, tuple[bool, int, float]] = {}
    for segment in sheet.segments:
        street = sheet.gazetteer.street(segment.street_id)
        (x1, y1), (x2, y2) = sheet.at(segment.line[0]), sheet.at(segment.line[-1])
        upright = (degrees(atan2(y1 - y2, x2 - x1)) + 90) % 180 - 90
        for part in (0.5, 0.2, 0.8):
            spots.setdefault(street.name, []).append(((x1 + (x2 - x1) * part, y1 + (y2 - y1) * part), upright))
        length = weights.get(street.name, (False, 0, 0.0))[2] - hypot(x2 - x1, y2 - y1)
        weights[street.name] = (street.name not in sheet.place.label, -street.rank, length)
    for name in sorted(spots, key=lambda name: (weights[name], name)):
        if -weights[name][2] >= LABEL_EVERY:
            yield name, sorted(spots[name], key=lambda spot: abs(sheet.from_middle(spot[0]) - LABEL_RING))


def _turned(name: str, font: _Font, angle: float, colors: Colors) -> Image.Image:
    width, height = int(font.getlength(name)) + NAME_MARGIN_PX, LABEL_PX + NAME_MARGIN_PX
    words = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(words).text(
        (width / 2, height / 2), name, colors.words, font, anchor="mm", stroke_width=3, stroke_fill=colors.halo
    )
    return words.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)


def _box(middle: tuple[float, float], width: float, angle: float) -> _Box:
    """Return the upright box that a name turned by `angle` degrees takes."""
    height, turn = LABEL_PX + NAME_MARGIN_PX, radians(angle)
    across = (width * abs(cos(turn)) + height * abs(sin(turn))) / 2
    down = (width * abs(sin(turn)) + height * abs(cos(turn))) / 2
    return middle[0] - across, middle[1] - down, middle[0] + across, middle[1] + down


def _inside(box: _Box, size: tuple[int, int]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _foot(picture: Image.Image, caption: Caption, colors: Colors) -> None:
    pen = ImageDraw.Draw(picture)
    title, small = ImageFont.load_default(CODE_PX), ImageFont.load_default(SMALL_PX)
    top = HEIGHT - FOOT
    pen.rectangle((0, top, WIDTH, HEIGHT), fill=colors.foot)
    pen.text((16, top + 10), _fitted(caption.title, title), colors.words, title)
    pen.text((16, top + 44), _fitted(caption.line, small), colors.words, small)
    pen.text((WIDTH - 16, HEIGHT - 10), _fitted(caption.attribution, small), colors.border, small, anchor="rs")


def _fitted(text: str, font: _Font) -> str:
    """Return as much of a text as fits the width, with an ellipsis where something is missing."""
    if font.getlength(text) <= WIDTH - 32:
        return text
    while text and font.getlength(text + "…") > WIDTH - 32:
        text = text[:-1]
    return text.rstrip() + "…"
