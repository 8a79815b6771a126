"""Stripe behind the port, for exams abroad: an extra of the installation, whose library is imported only where it is enabled.

An order is a Checkout session whose ``client_reference_id`` is our order number; a payment intent carries it in its metadata.
Only a session that says ``paid`` is a success; a failed try is never final.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import stripe

from core.errors import Forbidden, Rejected, Unreachable
from core.model.payment import AttemptState, BilledRefund, Notification, NotificationKind, RefundState, Source, Success
from core.ports import Clock, OrderRequest, OrderState, RefundRequest, WayToPay
from gateways.payments import fields

NAME = "stripe"
OLDEST_SECONDS = 300
_PATIENCE_SECONDS = 8.0
_PAGE = 100
_DAY = 86_400
_SHORTEST_LIFE, _LONGEST_LIFE = timedelta(minutes=31), timedelta(hours=23, minutes=55)
_SECONDS = re.compile(r"(?:^|,)t=([0-9]{1,12})(?:,|$)")
_LONGEST_TYPE = 64
_PAID = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})
_FAILED = frozenset({"checkout.session.async_payment_failed", "payment_intent.payment_failed"})
_EXPIRED = "checkout.session.expired"
_REFUNDS = frozenset({"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"})
_REFUND_STATES: Mapping[str, RefundState] = {
    "pending": RefundState.PROCESSING,
    "requires_action": RefundState.ABNORMAL,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.CLOSED,
    "canceled": RefundState.CLOSED,
}


class StripePay:
    """A ``PaymentProvider``. Raises ``ValueError`` without a webhook secret."""

    name = NAME

    def __init__(
        self, client: httpx.AsyncClient, clock: Clock, api_key: str, webhook_secret: str, *, base_url: str | None = None
    ) -> None:
        if not webhook_secret.strip():
            raise ValueError("notifications need a secret to be checked with")
        addresses: Any = {"api": base_url.rstrip("/")} if base_url else {}
        self._api = stripe.StripeClient(api_key, base_addresses=addresses, http_client=_Line(client), max_network_retries=0).v1
        self._secret = webhook_secret
        self._clock = clock

    async def create(self, order: OrderRequest, *, flow: str) -> WayToPay:  # noqa: ARG002 - Stripe's page suits itself
        """The address of Stripe's own page. Raises ``Rejected`` or ``Unreachable``."""
        now = self._clock.now()
        until = min(max(order.time_expire, now + _SHORTEST_LIFE), now + _LONGEST_LIFE)
        price = {
            "currency": order.amount.currency.lower(),
            "unit_amount": order.amount.minor,
            "product_data": {"name": order.description},
        }
        wanted: Any = {
            "mode": "payment",
            "client_reference_id": order.out_trade_no,
            "line_items": [{"quantity": 1, "price_data": price}],
            "payment_intent_data": {"metadata": {"out_trade_no": order.out_trade_no}},
            "success_url": order.return_url,
            "cancel_url": order.return_url,
            "expires_at": int(until.timestamp()),
        }
        known = await self._session(order.out_trade_no)
        if known is not None and known.get("status") == "complete":
            raise Rejected("ORDER_PAID")
        if known is not None and known.get("status") == "open":
            return WayToPay(str(known.get("url")))
        session = await self._ask(self._api.checkout.sessions.create_async(wanted))
        return WayToPay(str(session.get("url")))

    async def query(self, out_trade_no: str) -> OrderState:
        """What Stripe knows of the order. Raises ``Unreachable``."""
        session = await self._session(out_trade_no)
        if session is None:
            return OrderState(AttemptState.PENDING, known=False)
        if session.get("payment_status") == "paid":
            success = await self._charge(session, Source.QUERY)
            return OrderState(AttemptState.PAID, known=True, success=success, detail="paid")
        expired = session.get("status") == "expired"
        return OrderState(AttemptState.CLOSED if expired else AttemptState.PENDING, known=True, detail=str(session.get("status")))

    async def close(self, out_trade_no: str) -> OrderState:
        """Let the session expire; where the payer was quicker it is paid. Raises ``Unreachable``."""
        session = await self._session(out_trade_no)
        if session is not None and session.get("status") == "open":
            try:
                await self._ask(self._api.checkout.sessions.expire_async(str(session.get("id"))))
            except Rejected as error:
                raise Unreachable(f"Stripe didn't close the session: {error}") from error
        return await self.query(out_trade_no)

    async def refund(self, request: RefundRequest) -> RefundState:
        """Ask for money back; the same number gives back once. Raises ``Unreachable`` or ``Rejected``."""
        wanted: Any = {
            "payment_intent": request.transaction_id,
            "amount": request.amount.minor,
            "metadata": {"out_refund_no": request.out_refund_no, "out_trade_no": request.out_trade_no},
        }
        key: Any = {"idempotency_key": request.out_refund_no}
        return _refund_state(await self._ask(self._api.refunds.create_async(wanted, key)))

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:
        """How far the refund has come. Raises ``Unreachable``, or ``Rejected`` for a number Stripe never heard of."""
        wanted: Any = {"payment_intent": transaction_id, "limit": _PAGE}
        found = await self._ask(self._api.refunds.list_async(wanted))
        for one in found.get("data", []):
            if (one.get("metadata") or {}).get("out_refund_no") == out_refund_no:
                return _refund_state(one)
        raise Rejected("REFUND_NOT_EXIST")

    async def fetch_bill(self, day: date) -> Sequence[Success]:
        """Every charge of that day (UTC), as Stripe's list of sessions tells. Raises ``Unreachable``."""
        first = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        created = {"created": {"gte": first - _DAY, "lt": first + _DAY}}
        charges = [
            await self._charge(one, Source.BILL) async for one in self._listed(self._api.checkout.sessions.list_async, created)
        ]
        return [one for one in charges if one is not None and first <= one.success_time.timestamp() < first + _DAY]

    async def fetch_refund_bill(self, day: date) -> Sequence[BilledRefund]:
        """Every refund of that day (UTC). Raises ``Unreachable``."""
        first = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        question = self._api.refunds.list_async
        found = [one async for one in self._listed(question, {"created": {"gte": first, "lt": first + _DAY}})]
        try:
            return [_billed(one) for one in found]
        except fields.Malformed as error:
            raise Unreachable(f"Stripe's list of refunds can't be read: {error}") from error

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Verify and read the event. Raises ``Forbidden`` for a bad signature or age, ``Rejected`` for nonsense."""
        self._check(headers.get("stripe-signature", ""), body)
        event = fields.json_object(body)
        told_id, kind = fields.number(event, "id", 100), fields.number(event, "type", _LONGEST_TYPE)
        thing = fields.an_object(fields.an_object(event.get("data"), "data").get("object"), "object")
        event_id = fields.event_id(told_id, fields.fingerprinted(kind, thing))
        if kind in _PAID and thing.get("payment_status") == "paid":
            paid = _success(thing, fields.instant(event, "created"), Source.WEBHOOK)
            return Notification(NAME, event_id, NotificationKind.SUCCESS, kind, success=paid, out_trade_no=paid.out_trade_no)
        if kind in _REFUNDS:
            return _refund_news(event_id, kind, thing)
        number = fields.optional_number(thing, "client_reference_id")
        if kind == _EXPIRED and number is not None:
            return Notification(NAME, event_id, NotificationKind.CLOSED, kind, out_trade_no=number)
        meaning = NotificationKind.FAILED if kind in _FAILED | _PAID else NotificationKind.OTHER
        return Notification(NAME, event_id, meaning, kind, out_trade_no=number)

    def _check(self, signature: str, body: bytes) -> None:
        """The library compares signatures; it would judge the age by the machine's clock, so that is done here."""
        at = _SECONDS.search(signature)
        if at is None or abs(int(self._clock.now().timestamp()) - int(at[1])) > OLDEST_SECONDS:
            raise Forbidden("too old, from the future, or not signed at all")
        try:
            stripe.WebhookSignature.verify_header(body, signature, self._secret, tolerance=None)
        except (stripe.SignatureVerificationError, ValueError, TypeError, IndexError) as error:
            raise Forbidden(f"the signature doesn't fit: {type(error).__name__}") from error

    async def _session(self, out_trade_no: str) -> Mapping[str, Any] | None:
        """The newest session of that order: a newer one is only opened when nothing can come of those before it."""
        async for one in self._listed(self._api.checkout.sessions.list_async, {}):
            if one.get("client_reference_id") == out_trade_no:
                return one
        return None

    async def _listed(self, question: Callable[[Any], Any], which: dict[str, Any]) -> AsyncIterator[Mapping[str, Any]]:
        """Newest first. Stripe can't look a session up by our number, so its list is gone through."""
        wanted: Any = {"limit": _PAGE, **which}
        while True:
            try:
                page = await self._ask(question(wanted))
            except Rejected as error:
                raise Unreachable(f"Stripe didn't list what it has: {error}") from error
            found = page.get("data") or []
            for one in found:
                yield one
            if not page.get("has_more") or not found:
                return
            wanted = {**wanted, "starting_after": found[-1].get("id")}

    async def _charge(self, session: Mapping[str, Any], source: Source) -> Success | None:
        """The charge of a paid session; its time is that of the payment, which only the intent's charge knows."""
        if session.get("payment_status") != "paid":
            return None
        try:
            intent = await self._ask(
                self._api.payment_intents.retrieve_async(str(session.get("payment_intent")), {"expand": ["latest_charge"]})
            )
            charge = fields.an_object(intent.get("latest_charge"), "latest_charge")
            return _success(session, fields.instant(charge, "created"), source)
        except (Rejected, fields.Malformed) as error:
            raise Unreachable(f"Stripe didn't say when it was paid: {error}") from error

    async def _ask(self, question: Any) -> Mapping[str, Any]:
        try:
            answer = await question
        except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as error:
            raise Rejected(error.code or "INVALID_REQUEST", str(error)[:200]) from error
        except stripe.StripeError as error:
            raise Unreachable(f"Stripe doesn't answer: {type(error).__name__}") from error
        told: Mapping[str, Any] = answer.to_dict()
        return told


