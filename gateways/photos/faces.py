"""Finding the face. A hint, never a verdict: the detector looks for one seen from the front, and misses some."""

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PIL import Image

_LOOK_AT = 640  # pixels of the longer side; a face of an eighth of it is still found
_LOOK_CLOSER_AT = 1280
_SMALL_BESIDE = 1 / 3  # a second face smaller than that beside the first is a pattern on a shirt


@dataclass(frozen=True, slots=True)
class Face:
    """Brows to chin, and ear to ear, in pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """From the brows to the chin."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The upright through the nose."""
        return (self.left + self.right) / 2


class FaceFinder:
    """dlib's built-in frontal detector. It keeps state while it looks, so one look at a time."""

    def __init__(self) -> None:
        self._one_look = threading.Lock()

    def faces(self, image: Image.Image) -> list[Face]:
        """The faces in ``image``, the largest first."""
        found = self._look(image, _LOOK_AT)
        if not found and max(image.size) > _LOOK_AT:
            found = self._look(image, _LOOK_CLOSER_AT)
        found.sort(key=lambda face: face.height, reverse=True)
        return [face for face in found if face.height >= found[0].height * _SMALL_BESIDE]

    def _look(self, image: Image.Image, longer_side: int) -> list[Face]:
        import numpy

        scale = longer_side / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        pixels = numpy.asarray(image.resize(size, Image.Resampling.BILINEAR))
        with self._one_look:
            seen = self._detector(pixels)
        return [Face(box.left() / scale, box.top() / scale, box.right() / scale, box.bottom() / scale) for box in seen]

    @cached_property
    def _detector(self) -> Any:  # dlib tells no types
        import dlib

        return dlib.get_frontal_face_detector()
