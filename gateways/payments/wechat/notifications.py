"""WeChat Pay's notifications: whose they are, what is sealed in them, what it means.

An event of a kind we don't know is only verified and kept: nobody has to be able to read it.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import Unreachable
from core.model.payment import AttemptState, Notification, NotificationKind, Source
from gateways.payments import fields
from gateways.payments.wechat.reading import (
    LONGEST_REFUND_NUMBER,
    NAME,
    Merchant,
    amount_of,
    refund_state_of,
    state_of,
    success_of,
)
from gateways.payments.wechat.signatures import Signatures

PAID = "TRANSACTION.SUCCESS"
_REFUNDS: Mapping[str, str] = {"REFUND.SUCCESS": "SUCCESS", "REFUND.ABNORMAL": "ABNORMAL", "REFUND.CLOSED": "CLOSED"}
_ALGORITHM = "AEAD_AES_256_GCM"
_KEY_BYTES = 32
_NONCE_BYTES = range(8, 33)
_TAG_BYTES = 16
_LONGEST_ID = 100
_LONGEST_TYPE = 64


class Notifications:
    """Reads what is posted to us. Raises ``ValueError`` for an APIv3 key that isn't 32 bytes long."""

    def __init__(self, signatures: Signatures, apiv3_key: str, merchant: Merchant) -> None:
        key = apiv3_key.encode()
        if len(key) != _KEY_BYTES:
            raise ValueError("the APIv3 key of WeChat Pay is 32 bytes long")
        self._signatures = signatures
        self._cipher = AESGCM(key)
        self._merchant = merchant

    def read(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """The notification. Raises ``Forbidden``, ``Rejected``, or ``Unreachable`` where our APIv3 key doesn't open it."""
        self._signatures.check(headers, body)
        envelope = fields.json_object(body)
        told_id = fields.number(envelope, "id", _LONGEST_ID)
        kind = fields.number(envelope, "event_type", _LONGEST_TYPE)
        if kind != PAID and kind not in _REFUNDS:
            return Notification(NAME, fields.event_id(told_id, body), NotificationKind.OTHER, kind)
        content = self._opened(envelope)
        event_id, told = fields.event_id(told_id, content), fields.json_object(content)
        return self._payment(event_id, told) if kind == PAID else self._refund(event_id, kind, told)

    def _opened(self, envelope: Mapping[str, Any]) -> bytes:
        if envelope.get("resource_type") != "encrypt-resource":
            raise fields.Malformed("resource_type")
        resource = fields.an_object(envelope.get("resource"), "resource")
        if resource.get("algorithm") != _ALGORITHM:
            raise fields.Malformed("algorithm")
        nonce, beside = _bytes(resource, "nonce"), _bytes(resource, "associated_data")
        try:
            sealed = base64.b64decode(_bytes(resource, "ciphertext"), validate=True)
        except binascii.Error:
            raise fields.Malformed("ciphertext") from None
        if len(nonce) not in _NONCE_BYTES or len(sealed) <= _TAG_BYTES:
            raise fields.Malformed("ciphertext")
        try:
            return self._cipher.decrypt(nonce, sealed, beside)
        except InvalidTag:
            raise Unreachable("what WeChat Pay sealed doesn't open: is the APIv3 key the right one?") from None

    def _payment(self, event_id: str, told: Mapping[str, Any]) -> Notification:
        number = fields.number(told, "out_trade_no")
        match state_of(told):
            case AttemptState.PAID:
                paid = success_of(told, self._merchant, Source.WEBHOOK)
                return Notification(NAME, event_id, NotificationKind.SUCCESS, PAID, success=paid, out_trade_no=number)
            case AttemptState.CLOSED if self._merchant.is_payee_of(told):
                return Notification(NAME, event_id, NotificationKind.CLOSED, PAID, out_trade_no=number)
            case _:
                return Notification(NAME, event_id, NotificationKind.FAILED, PAID, out_trade_no=number)

    def _refund(self, event_id: str, kind: str, told: Mapping[str, Any]) -> Notification:
        """Money going back; of another merchant it is none of ours, and only kept."""
        number = fields.optional_number(told, "out_trade_no")
        if fields.optional_number(told, "mchid") not in {None, self._merchant.mchid}:
            return Notification(NAME, event_id, NotificationKind.OTHER, kind, out_trade_no=number)
        amount = told.get("amount")
        return Notification(
            NAME,
            event_id,
            NotificationKind.REFUND,
            kind,
            out_trade_no=number,
            out_refund_no=fields.number(told, "out_refund_no", LONGEST_REFUND_NUMBER),
            transaction_id=fields.optional_number(told, "transaction_id"),
            refund_state=refund_state_of({"refund_status": _REFUNDS[kind]} | dict(told), "refund_status"),
            refund_amount=None if amount is None else amount_of(fields.an_object(amount, "amount"), "refund"),
        )


def _bytes(resource: Mapping[str, Any], field: str) -> bytes:
    """A text of the envelope; what is left out is empty. Raises ``Malformed`` for anything else."""
    value = resource.get(field)
    if value is None:
        return b""
    if not isinstance(value, str):
        raise fields.Malformed(field)
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise fields.Malformed(field) from None
