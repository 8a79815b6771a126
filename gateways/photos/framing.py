"""Where to cut: an ID photo shows the whole head with room above the hair, the face in the middle, down to the shoulders."""

from dataclasses import dataclass

from gateways.photos.faces import Face

_HEAD = 1.62  # crown to chin, in heights of a face (brows to chin)
_HEAD_IN_PHOTO = 0.62  # crown to chin, in heights of the photo
_ROOM_ABOVE = 0.09  # above the hair, in heights of the photo
_WELL_FRAMED = (0.22, 0.52)  # height of the face in a photo that is already framed
_SAME_SHAPE = 0.02
_UPPER = 0.35  # without a face: where the cut lies between top and bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a picture to keep, in its pixels; always within it."""

    left: float
    top: float
    width: float
    height: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return (self.left, self.top, self.left + self.width, self.top + self.height)


def frame(size: tuple[int, int], shape: float, face: Face | None) -> Frame:
    """The part of a picture of ``size`` that makes the photo; ``shape`` is its width divided by its height."""
    width, height = size
    if abs(width / height / shape - 1) <= _SAME_SHAPE and (face is None or _is_framed(face, height)):
        return Frame(0, 0, width, height)
    tallest = min(float(height), width / shape)
    if face is None:
        return Frame((width - tallest * shape) / 2, (height - tallest) * _UPPER, tallest * shape, tallest)
    head = face.height * _HEAD
    tall = min(tallest, head / _HEAD_IN_PHOTO)
    top = face.bottom - head - tall * _ROOM_ABOVE
    left = face.middle - tall * shape / 2
    return Frame(_within(left, width - tall * shape), _within(top, height - tall), tall * shape, tall)


def _is_framed(face: Face, height: int) -> bool:
    least, most = _WELL_FRAMED
    return least <= face.height / height <= most


def _within(start: float, last: float) -> float:
    return min(max(start, 0.0), max(last, 0.0))
