"""The sandbox gateway's two sides: the merchant's, as ``gateways.payments.sandbox`` describes it, and the payer's page."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.errors import Rejected
from core.model.money import Money
from core.ports import Clock
from gateways.payments import fields
from gateways.sandbox.pay.orders import Order, Outcome, Refused, SandboxPay
from gateways.sandbox.signatures import verified
from locales.words import known_locale, words_in

_HERE = Path(__file__).parent
_LONGEST_TEXT = 300
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def sandbox_pay(books: SandboxPay, *, key: str, clock: Clock, address: str, zone: Callable[[], tzinfo]) -> FastAPI:
    """The app to mount at ``/sandbox/pay``.

    :param key: the newest secret, with which the merchant's requests are signed.
    :param address: where the mounted app is found from a browser, such as ``https://host/sandbox/pay``.
    :param zone: whose days bills are made of and in which deadlines are told; asked when needed, exams may come later.
    """
    app = FastAPI(openapi_url=None)
    _merchant_side(app, books, key, clock, address.rstrip("/"), zone)
    _payer_side(app, books, zone)
    return app


def _merchant_side(app: FastAPI, books: SandboxPay, key: str, clock: Clock, address: str, zone: Callable[[], tzinfo]) -> None:
    async def answer(request: Request, do: Callable[[Mapping[str, Any]], dict[str, Any]]) -> JSONResponse:
        asked = await verified(request, key, clock)
        try:
            return JSONResponse(do(asked.values))
        except Refused as refused:
            return JSONResponse({"code": refused.code}, 404 if refused.code.endswith("_NOT_EXIST") else 409)
        except Rejected as error:
            return JSONResponse({"code": error.code, "about": str(error)}, 400)

    @app.post("/v1/orders")
    async def open_order(request: Request) -> JSONResponse:
        return await answer(request, lambda told: {"pay_url": f"{address}/orders/{books.open(_order(told)).out_trade_no}"})

    @app.post("/v1/orders/query")
    async def query(request: Request) -> JSONResponse:
        return await answer(request, lambda told: books.find(fields.number(told, "out_trade_no")).told())

    @app.post("/v1/orders/close")
    async def close(request: Request) -> JSONResponse:
        return await answer(request, lambda told: books.close(fields.number(told, "out_trade_no")).told())

    @app.post("/v1/refunds")
    async def refund(request: Request) -> JSONResponse:
        return await answer(request, lambda told: {"state": _give_back(books, told)})

    @app.post("/v1/refunds/query")
    async def query_refund(request: Request) -> JSONResponse:
        return await answer(request, lambda told: {"state": books.refund_state(fields.number(told, "out_refund_no", 72))})

    @app.post("/v1/bills")
    async def bill(request: Request) -> JSONResponse:
        return await answer(request, lambda told: _bill(books, told, clock.now(), zone()))


def _payer_side(app: FastAPI, books: SandboxPay, zone: Callable[[], tzinfo]) -> None:
    @app.get("/style.css")
    async def style() -> FileResponse:
        return FileResponse(_HERE / "page.css", media_type="text/css")

    @app.get("/orders/{out_trade_no}", response_class=HTMLResponse)
    async def page(request: Request, out_trade_no: str, tried: bool = False) -> Response:
        try:
            order = books.find(out_trade_no)
        except Refused:
            return _page(request, "unknown.html", zone(), 404)
        return _page(request, "order.html", zone(), order=order, payable=books.may_be_paid(order), tried=tried)

    @app.post("/orders/{out_trade_no}/{outcome}")
    async def decide(request: Request, out_trade_no: str, outcome: Outcome) -> Response:
        try:
            order = books.decide(out_trade_no, outcome)
        except Refused:
            return RedirectResponse(request.url_for("page", out_trade_no=out_trade_no).path, 303)
        if outcome is Outcome.FAIL:
            return RedirectResponse(f"{request.url_for('page', out_trade_no=out_trade_no).path}?tried=true", 303)
        return RedirectResponse(order.return_url, 303)


def _page(request: Request, template: str, zone: tzinfo, status: int = 200, **values: object) -> HTMLResponse:
    words = words_in(known_locale(request.cookies.get("lang") or request.headers.get("accept-language", "")))
    if isinstance(order := values.get("order"), Order):
        values["amount"] = words.money(Money(order.amount, order.currency))
        values["until"] = words.moment(order.time_expire, zone)
    style = request.url_for("style").path
    body = _templates().get_template(template).render(w=words, T=words, style=style, request=request, **values)
    return HTMLResponse(body, status, headers=_PAGE_HEADERS)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _order(told: Mapping[str, Any]) -> Order:
    amount = fields.money(told)
    return Order(
        out_trade_no=fields.number(told, "out_trade_no", 32),
        amount=amount.minor,
        currency=amount.currency,
        description=str(told.get("description", ""))[:_LONGEST_TEXT],
        time_expire=fields.instant(told, "time_expire"),
        notify_url=_address(told, "notify_url"),
        return_url=_address(told, "return_url"),
    )


def _address(told: Mapping[str, Any], field: str) -> str:
    value = fields.number(told, field, _LONGEST_TEXT)
    if not value.startswith(("http://", "https://")):
        raise fields.Malformed(field)
    return value


def _give_back(books: SandboxPay, told: Mapping[str, Any]) -> str:
    return books.give_back(
        fields.number(told, "out_refund_no", 72),
        fields.number(told, "out_trade_no"),
        fields.number(told, "transaction_id"),
        fields.money(told).minor,
    )


def _bill(books: SandboxPay, told: Mapping[str, Any], now: datetime, zone: tzinfo) -> dict[str, Any]:
    try:
        day = date.fromisoformat(fields.number(told, "day"))
    except ValueError:
        raise fields.Malformed("day") from None
    first = datetime.combine(day, time(), zone)
    end = first + timedelta(days=1)
    if now < end:
        raise Refused("BILL_NOT_READY")
    charges = [order.told() for order in books.paid_between(first, end)]
    return {"charges": charges, "refunds": list(books.returned_between(first, end))}
