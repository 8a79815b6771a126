"""Draws characters as a picture, and speaks them for those who don't see it; off the event loop."""

import asyncio

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha

_WIDTH, _HEIGHT = 240, 80


class CaptchaArtist:
    """Pictures and recordings of characters."""

    async def picture(self, text: str) -> bytes:
        """A PNG."""
        return await asyncio.to_thread(_draw, text)

    async def sound(self, text: str) -> bytes:
        """A WAV of the digits, spoken in English over noise."""
        return await asyncio.to_thread(_speak, text)


def _draw(text: str) -> bytes:
    return ImageCaptcha(_WIDTH, _HEIGHT).generate(text, format="png").getvalue()


def _speak(text: str) -> bytes:
    return bytes(AudioCaptcha().generate(text))
