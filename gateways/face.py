"""The face check over HTTP (指南 二(三)1): a small contract of our own.

``POST {base}/v1/checks`` with ``{"request_id", "name", "document_number", "return_url", "notify_url"}``, signed as
``gateways.signing`` says, the request's id as idempotency key; 201 ``{"url"}`` is where the person goes, 422 ``{"code"}`` a no.
The result comes as a notification in the manner of Standard Webhooks: ``{"type": "face.decided", "data": {"request_id",
"outcome": "passed" | "failed" | "expired", "decided_at"}}``. Name and number are in the body only, never in an address or a log.
"""

from collections.abc import Mapping, Sequence

import httpx

from core.errors import Rejected, Unreachable
from core.model.proofs import FaceOutcome
from core.ports import Clock, FaceNews
from gateways.payments import fields
from gateways.payments.standard_webhooks import StandardWebhooks
from gateways.signing import SignedClient, no_answer, refusal_of

_PATIENCE_SECONDS = 8.0
_DECIDED = "face.decided"


class HttpFace:
    """A ``FaceCheck`` behind an address.

    :param secrets: what notifications are signed with, newest first.
    :param notify_url: where the provider tells the result.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        key: str,
        secrets: Sequence[str],
        clock: Clock,
        *,
        notify_url: str,
        name: str = "http",
        seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self.name = name
        self._service = SignedClient(client, base_url, key, clock, seconds=seconds)
        self._webhooks = StandardWebhooks(secrets, clock)
        self._notify_url = notify_url

    async def begin(self, request_id: str, name: str, document_number: str, return_url: str) -> str:
        """Open a check and return the address to visit. Raises ``Unreachable`` or ``Rejected``."""
        asked = {
            "request_id": request_id,
            "name": name,
            "document_number": document_number,
            "return_url": return_url,
            "notify_url": self._notify_url,
        }
        response = await self._service.post("v1/checks", asked, idempotency_key=request_id)
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise Rejected(refusal_of(response))
        if response.status_code != httpx.codes.CREATED:
            raise no_answer("the face check", response)
        return _address(response)

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> FaceNews:
        """Verify the raw bytes and read them. Raises ``Forbidden`` or ``Rejected``."""
        self._webhooks.verified(headers, body)
        event = fields.json_object(body)
        if event.get("type") != _DECIDED:
            raise fields.Malformed("type")
        data = fields.an_object(event.get("data"), "data")
        try:
            outcome = FaceOutcome(fields.number(data, "outcome"))
        except ValueError:
            raise fields.Malformed("outcome") from None
        return FaceNews(fields.number(data, "request_id"), outcome, fields.instant(data, "decided_at"))


def _address(response: httpx.Response) -> str:
    try:
        address = response.json()["url"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable("the face check answered something else") from error
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise Unreachable("the face check gave no address")
    return address
