"""Paying inside WeChat: its log-in in the background tells who pays, then the page hands the order to the app (JSAPI)."""

from fastapi import APIRouter, Request, Response

from core.ports import WayToPay
from core.services.payments import Answer, Asked, Payments
from web.cashier.browsers import INSIDE_WECHAT
from web.cashier.screens import handed_of, look, to, told_why

_COOKIE = "payer"
_SECONDS = 600


def inside_routes(payments: Payments) -> APIRouter:
    """Where the log-in leads back to."""
    router = APIRouter()

    @router.get("/{token}/who")
    async def who(request: Request, token: str, code: str = "", state: str = "") -> Response:
        answer = Answer(code, state, request.cookies.get(_COOKIE, ""))
        payer_address = request.client.host if request.client else ""
        way = await payments.order_inside(token, answer, flow=INSIDE_WECHAT, payer_address=payer_address)
        view = await look(payments, token)
        if not isinstance(way, WayToPay) or view is None:
            return await told_why(request, payments, token, None if isinstance(way, WayToPay) else way)
        response = handed_of(request, token, view, way)
        response.delete_cookie(_COOKIE, path=f"/pay/{token}")
        return response

    return router


async def ask_who_pays(request: Request, payments: Payments, token: str, way: str | None) -> Response:
    """Go to the log-in; the browser keeps what binds the answer to it."""
    asked = await payments.ask_who_pays(token, way)
    if not isinstance(asked, Asked):
        return await told_why(request, payments, token, asked)
    response = to(asked.address)
    where = f"/pay/{token}"
    response.set_cookie(_COOKIE, asked.browser, _SECONDS, path=where, httponly=True, samesite="lax", secure=asked.over_tls)
    return response
