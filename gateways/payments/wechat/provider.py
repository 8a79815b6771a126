"""WeChat Pay behind the port: orders by QR code at a desk, by H5 on a phone, by JSAPI inside WeChat; questions, closing, refunds,
the bill of a day.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx

from core.errors import Rejected, Unreachable
from core.model.payment import AttemptState, BilledRefund, Notification, RefundState, Source, Success
from core.ports import Clock, OrderRequest, OrderState, RefundRequest, WayKind, WayToPay
from gateways.payments import fields
from gateways.payments.wechat.bill import read_bill
from gateways.payments.wechat.channel import Channel, Credentials
from gateways.payments.wechat.keys import Keyring
from gateways.payments.wechat.notifications import Notifications
from gateways.payments.wechat.payers import Payers
from gateways.payments.wechat.reading import NAME, Merchant, refund_state_of, state_of, success_of
from gateways.payments.wechat.signatures import Signatures

GATEWAY = "https://api.mch.weixin.qq.com"
ZONE = ZoneInfo("Asia/Shanghai")
_ORDERS = "/v3/pay/transactions"
_REFUNDS = "/v3/refund/domestic/refunds"
_PAID = frozenset({"ORDERPAID", "ORDER_PAID"})
_CLOSED = frozenset({"ORDERCLOSED", "ORDER_CLOSED"})
_UNKNOWN = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
_NO_BILL = frozenset({"NO_STATEMENT_EXIST"})
_LONGEST_DESCRIPTION = 127
_AT_A_DESK = "desk"
_SIGNED_BY = "RSA"


class WechatPay:
    """A ``PaymentProvider``.

    :param credentials: ``None`` where only notifications are read; asking is then ``Unreachable``.
    :param payers: finds out who pays inside WeChat; without it nothing can be paid there.
    :param notify_url: where refunds are reported to.
    """

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        keys: Keyring,
        merchant: Merchant,
        apiv3_key: str,
        *,
        credentials: Credentials | None = None,
        payers: Payers | None = None,
        base_url: str = GATEWAY,
        notify_url: str = "",
    ) -> None:
        signatures = Signatures(keys, clock)
        self._notifications = Notifications(signatures, apiv3_key, merchant)
        self._merchant, self._clock = merchant, clock
        self._payers = payers
        self._channel = Channel(client, base_url, credentials, signatures) if credentials else None
        self._notify_url = notify_url

    @property
    def knows_payers(self) -> bool:
        """Whether it can be paid inside WeChat: orders can be signed, and there is a log-in."""
        return self._payers is not None and self._channel is not None

    def who_address(self, return_url: str, state: str) -> str:
        """The log-in inside WeChat, which leads back to ``return_url``."""
        return self._login.address(return_url, state)

    async def payer_of(self, code: str) -> str:
        """The payer's openid. Raises ``Rejected`` or ``Unreachable``."""
        return await self._login.who(code)

    async def create(self, order: OrderRequest, *, flow: str) -> WayToPay:
        """Open the order: a code to scan at a desk, a web address on a phone, what the app is handed where the payer is known.

        Raises ``Rejected`` where it is paid or closed, or was opened in another way before; ``Unreachable``.
        """
        wanted: dict[str, Any] = {
            "appid": self._merchant.appid,
            "mchid": self._merchant.mchid,
            "description": _shortened(order.description),
            "out_trade_no": order.out_trade_no,
            "time_expire": order.time_expire.astimezone(ZONE).isoformat(timespec="seconds"),
            "notify_url": order.notify_url,
            "amount": {"total": order.amount.minor, "currency": order.amount.currency},
        }
        if order.payer_id:
            answer = await self._asking.post(f"{_ORDERS}/jsapi", wanted | {"payer": {"openid": order.payer_id}})
            return WayToPay("", WayKind.APP, self._handed(answer))
        if flow == _AT_A_DESK:
            return WayToPay(_address(await self._asking.post(f"{_ORDERS}/native", wanted), "code_url"), WayKind.SCAN)
        wanted["scene_info"] = {"payer_client_ip": order.payer_address or "127.0.0.1", "h5_info": {"type": "Wap"}}
        answer = await self._asking.post(f"{_ORDERS}/h5", wanted)
        return WayToPay(f"{_address(answer, 'h5_url')}&redirect_url={quote(order.return_url, safe='')}")

    async def query(self, out_trade_no: str) -> OrderState:
        """What WeChat knows of the order. Raises ``Unreachable``."""
        path = f"{_ORDERS}/out-trade-no/{quote(out_trade_no, safe='')}?mchid={self._merchant.mchid}"
        try:
            answer = await self._asking.get(path)
            return self._order(answer, out_trade_no)
        except Rejected as error:
            return _refused(error)

    async def close(self, out_trade_no: str) -> OrderState:
        """Close the order; where the payer was quicker it is paid, and a question tells by what. Raises ``Unreachable``."""
        path = f"{_ORDERS}/out-trade-no/{quote(out_trade_no, safe='')}/close"
        try:
            await self._asking.post(path, {"mchid": self._merchant.mchid})
        except Rejected as error:
            return _refused(error)
        return OrderState(AttemptState.CLOSED, known=True, detail="CLOSED")

    async def refund(self, request: RefundRequest) -> RefundState:
        """Ask for money back; the same number gives back once. Raises ``Unreachable``, or ``Rejected`` such as ``NOT_ENOUGH``."""
        amount = {"refund": request.amount.minor, "total": request.total.minor, "currency": request.amount.currency}
        wanted = {
            "transaction_id": request.transaction_id,
            "out_refund_no": request.out_refund_no,
            "reason": request.reason,
            "amount": amount,
        }
        if self._notify_url:
            wanted["notify_url"] = self._notify_url
        return _refund_state(await self._asking.post(_REFUNDS, wanted), request.out_refund_no)

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:  # noqa: ARG002 - not asked for
        """How far the refund has come. Raises ``Unreachable``, or ``Rejected`` for a number WeChat never heard of."""
        return _refund_state(await self._asking.get(f"{_REFUNDS}/{quote(out_refund_no, safe='')}"), out_refund_no)

    async def fetch_bill(self, day: date) -> Sequence[Success]:
        """Every charge of that day; none where WeChat says that nothing was sold. Raises ``Unreachable`` while it isn't ready."""
        return (await self._bill(day))[0]

    async def fetch_refund_bill(self, day: date) -> Sequence[BilledRefund]:
        """Every refund of that day. Raises ``Unreachable`` while the bill isn't ready."""
        return (await self._bill(day))[1]

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Verify the raw bytes, open and read them. Raises ``Forbidden``, ``Rejected``, ``Unreachable`` as the port says."""
        return self._notifications.read(headers, body)

    async def _bill(self, day: date) -> tuple[Sequence[Success], Sequence[BilledRefund]]:
        try:
            told = await self._asking.get(f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL&tar_type=GZIP")
            file = await self._asking.download(_address(told, "download_url"))
            return read_bill(file, told, self._merchant)
        except Rejected as error:
            if error.code in _NO_BILL:
                return [], []
            raise Unreachable(f"no bill: {error}") from error

    def _handed(self, answer: Mapping[str, Any]) -> Mapping[str, str]:
        """What the page hands to WeChat's app, signed; the names are WeChat's."""
        prepared = answer.get("prepay_id")
        if not isinstance(prepared, str) or not prepared.isprintable() or not 1 <= len(prepared) <= fields.LONGEST_NUMBER:
            raise Unreachable("WeChat Pay gave no prepay_id")
        at, nonce, package = str(int(self._clock.now().timestamp())), secrets.token_hex(16), f"prepay_id={prepared}"
        told = {"appId": self._merchant.appid, "timeStamp": at, "nonceStr": nonce, "package": package, "signType": _SIGNED_BY}
        return told | {"paySign": self._asking.sign(self._merchant.appid, at, nonce, package)}

    @property
    def _login(self) -> Payers:
        if self._payers is None:
            raise Unreachable("nobody can be known inside WeChat: the app's secret isn't set")
        return self._payers

    @property
    def _asking(self) -> Channel:
        if self._channel is None:
            raise Unreachable("WeChat Pay can't be asked: the merchant's own key isn't set")
        return self._channel

    def _order(self, answer: Mapping[str, Any], out_trade_no: str) -> OrderState:
        try:
            if fields.number(answer, "out_trade_no") != out_trade_no:
                raise Unreachable("WeChat Pay answered about another order")
            state = state_of(answer)
            success = success_of(answer, self._merchant, Source.QUERY) if state is AttemptState.PAID else None
        except fields.Malformed as error:
            raise Unreachable(f"WeChat Pay didn't say how the order stands: {error}") from error
        return OrderState(state, known=True, success=success, detail=str(answer.get("trade_state")))


def _refused(error: Rejected) -> OrderState:
    """What a refusal says of the order. Raises ``Unreachable`` where it says nothing."""
    if error.code in _UNKNOWN:
        return OrderState(AttemptState.PENDING, known=False, detail=error.code)
    if error.code in _PAID:
        return OrderState(AttemptState.PAID, known=True, detail=error.code)
    if error.code in _CLOSED:
        return OrderState(AttemptState.CLOSED, known=True, detail=error.code)
    raise Unreachable(f"WeChat Pay didn't say how the order stands: {error}") from error


def _refund_state(answer: Mapping[str, Any], out_refund_no: str) -> RefundState:
    try:
        if fields.number(answer, "out_refund_no") != out_refund_no:
            raise Unreachable("WeChat Pay answered about another refund")
        return refund_state_of(answer, "status")
    except fields.Malformed as error:
        raise Unreachable(f"WeChat Pay didn't say how the refund stands: {error}") from error


def _address(answer: Mapping[str, Any], field: str) -> str:
    value = answer.get(field)
    if not isinstance(value, str) or not value.startswith(("https://", "http://", "weixin://")):
        raise Unreachable(f"WeChat Pay gave no {field}")
    return value


def _shortened(text: str) -> str:
    """At most 127 bytes, which is what WeChat counts."""
    return text.encode()[:_LONGEST_DESCRIPTION].decode(errors="ignore")
