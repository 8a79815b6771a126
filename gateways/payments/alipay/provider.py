"""Alipay behind the port: a code or the page at a desk, WAP on a phone, questions, closing, refunds, the bill of a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import structlog

from core.errors import OutsideWorldError, Rejected, Unreachable
from core.model.payment import AttemptState, BilledRefund, Notification, RefundState, Source, Success
from core.ports import OrderRequest, OrderState, RefundRequest, WayKind, WayToPay
from gateways.payments import fields
from gateways.payments.alipay.bill import read_bill
from gateways.payments.alipay.channel import Channel
from gateways.payments.alipay.notifications import Notifications
from gateways.payments.alipay.reading import CURRENCY, NAME, ZONE, Merchant, amount_of, instant_of, order_state
from gateways.payments.alipay.signatures import Signatures

GATEWAY = "https://openapi.alipay.com/gateway.do"
_UNKNOWN = "ACQ.TRADE_NOT_EXIST"
_NOT_TO_BE_CLOSED = frozenset({"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.REASON_ILLEGAL_STATUS"})
_NOT_ENOUGH = frozenset({"ACQ.SELLER_BALANCE_NOT_ENOUGH", "ACQ.SELLER_ACCOUNT_BALANCE_NOT_ENOUGH"})
_LONGEST_SUBJECT = 256
_ENDED = frozenset({"ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_CLOSE", "ACQ.TRADE_HAS_FINISHED"})
_LONGEST_ADDRESS = 1_024
_AT_A_DESK, _ON_A_PAGE = "desk", "page"
_CODE = ("alipay.trade.precreate", "FACE_TO_FACE_PAYMENT")
_PAGE = ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY")
_PHONE = ("alipay.trade.wap.pay", "QUICK_WAP_WAY")
log = structlog.get_logger("payments")


class Alipay:
    """A ``PaymentProvider``."""

    name = NAME

    def __init__(self, channel: Channel, signatures: Signatures, merchant: Merchant) -> None:
        self._channel = channel
        self._merchant = merchant
        self._notifications = Notifications(signatures, merchant)

    async def create(self, order: OrderRequest, *, flow: str) -> WayToPay:
        """A code to scan at a desk, or the signed address a browser opens; Alipay knows the trade only once somebody does.

        Raises ``Rejected`` where it is paid or closed, ``Unreachable``.
        """
        if order.amount.currency != CURRENCY:
            raise Rejected("CURRENCY_NOT_SUPPORTED", order.amount.currency)
        code = await self._code(order) if flow == _AT_A_DESK else None
        if code is not None:
            return WayToPay(code, WayKind.SCAN)
        method, product = _PAGE if flow in {_AT_A_DESK, _ON_A_PAGE} else _PHONE
        link = self._channel.link(method, _wanted(order, product), notify_url=order.notify_url, return_url=order.return_url)
        return WayToPay(link)

    async def _code(self, order: OrderRequest) -> str | None:
        """The code to scan; ``None`` where there is none: not in this contract, the trade was begun on the page, silence.

        Raises ``Rejected`` where the trade has ended.
        """
        method, product = _CODE
        try:
            answer = await self._channel.ask(method, _wanted(order, product), notify_url=order.notify_url)
        except OutsideWorldError as error:
            if isinstance(error, Rejected) and error.code in _ENDED:
                raise
            log.info("no code to scan, so the page is offered", provider=NAME, why=str(error))
            return None
        code = answer.get("qr_code")
        if answer.get("out_trade_no") != order.out_trade_no or not isinstance(code, str) or not 1 <= len(code) <= _LONGEST_ADDRESS:
            return None
        return code

    async def query(self, out_trade_no: str) -> OrderState:
        """What Alipay knows of the trade. Raises ``Unreachable``."""
        try:
            answer = await self._channel.ask("alipay.trade.query", {"out_trade_no": out_trade_no})
            return self._order(answer, out_trade_no)
        except Rejected as error:
            return _refused(error)

    async def close(self, out_trade_no: str) -> OrderState:
        """Close the trade; where the payer was quicker a question tells. Raises ``Unreachable``."""
        try:
            await self._channel.ask("alipay.trade.close", {"out_trade_no": out_trade_no})
        except Rejected as error:
            return await self.query(out_trade_no) if error.code in _NOT_TO_BE_CLOSED else _refused(error)
        return OrderState(AttemptState.CLOSED, known=True, detail="closed")

    async def refund(self, request: RefundRequest) -> RefundState:
        """Ask for money back; the same number gives back once. Raises ``Unreachable``, or ``Rejected`` such as ``NOT_ENOUGH``."""
        wanted = {
            "trade_no": request.transaction_id,
            "refund_amount": fields.as_yuan(request.amount.minor),
            "out_request_no": request.out_refund_no,
            "refund_reason": request.reason,
        }
        try:
            answer = await self._channel.ask("alipay.trade.refund", wanted)
        except Rejected as error:
            raise Rejected("NOT_ENOUGH", str(error)) if error.code in _NOT_ENOUGH else error from error
        # Only fund_change=Y says that this very call moved money; else the refund's own question tells.
        return RefundState.SUCCEEDED if answer.get("fund_change") == "Y" else RefundState.PROCESSING

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:
        """How far the refund has come; what isn't there yet is still under way. Raises ``Unreachable`` or ``Rejected``."""
        wanted = {"out_request_no": out_refund_no, "trade_no": transaction_id}
        answer = await self._channel.ask("alipay.trade.fastpay.refund.query", wanted)
        if answer.get("out_request_no") not in {None, out_refund_no}:
            raise Unreachable("Alipay answered about another refund")
        done = answer.get("refund_status") == "REFUND_SUCCESS"
        return RefundState.SUCCEEDED if done else RefundState.PROCESSING

    async def fetch_bill(self, day: date) -> Sequence[Success]:
        """Every charge of that day. Raises ``Unreachable`` while the bill isn't ready."""
        return (await self._bill(day))[0]

    async def fetch_refund_bill(self, day: date) -> Sequence[BilledRefund]:
        """Every refund of that day. Raises ``Unreachable`` while the bill isn't ready."""
        return (await self._bill(day))[1]

    async def _bill(self, day: date) -> tuple[Sequence[Success], Sequence[BilledRefund]]:
        wanted = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            told = await self._channel.ask("alipay.data.dataservice.bill.downloadurl.query", wanted)
        except Rejected as error:
            if "bill_not_exist" in error.code.casefold().replace("-", "_"):
                return [], []
            raise Unreachable(f"no bill: {error}") from error
        address = told.get("bill_download_url")
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise Unreachable("Alipay gave no address of the bill")
        return read_bill(await self._channel.download(address))

    def parse_notification(self, _headers: Mapping[str, str], body: bytes) -> Notification:
        """Verify and read the form. Raises ``Forbidden`` or ``Rejected`` as the port says."""
        return self._notifications.read(body)

    def _order(self, answer: Mapping[str, Any], out_trade_no: str) -> OrderState:
        try:
            if fields.number(answer, "out_trade_no") != out_trade_no:
                raise Unreachable("Alipay answered about another order")
            state = order_state(answer)
            success = _success(answer, out_trade_no) if state is AttemptState.PAID else None
        except fields.Malformed as error:
            raise Unreachable(f"Alipay didn't say how the order stands: {error}") from error
        return OrderState(state, known=True, success=success, detail=str(answer.get("trade_status")))


def _wanted(order: OrderRequest, product: str) -> dict[str, str]:
    return {
        "out_trade_no": order.out_trade_no,
        "total_amount": fields.as_yuan(order.amount.minor),
        "subject": order.description[:_LONGEST_SUBJECT],
        "product_code": product,
        "time_expire": f"{order.time_expire.astimezone(ZONE):%Y-%m-%d %H:%M:%S}",
    }


def _success(answer: Mapping[str, Any], out_trade_no: str) -> Success:
    """The charge in an answer. Answers are asked for by our app and name no payee."""
    return Success(
        provider=NAME,
        out_trade_no=out_trade_no,
        transaction_id=fields.number(answer, "trade_no"),
        amount=amount_of(answer, "total_amount"),
        success_time=instant_of(answer, "send_pay_date"),
        source=Source.QUERY,
    )


def _refused(error: Rejected) -> OrderState:
    """What a refusal says of the order. Raises ``Unreachable`` where it says nothing."""
    if error.code == _UNKNOWN:
        return OrderState(AttemptState.PENDING, known=False, detail=error.code)
    raise Unreachable(f"Alipay didn't say how the order stands: {error}") from error
