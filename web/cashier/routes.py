"""``/pay/{token}``: one page with one way on, from before the payment until after it; it works without scripts, too."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from core.model.decisions import Refused
from core.model.payment import PaymentVerdict
from core.ports import WayKind, WayToPay
from core.services.payments import Payments
from web.cashier.browsers import DESK, INSIDE_WECHAT, PAGE, flow_of
from web.cashier.inside import ask_who_pays, inside_routes
from web.cashier.screens import look, page_of, scan_of, standing_word, to, told_why
from web.cashier.words import ANOTHER_BROWSER, ASKED, CLOSED_INSIDE_WECHAT


def routes(payments: Payments) -> APIRouter:
    """The page, the way to the provider, "I have paid", and a word on how things stand."""
    router = APIRouter(prefix="/pay")
    router.include_router(inside_routes(payments))

    @router.get("/{token}")
    async def page(request: Request, token: str, asked: str = "") -> Response:
        return page_of(request, token, await look(payments, token), notice=ASKED.get(asked, ""))

    @router.get("/{token}/standing")
    async def standing(token: str) -> Response:
        view = await look(payments, token)
        return JSONResponse({"standing": standing_word(view)}, headers={"Cache-Control": "no-store"})

    @router.get("/{token}/go")
    async def go(request: Request, token: str, way: str | None = None, page: str = "") -> Response:
        return await _go(request, payments, token, way, wants_page=bool(page))

    @router.post("/{token}/paid")
    async def paid(token: str) -> Response:
        answer = await payments.ask_from_page(token)
        match answer:
            case Refused():
                return to(f"/pay/{token}?asked=silent")
            case None | PaymentVerdict.PAID:
                return to(f"/pay/{token}")
            case _:
                return to(f"/pay/{token}?asked=waiting")

    return router


async def _go(request: Request, payments: Payments, token: str, way: str | None, *, wants_page: bool) -> Response:
    """Where this browser pays: at the provider, by a code on another device, inside WeChat, or first in another browser."""
    view = await look(payments, token)
    if view is None:
        return page_of(request, token, None, notice="")
    flow, name = flow_of(request.headers.get("user-agent", "")), way or next(iter(view.providers), "")
    if flow == INSIDE_WECHAT and payments.knows_payers(name):
        return await ask_who_pays(request, payments, token, way)
    if flow == INSIDE_WECHAT and name in CLOSED_INSIDE_WECHAT:
        return page_of(request, token, view, notice=ANOTHER_BROWSER)
    flow = PAGE if flow == DESK and wants_page else flow
    payer_address = request.client.host if request.client else ""
    answer = await payments.order(token, way, flow=flow, payer_address=payer_address)
    if isinstance(answer, WayToPay):
        return to(answer.address) if answer.kind is WayKind.OPEN else scan_of(request, token, view, name, answer.address)
    return await told_why(request, payments, token, answer)
