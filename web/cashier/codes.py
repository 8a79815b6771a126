"""What another device has to scan becomes a QR code on the page."""

from io import BytesIO

import segno
from markupsafe import Markup


def code_of(address: str) -> Markup:
    """The code as a drawing inside the page, with a quiet zone and of a size that a phone reads from a screen."""
    drawing = BytesIO()
    segno.make_qr(address, error="m").save(drawing, kind="svg", scale=6, border=4, xmldecl=False, svgns=True, light="#fff")
    return Markup(drawing.getvalue().decode())  # noqa: S704 - drawn here, nothing of it was told by anybody
