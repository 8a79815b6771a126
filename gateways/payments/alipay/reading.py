"""What Alipay says of a trade, the same words in notifications and in answers: yuan as texts, instants +08:00 without saying so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.model.money import Money
from core.model.payment import AttemptState
from gateways.payments import fields

NAME = "alipay"
ZONE = ZoneInfo("Asia/Shanghai")
CURRENCY = "CNY"
PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
CLOSED = "TRADE_CLOSED"
WAITING = "WAIT_BUYER_PAY"
_INSTANT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Merchant:
    """Whose money it must be: the app it was ordered through and the seller who gets it."""

    app_id: str
    seller_id: str

    def is_payee_of(self, told: Mapping[str, Any]) -> bool:
        """Whether a notification names both, and both are ours."""
        return (told.get("app_id"), told.get("seller_id")) == (self.app_id, self.seller_id)


def amount_of(told: Mapping[str, Any], field: str) -> Money:
    """An amount; it is the renminbi unless another currency is named. Raises ``Malformed``."""
    currency = told.get("trans_currency") or CURRENCY
    return fields.money({"minor": fields.yuan(told, field), "currency": currency}, "minor")


def instant_of(told: Mapping[str, Any], field: str) -> datetime:
    """``2020-11-20 15:59:59`` in China's time. Raises ``Malformed``."""
    value = told.get(field)
    try:
        at = datetime.strptime(value if isinstance(value, str) else "", _INSTANT).replace(tzinfo=ZONE)
    except ValueError:
        raise fields.Malformed(field) from None
    return fields.instant({field: at.isoformat()}, field)


def order_state(told: Mapping[str, Any]) -> AttemptState:
    """How a trade that was asked about stands: one that was paid and given back since counts as paid. Raises ``Malformed``."""
    status = told.get("trade_status")
    if status in PAID or (status == CLOSED and told.get("send_pay_date")):
        return AttemptState.PAID
    if status == CLOSED:
        return AttemptState.CLOSED
    if status == WAITING:
        return AttemptState.PENDING
    raise fields.Malformed("trade_status")
