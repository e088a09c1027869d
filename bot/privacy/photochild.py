"""The process that decodes one picture and then ends: bytes in on stdin, bare pixels out on stdout.

It runs without the bot's environment and under limits. Before the first untrusted byte is parsed it gives
up the right to open anything: a decoder taken over by a picture finds no file, no socket and no key to
read. Words never leave it; the exit code is the reason.
"""

import io
import os
import resource
import sys
import warnings
from typing import Final

from PIL import Image, UnidentifiedImageError

from bot.privacy.faces import FaceFinder, cover, load_face_finder
from bot.privacy.photowire import FACES_NOT_LOOKED_FOR, HEADER, MAX_BYTES, Exit

MAX_PIXELS: Final = 64_000_000
MAX_SIDE_PX: Final = 1600
MAX_MEMORY_BYTES: Final = 700 * 1024 * 1024
FACE_MEMORY_BYTES: Final = 500 * 1024 * 1024
"""On top, where a face model is installed: it alone takes 360 MB for a picture of 1280 by 960."""
MAX_CPU_S: Final = 10
JPEG_QUALITY: Final = 85
NICENESS: Final = 10
"""Words come first where cores are few."""
_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def main() -> Exit:
    """Clean the picture on stdin."""
    os.nice(NICENESS)
    formats = _load_decoders()
    finder = load_face_finder()
    _limit(MAX_MEMORY_BYTES + (FACE_MEMORY_BYTES if finder else 0))
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    _close_the_doors()
    if len(data) > MAX_BYTES:
        return Exit.TOO_LARGE
    try:
        jpeg, faces = _clean(data, formats, finder)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Exit.TOO_MANY_PIXELS
    except UnidentifiedImageError:
        return Exit.FORMAT
    except MemoryError:
        return Exit.RESOURCES
    except Exception:  # noqa: BLE001  decoders raise anything on hostile input
        return Exit.UNREADABLE
    sys.stdout.buffer.write(HEADER.pack(FACES_NOT_LOOKED_FOR if faces is None else faces) + jpeg)
    sys.stdout.buffer.flush()
    return Exit.CLEANED


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))


def _load_decoders() -> tuple[str, ...]:
    """Load the decoders of the formats phones and chat programs make, and no others; HEIC is an extra."""
    from PIL import AvifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

    del AvifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    # Pillow warns at the limit and refuses only at twice the limit.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        import pillow_heif
    except ImportError:
        return ("JPEG", "PNG", "WEBP", "AVIF")
    pillow_heif.register_heif_opener()
    return ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")


def _close_the_doors() -> None:
    # No new descriptor: no open, no socket, no memory of others. Takes no privilege; only root could undo it.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _clean(data: bytes, formats: tuple[str, ...], finder: FaceFinder | None) -> tuple[bytes, int | None]:
    with Image.open(io.BytesIO(data), formats=formats) as image:
        # JPEG decodes straight to a smaller scale, which keeps memory and time in bounds.
        image.draft("RGB", (MAX_SIDE_PX, MAX_SIDE_PX))
        image.load()
        pixels = _flatten(image)
        pixels.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
        turn = _UPRIGHT.get(_orientation(image))
    upright = pixels.transpose(turn) if turn is not None else pixels
    # From raw bytes: the new image has no memory of EXIF, comments, profiles or text chunks.
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    faces = finder.find(bare) if finder else None
    out = io.BytesIO()
    cover(bare, faces or ()).save(out, "JPEG", quality=JPEG_QUALITY, exif=b"", comment=b"", icc_profile=None)
    return out.getvalue(), None if faces is None else len(faces)


def _flatten(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    # What is transparent may hold what was meant to be hidden.
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001  broken metadata raises anything; it must not cost the picture
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
