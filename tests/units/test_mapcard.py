"""A map card shows where, at phone width, without a pin and without asking anybody for a tile."""

import json
import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from geo.gazetteer import Gazetteer
from geo.mapcard import COLORS, FOOT, HEIGHT, WIDTH, Caption, Theme, draw
from geo.place import Outcome, Place
from geo.resolve import Resolver

GOLDEN = Path(__file__).parents[1] / "golden"
CAPTION = Caption(title="K7Q2 · E Lake St", line="REPORTED, not confirmed · expires 15:50", attribution="Alder Ferry")


@pytest.fixture(scope="module")
def town(town_gazetteer: Path) -> Gazetteer:
    return Gazetteer.open(town_gazetteer)


def the_place(town: Gazetteer, text: str) -> Place:
    resolution = Resolver(town).resolve(text)
    assert resolution.outcome is Outcome.RESOLVED
    assert resolution.place
    return resolution.place


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("theme", list(Theme))
def test_a_card_looks_as_it_looked(town, theme):
    card = draw(town, the_place(town, "E Lake St & Chicago Ave S"), CAPTION, theme=theme)
    golden = GOLDEN / f"mapcard_{theme.value}.png"
    if os.environ.get("WHISTLE_GOLDEN") == "1":
        golden.write_bytes(card)
    difference = ImageChops.difference(opened(card), opened(golden.read_bytes()))
    # Font rasters differ a little between builds of FreeType; a missing street or name differs by far more.
    assert max(ImageStat.Stat(difference).mean) < 2.0


def test_a_card_differs_from_that_of_another_corner_by_more_than_the_tolerance(town):
    one = opened(draw(town, the_place(town, "E Lake St & Chicago Ave S"), CAPTION))
    other = opened(draw(town, the_place(town, town.areas[0].name), CAPTION))
    assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) > 2.0


def test_the_same_place_gives_the_same_bytes(town):
    place = the_place(town, "E Lake St & Chicago Ave S")
    assert draw(town, place, CAPTION) == draw(town, place, CAPTION)


@pytest.mark.exiftool
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_a_card_says_nothing_but_what_it_shows(town, tmp_path):
    file = tmp_path / "card.png"
    file.write_bytes(draw(town, the_place(town, "E Lake St & Chicago Ave S"), CAPTION))
    told = subprocess.run(["exiftool", "-j", "-G0", "-a", "-u", "-U", file], capture_output=True, check=True)
    of_the_file = {tag for tag in json.loads(told.stdout)[0] if tag.startswith("PNG:")}
    of_pixels = {"ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "Palette"}
    assert of_the_file == {f"PNG:{name}" for name in of_pixels}


@pytest.mark.parametrize("theme", list(Theme))
def test_the_place_is_a_circle_around_the_middle_and_no_pin(town, theme):
    card = opened(draw(town, the_place(town, "E Lake St & Chicago Ave S"), CAPTION, theme=theme))
    middle_y = (HEIGHT - FOOT) // 2
    reds, greens, blues = (band.crop((0, middle_y - 30, WIDTH, middle_y - 29)).tobytes() for band in card.split())
    red = [x for x in range(WIDTH) if reds[x] - max(greens[x], blues[x]) > 60]
    assert red
    assert min(red) < WIDTH / 2 < max(red)
    assert WIDTH / 2 - min(red) == pytest.approx(max(red) - WIDTH / 2, abs=4)


@pytest.mark.parametrize("theme", list(Theme))
def test_words_stand_out_from_the_ground_enough_to_be_read(theme):
    colors = COLORS[theme]
    assert contrast(colors.words, colors.ground) > 7
    assert contrast(colors.words, colors.foot) > 7


def test_a_title_too_long_for_the_card_is_cut_and_says_so(town):
    place = the_place(town, "E Lake St & Chicago Ave S")
    long = draw(town, place, Caption(title="Martin Luther King Junior Boulevard " * 5))
    assert opened(long).size == (WIDTH, HEIGHT)
    edge = opened(long).crop((WIDTH - 12, HEIGHT - FOOT, WIDTH, HEIGHT)).getcolors()
    assert edge
    assert len(edge) == 1


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
