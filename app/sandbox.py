"""The sandbox world on this very server: twins of the outside world behind real HTTP, and the demo panel."""

from io import BytesIO

from fastapi import FastAPI
from PIL import Image

from app.build import House


def mount_sandbox(app: FastAPI, house: House) -> None:
    """Mount bank, carrier, payment gateway and panel. Raises ``TypeError`` where the clock can't be moved."""
    raise NotImplementedError


def placeholder_photo() -> bytes:
    """A plain grey picture for candidates whom nobody photographed."""
    buffer = BytesIO()
    Image.new("RGB", (295, 413), (214, 219, 225)).save(buffer, "JPEG")
    return buffer.getvalue()
