"""Writing the photo anew: without metadata, and as good as the kilobytes of the profile allow."""

from io import BytesIO

from PIL import Image

from core.model.exam import PhotoProfile
from core.ports import PhotoFault

_KIB = 1024
_KB = 1000
_WORST, _USUAL, _BEST = 40, 95, 100
_FULL_COLOUR, _HALF_COLOUR = 0, 2


def encode(image: Image.Image, quality: int) -> bytes:
    """``image`` as JPEG with nothing but the picture in it."""
    jpeg = BytesIO()
    colour = _FULL_COLOUR if quality >= 90 else _HALF_COLOUR
    image.save(jpeg, "JPEG", quality=quality, subsampling=colour, optimize=True)
    return jpeg.getvalue()


def fit(image: Image.Image, profile: PhotoProfile) -> tuple[bytes, PhotoFault | None]:
    """The best JPEG of ``image`` whose size lies in the range of the profile, or the nearest one and what is wrong with it."""
    least, most = _range(profile)
    jpeg = encode(image, _WORST)
    if len(jpeg) > most:
        return jpeg, PhotoFault.TOO_MANY_KB
    jpeg = _best(image, most, _WORST, _USUAL, jpeg)
    if len(jpeg) < least:
        jpeg = _best(image, most, _USUAL, _BEST, jpeg)
    return jpeg, PhotoFault.TOO_FEW_KB if len(jpeg) < least else None


def _best(image: Image.Image, most: int, low: int, high: int, jpeg: bytes) -> bytes:
    """The JPEG of the highest quality up to ``high`` within ``most`` bytes; ``jpeg``, of quality ``low``, where none is better."""
    while low < high:
        middle = (low + high + 1) // 2
        tried = encode(image, middle)
        if len(tried) <= most:
            low, jpeg = middle, tried
        else:
            high = middle - 1
    return jpeg


def _range(profile: PhotoProfile) -> tuple[int, int]:
    """Bytes that lie in the range however a kilobyte is counted, where there are any."""
    least, most = profile.min_kb * _KIB, profile.max_kb * _KB
    return (least, most) if least <= most else (profile.min_kb * _KB, profile.max_kb * _KIB)
