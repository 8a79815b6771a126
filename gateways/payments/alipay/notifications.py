"""Alipay's notifications: a signed form. News of a refund come the same way, and must neither pay again nor un-pay."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from core.errors import Forbidden, Rejected
from core.model.payment import Notification, NotificationKind, RefundState, Source, Success
from gateways.payments import fields
from gateways.payments.alipay.reading import CLOSED, NAME, PAID, WAITING, Merchant, amount_of, instant_of
from gateways.payments.alipay.signatures import Signatures

_MOST_FIELDS = 200
_LONGEST_TYPE = 64
_LONGEST_REFUND_NUMBER = 64
_TRADE = "trade_status_sync"
_CHANGES_WITH_EACH_SENDING = frozenset({"sign", "notify_time"})


class Notifications:
    """Reads what is posted to us."""

    def __init__(self, signatures: Signatures, merchant: Merchant) -> None:
        self._signatures = signatures
        self._merchant = merchant

    def read(self, body: bytes) -> Notification:
        """The notification. Raises ``Forbidden`` for what Alipay hasn't signed, ``Rejected`` for what has no meaning."""
        told = _form(body)
        self._signatures.check(told)
        event_id = _event_id(told)
        status = told.get("trade_status", "")
        if not status and told.get("notify_type", _TRADE) != _TRADE:
            kind = fields.number(told, "notify_type", _LONGEST_TYPE)
            return Notification(NAME, event_id, NotificationKind.OTHER, kind)
        kind = fields.number(told, "trade_status", _LONGEST_TYPE)
        number = fields.number(told, "out_trade_no")
        if _gives_back(told):
            return self._refund(event_id, kind, number, told)
        if kind in PAID:
            paid = self._success(number, told)
            return Notification(NAME, event_id, NotificationKind.SUCCESS, kind, success=paid, out_trade_no=number)
        if kind == CLOSED and not told.get("gmt_payment") and self._merchant.is_payee_of(told):
            return Notification(NAME, event_id, NotificationKind.CLOSED, kind, out_trade_no=number)
        meaning = NotificationKind.FAILED if kind == WAITING else NotificationKind.OTHER
        return Notification(NAME, event_id, meaning, kind, out_trade_no=number)

    def _success(self, number: str, told: Mapping[str, str]) -> Success:
        return Success(
            provider=NAME,
            out_trade_no=number,
            transaction_id=fields.number(told, "trade_no"),
            amount=amount_of(told, "total_amount"),
            success_time=instant_of(told, "gmt_payment"),
            source=Source.WEBHOOK,
            payee_is_us=self._merchant.is_payee_of(told),
        )

    def _refund(self, event_id: str, kind: str, number: str, told: Mapping[str, str]) -> Notification:
        """A refund that came through; without a number of its own it goes by the order's. Of another merchant it is only kept."""
        if not self._merchant.is_payee_of(told):
            return Notification(NAME, event_id, NotificationKind.OTHER, kind, out_trade_no=number)
        named = next((name for name in ("out_biz_no", "out_request_no") if told.get(name)), "out_trade_no")
        return Notification(
            NAME,
            event_id,
            NotificationKind.REFUND,
            kind,
            out_trade_no=number,
            out_refund_no=fields.number(told, named, _LONGEST_REFUND_NUMBER),
            transaction_id=fields.number(told, "trade_no"),
            refund_state=RefundState.SUCCEEDED,
            refund_amount=amount_of(told, "refund_fee") if told.get("refund_fee") else None,
        )


def _form(body: bytes) -> dict[str, str]:
    """The parameters, decoded once. Raises ``Forbidden`` for a key that comes twice: who signed which of them?"""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Rejected("MALFORMED", "no form") from None
    told = dict(pairs)
    if len(told) != len(pairs):
        raise Forbidden("a parameter comes twice")
    return told


def _event_id(told: Mapping[str, str]) -> str:
    """Deliveries of the same news are one event; ``notify_id`` may be missing, then what is said is all there is."""
    said = {name: value for name, value in told.items() if name not in _CHANGES_WITH_EACH_SENDING}
    own = told.get("notify_id") and fields.number(told, "notify_id", 128)
    return fields.event_id(own or "alipay", json.dumps(said, sort_keys=True).encode())


def _gives_back(told: Mapping[str, str]) -> bool:
    """Whether it is the notice of a refund: it names an amount that went back, or when."""
    fee = told.get("refund_fee")
    return bool(told.get("gmt_refund")) or (bool(fee) and fields.yuan(told, "refund_fee") > 0)
