"""What WeChat Pay says of a charge or a refund, the same words in notifications and in answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from core.model.money import Money
from core.model.payment import AttemptState, RefundState, Source, Success
from gateways.payments import fields

Value = TypeVar("Value")
NAME = "wechat"
CURRENCY = "CNY"
LONGEST_REFUND_NUMBER = 64
_STATES: Mapping[str, AttemptState] = {
    "SUCCESS": AttemptState.PAID,
    "REFUND": AttemptState.PAID,
    "NOTPAY": AttemptState.PENDING,
    "USERPAYING": AttemptState.PENDING,
    "PAYERROR": AttemptState.PENDING,
    "CLOSED": AttemptState.CLOSED,
    "REVOKED": AttemptState.CLOSED,
}
_REFUND_STATES: Mapping[str, RefundState] = {
    "PROCESSING": RefundState.PROCESSING,
    "SUCCESS": RefundState.SUCCEEDED,
    "ABNORMAL": RefundState.ABNORMAL,
    "CLOSED": RefundState.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Merchant:
    """Whose money it must be: the merchant's number and the app it is paid through."""

    mchid: str
    appid: str

    def is_payee_of(self, told: Mapping[str, Any]) -> bool:
        """Whether a transaction names us, and us only. Raises ``Malformed`` for names that are no text."""
        names = (fields.optional_number(told, "mchid"), fields.optional_number(told, "appid"))
        return names == (self.mchid, self.appid)


def state_of(told: Mapping[str, Any]) -> AttemptState:
    """How the order stands; a refunded one was paid. Raises ``Malformed`` for a state that doesn't exist."""
    return _known(_STATES, told.get("trade_state"), "trade_state")


def refund_state_of(told: Mapping[str, Any], field: str) -> RefundState:
    """How far a refund has come. Raises ``Malformed`` for a state that doesn't exist."""
    return _known(_REFUND_STATES, told.get(field), field)


def success_of(told: Mapping[str, Any], merchant: Merchant, source: Source) -> Success:
    """The charge a transaction tells of: ``amount.total`` is compared, a coupon only lowers what the payer gave."""
    return Success(
        provider=NAME,
        out_trade_no=fields.number(told, "out_trade_no"),
        transaction_id=fields.number(told, "transaction_id"),
        amount=amount_of(fields.an_object(told.get("amount"), "amount"), "total"),
        success_time=fields.instant(told, "success_time"),
        source=source,
        payee_is_us=merchant.is_payee_of(told),
    )


def amount_of(told: Mapping[str, Any], field: str) -> Money:
    """An amount in fen; the currency may be left out, then it is the renminbi. Raises ``Malformed``."""
    return fields.money({"currency": CURRENCY} | {key: value for key, value in told.items() if value is not None}, field)


def _known(states: Mapping[str, Value], told: object, field: str) -> Value:
    if not isinstance(told, str) or told not in states:
        raise fields.Malformed(field)
    return states[told]
