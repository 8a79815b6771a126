"""``/pay/{token}``: one page with one way on, from before the payment until after it; it works without scripts, too."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.payment import PaymentVerdict
from core.model.reasons import Reason
from core.services.payments import CashierView, Payments
from locales.words import T, Words, words_in
from web.cashier.browsers import INSIDE_WECHAT, flow_of
from web.cashier.codes import code_of, must_be_scanned
from web.cashier.words import ANOTHER_BROWSER, ASKED, CLOSED_INSIDE_WECHAT, WAYS, said, standing_of, zone_of
from web.page import harden, locale_of, render

_MAY_BE_PAID = "payable"
_ASK_FURTHER = frozenset({Reason.PAYMENT_VERIFYING, Reason.PAYMENT_OVER, Reason.ABANDONED_UNPAID})


def routes(payments: Payments) -> APIRouter:
    """The page, the way to the provider, "I have paid", and a word on how things stand."""
    router = APIRouter(prefix="/pay")

    @router.get("/{token}")
    async def page(request: Request, token: str, asked: str = "") -> Response:
        return _page(request, token, await _look(payments, token), notice=ASKED.get(asked, ""))

    @router.get("/{token}/standing")
    async def standing(token: str) -> Response:
        view = await _look(payments, token)
        return JSONResponse({"standing": _standing(view)}, headers={"Cache-Control": "no-store"})

    @router.get("/{token}/go")
    async def go(request: Request, token: str, way: str | None = None) -> Response:
        view = await _look(payments, token)
        if view is None:
            return _page(request, token, None, notice="")
        flow = flow_of(request.headers.get("user-agent", ""))
        if flow == INSIDE_WECHAT and (way or next(iter(view.providers), "")) in CLOSED_INSIDE_WECHAT:
            return _page(request, token, view, notice=ANOTHER_BROWSER)
        payer_address = request.client.host if request.client else ""
        address = await payments.order(token, way, flow=flow, payer_address=payer_address)
        if isinstance(address, str):
            return _scan(request, token, view, way, address) if must_be_scanned(address) else _to(address)
        view = await _look(payments, token)
        return _page(request, token, view, notice=_why_not(request, view, address))

    @router.post("/{token}/paid")
    async def paid(token: str) -> Response:
        answer = await payments.ask_from_page(token)
        match answer:
            case Refused():
                return _to(f"/pay/{token}?asked=silent")
            case None | PaymentVerdict.PAID:
                return _to(f"/pay/{token}")
            case _:
                return _to(f"/pay/{token}?asked=waiting")

    return router


async def _look(payments: Payments, token: str) -> CashierView | None:
    try:
        return await payments.look(token)
    except NotFound:
        return None


def _page(request: Request, token: str, view: CashierView | None, *, notice: str) -> Response:
    locale = locale_of(request)
    words = words_in(locale)
    if view is None:
        return _unknown(request, words, locale)
    told = _told(view, words)
    if isinstance(view.decision, Refused):
        told |= _refusal(view.decision, view, words)
    return render(request, "cashier/page.html", locale, token=token, notice=words(notice), standing=_standing(view), **told)


def _scan(request: Request, token: str, view: CashierView, way: str | None, address: str) -> Response:
    locale = locale_of(request)
    words = words_in(locale)
    name = way or next(iter(view.providers), "")
    told = _told(view, words) | {"way": words(WAYS.get(name, name)), "code": code_of(address)}
    return render(request, "cashier/scan.html", locale, token=token, standing=_standing(view), **told)


def _told(view: CashierView, words: Words) -> dict[str, Any]:
    """What every standing of the page shows."""
    return {
        "exam": words.text(view.exam.title) if view.exam else "",
        "amount": words.money(view.amount),
        "until": words.moment(view.until, zone_of(view)) if view.until else "",
        "left": words.left(view.until - view.now) if view.until else "",
        "ordered": view.ordered,
        "ways": [(name, words(WAYS.get(name, name))) for name in view.providers],
        "refusal": "",
        "may_ask": view.ordered,
        "watch": True,
    }


def _refusal(refused: Refused, view: CashierView, words: Words) -> dict[str, Any]:
    shown = standing_of(refused)
    may_ask = refused.reason in _ASK_FURTHER
    return {
        "refusal": said(refused, words, view),
        "title": words(shown.title),
        "todo": words(shown.todo),
        "tone": shown.tone,
        "clause": refused.clause or "",
        "may_ask": may_ask,
        "watch": may_ask,
    }


def _unknown(request: Request, words: Words, locale: str) -> Response:
    return render(
        request,
        "message.html",
        locale,
        status=404,
        title=words(T("This page isn't valid")),
        what=words(T("This page isn't valid here. Please open it with the button in your chat.")),
        tone="refused",
    )


def _why_not(request: Request, view: CashierView | None, refused: Refused | None) -> str:
    """What the page says above itself when the way to the provider was closed; an expected standing speaks for itself."""
    if view is None or refused is None or isinstance(view.decision, Refused):
        return ""
    return said(refused, words_in(locale_of(request)), view)


def _standing(view: CashierView | None) -> str:
    """A word that changes whenever the page would look different."""
    if view is None:
        return "unknown"
    return view.decision.reason if isinstance(view.decision, Refused) else _MAY_BE_PAID


def _to(address: str) -> Response:
    response = RedirectResponse(address, 303)
    harden(response)
    return response
