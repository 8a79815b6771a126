"""Reads a posted form: within limits that are counted while the bytes arrive, and garbage is text that just doesn't fit."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request

_LARGEST_BYTES = 16_384
_MOST_FIELDS = 40
_LONGEST_VALUE = 2_000
_FORM = "application/x-www-form-urlencoded"


class NotAForm(Exception):
    """The body can't be read as one of our forms.

    :ivar status: 413 too large, 415 another type, 400 not understood.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a posted form, each once. Raises ``NotAForm``."""
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM:
        raise NotAForm(415)
    body = await _body(request)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError:
        raise NotAForm(400) from None
    return {name: value[:_LONGEST_VALUE] for name, value in pairs}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BYTES:
            raise NotAForm(413)
    return bytes(body)
