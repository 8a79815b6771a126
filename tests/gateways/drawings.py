"""Drawn photos: nobody's face, but one that the detector takes for a face."""

import random
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int] | str


def portrait(
    size: tuple[int, int] = (413, 531), *, at: tuple[float, float] = (0.5, 0.47), scale: float = 1.0, background: Colour = "white"
) -> Image.Image:
    """A drawn person: ``at`` is the middle of the face in parts of the picture, ``scale`` 1 makes a face 190 pixels wide."""
    image = Image.new("RGB", size, background)
    draw_person(image, at, scale)
    return image.filter(ImageFilter.GaussianBlur(2.2 * scale))


def draw_person(image: Image.Image, at: tuple[float, float], scale: float) -> None:
    """Draw a person into ``image``."""
    pen = ImageDraw.Draw(image)
    x0, y0 = image.width * at[0], image.height * at[1]

    def oval(x: float, y: float, wide: float, tall: float, fill: Colour) -> None:
        pen.ellipse((x0 + (x - wide) * scale, y0 + (y - tall) * scale, x0 + (x + wide) * scale, y0 + (y + tall) * scale), fill=fill)

    def block(x: float, y: float, wide: float, tall: float, fill: Colour) -> None:
        pen.rectangle(
            (x0 + (x - wide) * scale, y0 + (y - tall) * scale, x0 + (x + wide) * scale, y0 + (y + tall) * scale), fill=fill
        )

    oval(0, 270, 175, 150, (50, 65, 95))  # shoulders
    block(0, 130, 38, 40, (205, 165, 140))
    oval(0, -40, 112, 125, (38, 30, 28))  # hair
    oval(0, 10, 95, 125, (232, 195, 168))
    oval(0, -70, 80, 40, (236, 200, 174))
    for side in (-1, 1):
        oval(side * 40, -8, 28, 20, (200, 160, 135))
        block(side * 40, -30, 27, 4, (60, 45, 38))
        oval(side * 40, -5, 20, 10, (250, 248, 245))
        oval(side * 40, -5, 10, 10, (40, 28, 22))
        oval(side * 58, 40, 22, 18, (226, 180, 155))
        oval(side * 12, 52, 10, 6, (165, 115, 95))
    oval(0, 30, 14, 30, (240, 205, 180))
    oval(0, 84, 34, 10, (175, 95, 90))
    block(0, 84, 32, 1, (110, 50, 50))
    oval(0, 106, 20, 6, (205, 165, 140))


def noisy(image: Image.Image, strength: int = 14) -> Image.Image:
    """The picture with the grain of a camera, so that it compresses like a photo; the same grain every time."""
    chance = random.Random(11)
    grain = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
    spread = grain.point(lambda value: 128 + (value - 128) * strength * 0.014)
    return Image.blend(image, spread.convert("RGB"), 0.18)


def jpeg(image: Image.Image, quality: int = 92, **options: Any) -> bytes:
    """``image`` as JPEG."""
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def png(image: Image.Image, **options: Any) -> bytes:
    """``image`` as PNG."""
    out = BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()
