"""Whether the background looks as the profile wants it. A hint: hair and clothes reach into every strip."""

from PIL import Image

_LOOK_AT = 240  # pixels of the longer side are enough to judge colours
_STRIP = 0.07  # of the width at either side, and of the height at the top
_DOWN_TO = 0.45  # shoulders begin below
_NEAR = 36  # steps of 255 that light and noise may differ from the common colour
_ENOUGH = 0.88  # of what is seen has to be near it


def suits(image: Image.Image, background: str) -> bool:
    """Whether the edge of the photo is of one colour, and of the right one.

    :param background: ``white``, ``blue``, ``red``; anything else but ``any`` only has to be plain.
    """
    if background == "any":
        return True
    import numpy

    pixels = numpy.asarray(image.resize(_small(image.size), Image.Resampling.BOX)).astype(int)
    height, width, _ = pixels.shape
    side, top, down = max(1, round(width * _STRIP)), max(1, round(height * _STRIP)), max(1, round(height * _DOWN_TO))
    strips = (pixels[:top], pixels[top:down, :side], pixels[top:down, -side:])
    seen = numpy.concatenate([strip.reshape(-1, 3) for strip in strips])
    common = numpy.median(seen, axis=0)
    near = (abs(seen - common).max(axis=1) <= _NEAR).mean()
    red, green, blue = (float(channel) for channel in common)
    return bool(near >= _ENOUGH) and _is_colour(background, red, green, blue)


def _is_colour(wanted: str, red: float, green: float, blue: float) -> bool:
    match wanted:
        case "white":
            return min(red, green, blue) >= 200 and max(red, green, blue) - min(red, green, blue) <= 30
        case "blue":
            return blue >= 110 and blue - red >= 40
        case "red":
            return red >= 120 and red - max(green, blue) >= 60
        case _:
            return True


def _small(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, _LOOK_AT / max(size))
    return (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
