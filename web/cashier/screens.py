"""The cashier's pages as they are shown: the standing, the code to scan, the hand-over to an app, why something isn't possible."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import WayToPay
from core.services.payments import CashierView, Payments
from locales.words import T, Words, words_in
from web.cashier.codes import code_of
from web.cashier.words import PAGES, WAYS, said, standing_of, zone_of
from web.page import CONTENT_SECURITY_POLICY, harden, locale_of, render

_MAY_BE_PAID = "payable"
_ASK_FURTHER = frozenset({Reason.PAYMENT_VERIFYING, Reason.PAYMENT_OVER, Reason.ABANDONED_UNPAID})
_OLD_BRIDGES = "; frame-src weixin:"
"""Older WeChat talks to its pages through frames of a scheme of its own; nothing else can be loaded in them."""


async def look(payments: Payments, token: str) -> CashierView | None:
    """What the page shows; ``None`` where there is none, or its exam is gone."""
    try:
        return await payments.look(token)
    except NotFound:
        return None


def page_of(request: Request, token: str, view: CashierView | None, *, notice: str) -> Response:
    """The page as it stands, with a ``notice`` (an English source) above it."""
    locale = locale_of(request)
    words = words_in(locale)
    if view is None:
        return _unknown(request, words, locale)
    told = _told(view, words)
    if isinstance(view.decision, Refused):
        told |= _refusal(view.decision, view, words)
    return render(request, "cashier/page.html", locale, token=token, notice=words(notice), standing=standing_word(view), **told)


def scan_of(request: Request, token: str, view: CashierView, name: str, address: str) -> Response:
    """The code of the order, for the app of ``name`` on another device."""
    locale = locale_of(request)
    words = words_in(locale)
    told = _told(view, words) | {
        "way": words(WAYS.get(name, name)),
        "code": code_of(address),
        "page": name if name in PAGES else "",
    }
    return render(request, "cashier/scan.html", locale, token=token, standing=standing_word(view), **told)


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


async def told_why(request: Request, payments: Payments, token: str, refused: Refused | None) -> Response:
    """The page as it stands now, and why the way to the provider was closed."""
    view = await look(payments, token)
    return page_of(request, token, view, notice=_why_not(request, view, refused))


def _why_not(request: Request, view: CashierView | None, refused: Refused | None) -> str:
    """What the page says above itself when the way to the provider was closed; an expected standing speaks for itself."""
    if view is None or refused is None or isinstance(view.decision, Refused):
        return ""
    return said(refused, words_in(locale_of(request)), view)


def standing_word(view: CashierView | None) -> str:
    """A word that changes whenever the page would look different."""
    if view is None:
        return "unknown"
    return view.decision.reason if isinstance(view.decision, Refused) else _MAY_BE_PAID


def to(address: str) -> Response:
    """Go there."""
    response = RedirectResponse(address, 303)
    harden(response)
    return response


def handed_of(request: Request, token: str, view: CashierView, way: WayToPay) -> Response:
    """The page that hands the order to the app it is in."""
    locale = locale_of(request)
    told = _told(view, words_in(locale)) | {"handed": dict(way.parameters)}
    response = render(request, "cashier/inside.html", locale, token=token, standing=standing_word(view), **told)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY + _OLD_BRIDGES
    return response
