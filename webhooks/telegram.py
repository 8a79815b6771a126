"""Where Telegram brings its updates. Two secrets guard it, one in the path and one in a header, both compared in constant time."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from core.errors import OutsideWorldError

HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MOST_BYTES = 1024 * 1024

Accept = Callable[[Mapping[str, Any]], Awaitable[None]]


def routes(accept: Accept, *, path_secret: str, header_secret: str) -> APIRouter:
    """``POST /webhooks/telegram/{secret}``; with an empty secret the door stays shut.

    :param accept: takes an update in and returns before it is handled; raises ``ValueError`` for what is no update and
        ``OutsideWorldError`` when it must be brought again.
    """
    router = APIRouter()

    @router.post("/webhooks/telegram/{secret}", include_in_schema=False)
    async def bring(secret: str, request: Request) -> Response:
        if not _fits(secret, path_secret):
            return Response(status_code=404)
        if not _fits(request.headers.get(HEADER, ""), header_secret):
            return Response(status_code=401)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        return Response(status_code=await _taken(accept, body))

    return router


async def _taken(accept: Accept, body: bytes) -> int:
    try:
        update = _read(body)
        await accept(update)
    except (ValueError, RecursionError):
        return 400
    except OutsideWorldError:
        return 503
    return 200


def _read(body: bytes) -> dict[str, Any]:
    """The JSON object. Raises ``ValueError`` for anything else, and for characters and numbers that no database keeps."""
    update = json.loads(body, parse_constant=_refuse)
    if not isinstance(update, dict) or (b"\\u0000" in body and _has_nul(update)):
        raise ValueError("no update")
    json.dumps(update, ensure_ascii=False).encode()  # half a surrogate pair can't be written
    return update


def _has_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_nul(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(_has_nul(part) for part in value)
    return isinstance(value, str) and "\0" in value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


async def _body(request: Request) -> bytes | None:
    """The body, ``None`` when it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return bytes(body)


def _fits(given: str, secret: str) -> bool:
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())
