"""The bank check over HTTP (指南 三(五)): four elements compared by the bank that issued the card.

``POST {base}/v1/checks`` with ``{"bank", "card_number", "name", "document_type", "document_number", "phone"}``, signed as
``gateways.signing`` says; answer 200 ``{"answer": one of BankAnswer}``; docs/openapi/bank.yaml. Anything else tells nothing, so it
counts as no answer. The card number is in the body only, never in an address, an exception or a log.
"""

from dataclasses import asdict

import httpx

from core.errors import Unreachable
from core.ports import BankAnswer, BankQuestion, Clock
from gateways.signing import SignedClient, no_answer

_PATIENCE_SECONDS = 10.0


class HttpBank:
    """A ``BankCheck`` behind an address."""

    def __init__(
        self, client: httpx.AsyncClient, base_url: str, key: str, clock: Clock, *, seconds: float = _PATIENCE_SECONDS
    ) -> None:
        self._service = SignedClient(client, base_url, key, clock, seconds=seconds)

    async def check(self, question: BankQuestion, *, idempotency_key: str) -> BankAnswer:
        """Ask the bank once per ``idempotency_key``. Raises ``Unreachable`` when nothing is known."""
        response = await self._service.post("v1/checks", asdict(question), idempotency_key=idempotency_key)
        if response.status_code != httpx.codes.OK:
            raise no_answer("the bank check", response)
        try:
            return BankAnswer(response.json()["answer"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unreachable("the bank check answered something else") from error
