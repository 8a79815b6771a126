"""Raw bodies of calls from machines, within a limit that is counted while the bytes arrive."""

from fastapi import Request

LARGEST_BYTES = 65_536


class TooLarge(Exception):
    """The body is larger than any notification."""


async def raw_body(request: Request) -> bytes:
    """The raw bytes. Raises ``TooLarge`` as soon as it shows."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:12]) > LARGEST_BYTES:
        raise TooLarge(told[:12])
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise TooLarge(f"more than {LARGEST_BYTES}")
    return bytes(body)
