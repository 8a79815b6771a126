"""``POST /webhooks/sms/{provider}``: signed delivery receipts, each kept once."""

from collections.abc import Mapping

from fastapi import APIRouter

from core.ports import SmsReceipts
from core.services.accounts.receipts import Receipts
from webhooks.hearing import signed_calls
from webhooks.payments.gate import Gate


def routes(receipts: Receipts, carriers: Mapping[str, SmsReceipts], *, gate: Gate | None = None) -> APIRouter:
    """The one route; ``carriers`` are those whose receipts can be verified."""
    return signed_calls("/webhooks/sms", {name: one.parse_receipts for name, one in carriers.items()}, receipts.hear, gate=gate)
