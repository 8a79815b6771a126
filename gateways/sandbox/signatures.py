"""How the sandbox twins check who asks: written from the contract, apart from the code that signs, so that a slip there shows."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request

from core.ports import Clock

_MOST_SECONDS_APART = 300
_LARGEST_BYTES = 16_384
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose signature was good.

    :param digest: fingerprint of the body, to tell the same question from another one under the same key.
    """

    idempotency_key: str
    values: dict[str, Any]
    digest: str


async def verified(request: Request, key: str, clock: Clock) -> Asked:
    """The request, once its signature, age and form are good. Raises ``HTTPException`` 400, 401 or 413."""
    body = await _body(request)
    headers = request.headers
    timestamp, idempotency_key = headers.get("kaoban-timestamp", ""), headers.get("idempotency-key", "")
    message = f"{timestamp}\n{idempotency_key}\n{request.url.path}\n".encode() + body
    expected = "v1=" + hmac.digest(key.encode(), message, "sha256").hex()
    if not hmac.compare_digest(expected.encode(), headers.get("kaoban-signature", "").encode()):
        raise HTTPException(401, "signature")
    if not timestamp.isdecimal() or abs(clock.now().timestamp() - int(timestamp)) > _MOST_SECONDS_APART:
        raise HTTPException(401, "timestamp")
    if not 1 <= len(idempotency_key) <= _LONGEST_KEY:
        raise HTTPException(400, "idempotency key")
    return Asked(idempotency_key, _object(body), hashlib.sha256(body).hexdigest())


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BYTES:
            raise HTTPException(413, "too large")
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body)
    except ValueError:
        raise HTTPException(400, "not JSON") from None
    if not isinstance(values, dict):
        raise HTTPException(400, "not an object")
    return values
