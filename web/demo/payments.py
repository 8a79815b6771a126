"""``/demo/payments``: payments made up for demos and checks, and what stands about a number. Only while the sandbox is on."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from core.errors import NotFound
from core.model.money import Money
from core.ports import Clock
from core.services.payments import Histories, MadeUpCharge, MadeUpOrder, MadeUpRefund
from web.chat.bodies import read_json
from web.chat.problems import ChatRoute, NotTaken, Problem
from web.demo.requests import instant

_NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_HALF = timedelta(days=1)
_LARGEST_ID = 2**31 - 1

Number = Annotated[str, Field(pattern=r"^[0-9A-Za-z_\-|*@.:]{1,64}$")]
Fen = Annotated[int, Field(ge=1, le=10**12)]
Told = str | int | float


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class ChargeWish(_Strict):
    """A charge that was accepted already."""

    transaction_id: Number
    amount: Fen
    success_time: Told


class RefundWish(_Strict):
    """A refund of that charge which was asked for already."""

    out_refund_no: Number
    amount: Fen


class OrderWish(_Strict):
    """An order of a made-up candidate; the span of time to pay is a day around now where it isn't told."""

    provider: Literal["sandbox", "wechat", "alipay", "stripe"]
    out_trade_no: Number
    amount: Fen
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    opens_at: Told | None = None
    deadline: Told | None = None
    application_id: Annotated[int, Field(ge=1, le=_LARGEST_ID)] | None = None
    state: Literal["pending", "closed"] = "pending"
    capture: ChargeWish | None = None
    refund: RefundWish | None = None


_ORDER = TypeAdapter(OrderWish)


def payment_routes(histories: Histories, clock: Clock, zone: Callable[[], tzinfo]) -> APIRouter:
    """The routes; an ISO time without offset is told in ``zone``."""
    router = APIRouter(prefix="/demo/payments", route_class=ChatRoute)

    @router.post("/attempts", status_code=201)
    async def make(request: Request) -> Response:
        order = _order(await read_json(request), clock.now(), zone())
        return JSONResponse({"application_id": await histories.make(order)}, 201, headers=_NOT_KEPT)

    @router.get("/{out_trade_no}")
    async def show(out_trade_no: str) -> Response:
        account = await histories.show(out_trade_no) if out_trade_no.isprintable() else None
        if account is None:
            raise NotFound(f"order {out_trade_no}")
        return JSONResponse(account.as_json(), headers=_NOT_KEPT)

    @router.delete("/{out_trade_no}", status_code=204)
    async def forget(out_trade_no: str) -> Response:
        if not out_trade_no.isprintable():
            raise NotFound("an order of that name")
        await histories.forget(out_trade_no)
        return Response(status_code=204)

    @router.delete("", status_code=204)
    async def forget_all() -> Response:
        await histories.forget_all()
        return Response(status_code=204)

    return router


def _order(body: object, now: datetime, zone: tzinfo) -> MadeUpOrder:
    """The order in a JSON body. Raises ``NotTaken`` for anything else, and for a refund of no charge or of more than it."""
    try:
        wish = _ORDER.validate_python(body)
    except ValidationError:
        raise NotTaken(Problem.NOT_UNDERSTOOD) from None
    if wish.refund is not None and (wish.capture is None or wish.refund.amount > wish.capture.amount):
        raise NotTaken(Problem.NOT_UNDERSTOOD)
    return MadeUpOrder(
        provider=wish.provider,
        out_trade_no=wish.out_trade_no,
        amount=Money(wish.amount, wish.currency),
        opens_at=now - _HALF if wish.opens_at is None else instant(wish.opens_at, zone),
        deadline=now + _HALF if wish.deadline is None else instant(wish.deadline, zone),
        application_id=wish.application_id,
        closed=wish.state == "closed",
        charge=None if wish.capture is None else _charge(wish.capture, zone),
        refund=None if wish.refund is None else MadeUpRefund(wish.refund.out_refund_no, wish.refund.amount),
    )


def _charge(wish: ChargeWish, zone: tzinfo) -> MadeUpCharge:
    return MadeUpCharge(wish.transaction_id, wish.amount, instant(wish.success_time, zone))
