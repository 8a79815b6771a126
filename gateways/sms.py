"""Short messages over HTTP: a small gateway contract of our own.

``POST {base}/v1/messages`` with ``{"phone", "text"}`` and, where receipts are wanted, ``"notify_url"``, signed as
``gateways.signing`` says; 202 when the carrier has it, 422 ``{"code"}`` when it won't take it. The same idempotency key is sent
once, and names the message in its receipts. Those come in the manner of Standard Webhooks: ``{"type": "sms.reported", "data":
{"message_id", "state": "delivered" | "failed", "code", "reported_at"}}``. Texts carry codes: none appears in an exception or a log.
"""

from collections.abc import Mapping, Sequence

import httpx

from core.errors import Rejected
from core.model.proofs import SmsState
from core.ports import Clock, SmsReceipt
from gateways.payments import fields
from gateways.payments.standard_webhooks import StandardWebhooks
from gateways.signing import SignedClient, no_answer, refusal_of

_PATIENCE_SECONDS = 10.0
_REPORTED = "sms.reported"
_LONGEST_ID = 200


class HttpSms:
    """An ``Sms`` behind an address.

    :param notify_url: where the carrier reports what became of a message; "" asks for no receipts.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        key: str,
        clock: Clock,
        *,
        notify_url: str = "",
        seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._service = SignedClient(client, base_url, key, clock, seconds=seconds)
        self._more = {"notify_url": notify_url} if notify_url else {}

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        """Hand one message to the carrier. Raises ``Unreachable`` or ``Rejected``."""
        message = {"phone": phone, "text": text, **self._more}
        response = await self._service.post("v1/messages", message, idempotency_key=idempotency_key)
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise Rejected(refusal_of(response))
        if response.status_code != httpx.codes.ACCEPTED:
            raise no_answer("the SMS gateway", response)


class HttpSmsReceipts:
    """The ``SmsReceipts`` of the same carrier; ``secrets`` newest first."""

    def __init__(self, secrets: Sequence[str], clock: Clock) -> None:
        self._webhooks = StandardWebhooks(secrets, clock)

    def parse_receipts(self, headers: Mapping[str, str], body: bytes) -> Sequence[SmsReceipt]:
        """Verify the raw bytes and read the one receipt in them. Raises ``Forbidden`` or ``Rejected``."""
        self._webhooks.verified(headers, body)
        event = fields.json_object(body)
        if event.get("type") != _REPORTED:
            raise fields.Malformed("type")
        data = fields.an_object(event.get("data"), "data")
        try:
            state = SmsState(fields.number(data, "state"))
        except ValueError:
            raise fields.Malformed("state") from None
        code = fields.optional_number(data, "code") or ""
        return [SmsReceipt(fields.number(data, "message_id", _LONGEST_ID), state, code, fields.instant(data, "reported_at"))]
