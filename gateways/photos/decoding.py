"""From bytes that anybody may have sent to a picture in plain colours, or to the one fault that stopped it.

Nothing is decoded before size, first bytes, pixels and the number of passes are known to be sane; only the JPEG and PNG readers are
ever opened. What comes out is upright RGB in sRGB without any metadata: what the file told of place and camera ends here.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms

from core.ports import PhotoFault

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_SCAN = b"\xff\xda"
_MOST_SCANS = 50  # a progressive photo has about ten; thousands of them would keep a core busy for hours
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = {5, 6, 7, 8}
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a photo may ask of the machine. JPEG may have more pixels: a large one is decoded at a fraction of its size."""

    bytes: int = 10 * 1024 * 1024
    jpeg_pixels: int = 64_000_000
    png_pixels: int = 25_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright picture in RGB. ``width`` and ``height`` are the file's own; ``image`` may be a fraction of them."""

    image: Image.Image
    width: int
    height: int


class Unreadable(Exception):
    """A file that gives no picture.

    :ivar fault: why.
    :ivar size: width and height where the file told them, else zeros.
    """

    def __init__(self, fault: PhotoFault, size: tuple[int, int] = (0, 0)) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.size = size


def decode(raw: bytes, limits: Limits, needed: tuple[int, int]) -> Picture:
    """The picture in ``raw``; a large JPEG no smaller than ``needed`` (width, height). Raises ``Unreadable``."""
    if len(raw) > limits.bytes:
        raise Unreadable(PhotoFault.TOO_MANY_BYTES)
    is_jpeg = raw.startswith(_JPEG)
    if not is_jpeg and not raw.startswith(_PNG):
        raise Unreadable(PhotoFault.NOT_AN_IMAGE)
    if is_jpeg and raw.count(_JPEG_SCAN) > _MOST_SCANS:
        raise Unreadable(PhotoFault.DAMAGED)
    try:
        with Image.open(BytesIO(raw), formats=("JPEG",) if is_jpeg else ("PNG",)) as opened:
            return _read(opened, limits.jpeg_pixels if is_jpeg else limits.png_pixels, needed)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(PhotoFault.TOO_MANY_PIXELS) from error
    except (*_BROKEN, Warning) as error:
        raise Unreadable(PhotoFault.DAMAGED) from error


def _read(opened: Image.Image, most_pixels: int, needed: tuple[int, int]) -> Picture:
    size = opened.size
    if size[0] * size[1] > most_pixels:
        raise Unreadable(PhotoFault.TOO_MANY_PIXELS, size)
    if opened.format == "PNG" and getattr(opened, "is_animated", False):
        raise Unreadable(PhotoFault.ANIMATED, size)
    # A JPEG of several pictures (depth, brightness for new screens) is a still photo: the first one is it.
    opened.draft("RGB", needed)
    opened.load()
    turn = _orientation(opened)
    image = _in_plain_colours(opened)
    upright = image.transpose(_TURNS[turn]) if turn in _TURNS else image
    return Picture(upright, *(size[::-1] if turn in _LYING else size))


def _orientation(opened: Image.Image) -> int | None:
    """How the camera was held; nothing where the file says it in a way that can't be read."""
    try:
        turn = opened.getexif().get(_ORIENTATION)
    except (*_BROKEN, Warning):
        return None
    return turn if isinstance(turn, int) else None


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """RGB in sRGB; what is transparent lies on white."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    elif image.mode.startswith("I"):
        image = image.convert("I").point(lambda depth: depth / 256).convert("L")
    if isinstance(profile, bytes) and image.mode in {"RGB", "CMYK", "L"}:
        image = _to_srgb(image, profile)
    plain = image.convert("RGB")
    plain.info.clear()
    return plain


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken colour profile is no reason to lose the photo
