"""The sandbox provider: a payment gateway for demos, tests and exercises, behind the same port as the real ones.

Requests are signed JSON as ``gateways.signing`` says, the newest secret as key: ``POST {base}/v1/orders``, ``…/orders/query``,
``…/orders/close``, ``/v1/refunds``, ``…/refunds/query``, ``/v1/bills``. A refusal is 409 ``{"code"}``; an unknown number 404.
Notifications are Standard Webhooks: ``{"type": "payment.succeeded", "timestamp": …, "data": {"out_trade_no", "transaction_id",
"amount" (minor units), "currency", "paid_at"}}``, likewise ``payment.failed``, ``payment.closed`` and ``refund.*``.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import httpx

from core.errors import Rejected, Unreachable
from core.model.payment import AttemptState, BilledRefund, Notification, NotificationKind, RefundState, Source, Success
from core.ports import Clock, OrderRequest, OrderState, RefundRequest, WayToPay
from gateways.payments import fields
from gateways.payments.standard_webhooks import StandardWebhooks
from gateways.signing import SignedClient

State = TypeVar("State")
Line = TypeVar("Line")
_PATIENCE_SECONDS = 8.0
_LONGEST_TYPE = 64
UNKNOWN_ORDER = "ORDER_NOT_EXIST"
_LONGEST_REFUND_NUMBER = 72
_STATES: Mapping[str, AttemptState] = {
    "NOTPAY": AttemptState.PENDING,
    "SUCCESS": AttemptState.PAID,
    "CLOSED": AttemptState.CLOSED,
}
_REFUND_STATES: Mapping[str, RefundState] = {
    "PROCESSING": RefundState.PROCESSING,
    "SUCCESS": RefundState.SUCCEEDED,
    "ABNORMAL": RefundState.ABNORMAL,
    "CLOSED": RefundState.CLOSED,
}
_KINDS: Mapping[str, NotificationKind] = {
    "payment.succeeded": NotificationKind.SUCCESS,
    "payment.failed": NotificationKind.FAILED,
    "payment.closed": NotificationKind.CLOSED,
}
_REFUND_TYPES: Mapping[str, RefundState] = {
    "refund.processing": RefundState.PROCESSING,
    "refund.succeeded": RefundState.SUCCEEDED,
    "refund.abnormal": RefundState.ABNORMAL,
    "refund.closed": RefundState.CLOSED,
    "refund.failed": RefundState.CLOSED,
}


class SandboxProvider:
    """A ``PaymentProvider`` behind an address; ``secrets`` newest first. Raises ``ValueError`` without a good secret."""

    name = "sandbox"

    def __init__(self, client: httpx.AsyncClient, base_url: str, secrets: Sequence[str], clock: Clock) -> None:
        self._webhooks = StandardWebhooks(secrets, clock)
        self._service = SignedClient(client, base_url, secrets[0], clock, seconds=_PATIENCE_SECONDS)

    async def create(self, order: OrderRequest, *, flow: str) -> WayToPay:
        """Open the order; the same number again gives the same address. Raises ``Rejected`` where it is paid or closed."""
        answer = await self._post(
            "v1/orders",
            {
                "out_trade_no": order.out_trade_no,
                "amount": order.amount.minor,
                "currency": order.amount.currency,
                "description": order.description,
                "time_expire": order.time_expire.isoformat(),
                "notify_url": order.notify_url,
                "return_url": order.return_url,
                "flow": flow,
            },
            key=order.out_trade_no,
        )
        address = answer.get("pay_url")
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise Unreachable("the sandbox gave no address to pay at")
        return WayToPay(address)

    async def query(self, out_trade_no: str) -> OrderState:
        """What the sandbox knows of the order. Raises ``Unreachable``."""
        return await self._order("v1/orders/query", out_trade_no)

    async def close(self, out_trade_no: str) -> OrderState:
        """Close the order; one that was paid first comes back as paid. Raises ``Unreachable``."""
        return await self._order("v1/orders/close", out_trade_no)

    async def refund(self, request: RefundRequest) -> RefundState:
        """Ask for money back; the same number gives back once. Raises ``Unreachable`` or ``Rejected``."""
        answer = await self._post(
            "v1/refunds",
            {
                "out_trade_no": request.out_trade_no,
                "transaction_id": request.transaction_id,
                "out_refund_no": request.out_refund_no,
                "amount": request.amount.minor,
                "currency": request.amount.currency,
                "reason": request.reason,
            },
            key=request.out_refund_no,
        )
        return _state(_REFUND_STATES, answer)

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:  # noqa: ARG002 - not asked for
        """How far the refund has come. Raises ``Unreachable``, or ``Rejected`` for a number it never heard of."""
        answer = await self._post("v1/refunds/query", {"out_refund_no": out_refund_no}, key=out_refund_no)
        return _state(_REFUND_STATES, answer)

    async def fetch_bill(self, day: date) -> Sequence[Success]:
        """Every charge of that day. Raises ``Unreachable`` while the day isn't over."""
        return await self._bill(day, "charges", lambda line: _success(line, Source.BILL))

    async def fetch_refund_bill(self, day: date) -> Sequence[BilledRefund]:
        """Every refund of that day. Raises ``Unreachable`` while the day isn't over."""
        return await self._bill(day, "refunds", _billed_refund)

    async def _bill(self, day: date, part: str, read: Callable[[Mapping[str, Any]], Line]) -> list[Line]:
        try:
            answer = await self._post("v1/bills", {"day": day.isoformat()}, key=day.isoformat())
            lines = answer.get(part)
            if not isinstance(lines, list):
                raise Unreachable("the sandbox sent no bill")
            return [read(fields.an_object(line, part)) for line in lines]
        except Rejected as error:
            raise Unreachable(f"no bill: {error}") from error

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Verify the raw bytes and read them. Raises ``Forbidden`` for a bad signature or age, ``Rejected`` for nonsense."""
        told_id = self._webhooks.verified(headers, body)
        event = fields.json_object(body)
        kind = fields.number(event, "type", _LONGEST_TYPE)
        event_id = fields.event_id(told_id, fields.fingerprinted(kind, event.get("data")))
        if kind in _REFUND_TYPES:
            return _refund_news(event_id, kind, fields.an_object(event.get("data"), "data"))
        if kind not in _KINDS:
            return Notification(self.name, event_id, NotificationKind.OTHER, kind)
        data = fields.an_object(event.get("data"), "data")
        paid = _success(data, Source.WEBHOOK) if kind == "payment.succeeded" else None
        number = fields.number(data, "out_trade_no")
        return Notification(self.name, event_id, _KINDS[kind], kind, success=paid, out_trade_no=number)

    async def _order(self, path: str, out_trade_no: str) -> OrderState:
        try:
            answer = await self._post(path, {"out_trade_no": out_trade_no}, key=out_trade_no)
            state = _state(_STATES, answer)
            success = _success(answer, Source.QUERY) if state is AttemptState.PAID else None
            return OrderState(state, known=True, success=success, detail=str(answer.get("state")))
        except Rejected as error:
            if error.code == UNKNOWN_ORDER:
                return OrderState(AttemptState.PENDING, known=False, detail=error.code)
            raise Unreachable(f"the sandbox didn't say how the order stands: {error}") from error

    async def _post(self, path: str, values: Mapping[str, Any], *, key: str) -> Mapping[str, Any]:
        response = await self._service.post(path, values, idempotency_key=f"{path}:{key}")
        if response.status_code in {httpx.codes.NOT_FOUND, httpx.codes.CONFLICT}:
            raise Rejected(_code(response))
        if response.status_code != httpx.codes.OK:
            raise Unreachable(f"the sandbox answered {response.status_code}")
        try:
            return fields.json_object(response.content)
        except Rejected as error:
            raise Unreachable("the sandbox answered something else") from error


def _code(response: httpx.Response) -> str:
    try:
        return fields.number(fields.json_object(response.content), "code")
    except Rejected as error:
        raise Unreachable(f"the sandbox answered {response.status_code} without saying why") from error


def _success(values: Mapping[str, Any], source: Source) -> Success:
    return Success(
        provider=SandboxProvider.name,
        out_trade_no=fields.number(values, "out_trade_no"),
        transaction_id=fields.number(values, "transaction_id"),
        amount=fields.money(values),
        success_time=fields.instant(values, "paid_at"),
        source=source,
    )


def _billed_refund(values: Mapping[str, Any]) -> BilledRefund:
    return BilledRefund(
        provider=SandboxProvider.name,
        out_refund_no=fields.number(values, "out_refund_no", _LONGEST_REFUND_NUMBER),
        transaction_id=fields.number(values, "transaction_id"),
        amount=fields.money(values),
        state=_state(_REFUND_STATES, values),
    )


def _refund_news(event_id: str, kind: str, data: Mapping[str, Any]) -> Notification:
    return Notification(
        SandboxProvider.name,
        event_id,
        NotificationKind.REFUND,
        kind,
        out_trade_no=fields.optional_number(data, "out_trade_no"),
        out_refund_no=fields.number(data, "out_refund_no", _LONGEST_REFUND_NUMBER),
        transaction_id=fields.optional_number(data, "transaction_id"),
        refund_state=_REFUND_TYPES[kind],
        refund_amount=fields.money(data) if data.get("amount") is not None else None,
    )


def _state(states: Mapping[str, State], answer: Mapping[str, Any]) -> State:
    try:
        return states[answer["state"]]
    except (KeyError, TypeError):
        raise Unreachable("the sandbox named a state that doesn't exist") from None