class _Line(stripe.HTTPClient):
    """The library's requests over our own connection."""

    name = "httpx"

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__()
        self._client = client

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """The answer. Raises the library's own error where there is none."""
        try:
            answer = await self._client.request(method, url, headers=dict(headers), content=post_data, timeout=_PATIENCE_SECONDS)
        except httpx.HTTPError as error:
            raise stripe.APIConnectionError(type(error).__name__) from error  # type: ignore[no-untyped-call]
        return answer.content, answer.status_code, answer.headers


def _success(session: Mapping[str, Any], at: datetime, source: Source) -> Success:
    return Success(
        provider=NAME,
        out_trade_no=fields.number(session, "client_reference_id"),
        transaction_id=fields.number(session, "payment_intent"),
        amount=fields.money(session, "amount_total"),
        success_time=at,
        source=source,
    )


def _refund_state(refund: Mapping[str, Any]) -> RefundState:
    state = _REFUND_STATES.get(str(refund.get("status")))
    if state is None:
        raise Unreachable("Stripe didn't say how the refund stands")
    return state


def _billed(refund: Mapping[str, Any]) -> BilledRefund:
    own = refund.get("metadata") or {}
    return BilledRefund(
        provider=NAME,
        out_refund_no=fields.optional_number(own, "out_refund_no") or fields.number(refund, "id"),
        transaction_id=fields.number(refund, "payment_intent"),
        amount=fields.money(refund),
        state=_refund_state(refund),
    )


def _refund_news(event_id: str, kind: str, refund: Mapping[str, Any]) -> Notification:
    """A refund goes by the number we gave it, else by Stripe's own."""
    own = fields.an_object(refund.get("metadata") or {}, "metadata")
    state = _REFUND_STATES.get(str(refund.get("status")))
    if state is None:
        raise fields.Malformed("status")
    return Notification(
        NAME,
        event_id,
        NotificationKind.REFUND,
        kind,
        out_trade_no=fields.optional_number(own, "out_trade_no"),
        out_refund_no=fields.optional_number(own, "out_refund_no") or fields.number(refund, "id"),
        transaction_id=fields.optional_number(refund, "payment_intent"),
        refund_state=state,
        refund_amount=fields.money(refund),
    )
