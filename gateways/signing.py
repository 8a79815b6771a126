"""How we sign what we ask of the bank check and the SMS gateway: HMAC-SHA-256 over instant, idempotency key, path and body.

Kaoban-Timestamp: 1605492000              seconds since 1970
Idempotency-Key: 7f3c…                    the same for the same question, however often it is sent
Kaoban-Signature: v1=<hex of HMAC-SHA-256(key, "1605492000\\n7f3c…\\n/v1/checks\\n" + body)>
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import httpx

from core.errors import Unreachable
from core.ports import Clock

_LONGEST_CODE = 64
_COME_AGAIN = frozenset({408, 425, 429})


class Pointless(Unreachable):
    """There was an answer, and asking the same again would bring no other: our signature, our key or the question is at fault."""


class SignedClient:
    """Posts signed JSON to one service of the outside world."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, key: str, clock: Clock, *, seconds: float) -> None:
        if not key:
            raise ValueError("a gateway needs its key")
        self._client = client
        self._base = httpx.URL(base_url.rstrip("/") + "/")
        self._key = key.encode()
        self._clock = clock
        self._timeout = httpx.Timeout(seconds)

    async def post(self, path: str, values: Mapping[str, Any], *, idempotency_key: str) -> httpx.Response:
        """Send ``values`` to ``path`` below the base address. Raises ``Unreachable`` when there is no whole answer in time."""
        body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        url = self._base.join(path)
        try:
            return await self._client.post(
                url, content=body, headers=self._headers(url.path, idempotency_key, body), timeout=self._timeout
            )
        except httpx.HTTPError as error:
            raise Unreachable(f"{url.host} doesn't answer: {type(error).__name__}") from error

    def _headers(self, path: str, idempotency_key: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock.now().timestamp()))
        signed = f"{timestamp}\n{idempotency_key}\n{path}\n".encode() + body
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": idempotency_key,
            "Kaoban-Timestamp": timestamp,
            "Kaoban-Signature": f"v1={hmac.new(self._key, signed, hashlib.sha256).hexdigest()}",
        }


def no_answer(what: str, response: httpx.Response) -> Unreachable:
    """What to raise for a status that tells nothing: worth another try where the service is at fault, pointless where we are."""
    status = response.status_code
    kind = Pointless if 400 <= status < 500 and status not in _COME_AGAIN else Unreachable
    return kind(f"{what} answered {status}")


def refusal_of(response: httpx.Response) -> str:
    """The word with which a service said no: ``{"code"}``; ``unknown`` where it gave none."""
    try:
        code = response.json()["code"]
    except (ValueError, KeyError, TypeError):
        return "unknown"
    return code[:_LONGEST_CODE] if isinstance(code, str) else "unknown"
