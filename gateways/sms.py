"""Short messages over HTTP: a small gateway contract of our own.

``POST {base}/v1/messages`` with ``{"phone", "text"}``, signed as ``gateways.signing`` says; 202 when the carrier has it, 422
``{"code"}`` when it won't take it. The same idempotency key is sent once. Texts carry codes: none appears in an exception or a log.
"""

import httpx

from core.errors import Rejected, Unreachable
from core.ports import Clock
from gateways.signing import SignedClient, refusal_of

_PATIENCE_SECONDS = 10.0


class HttpSms:
    """An ``Sms`` behind an address."""

    def __init__(
        self, client: httpx.AsyncClient, base_url: str, key: str, clock: Clock, *, seconds: float = _PATIENCE_SECONDS
    ) -> None:
        self._service = SignedClient(client, base_url, key, clock, seconds=seconds)

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        """Hand one message to the carrier. Raises ``Unreachable`` or ``Rejected``."""
        response = await self._service.post("v1/messages", {"phone": phone, "text": text}, idempotency_key=idempotency_key)
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise Rejected(refusal_of(response))
        if response.status_code != httpx.codes.ACCEPTED:
            raise Unreachable(f"the SMS gateway answered {response.status_code}")
