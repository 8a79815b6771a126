"""Money for the finance office: does it balance, what has to be looked at, what goes back by hand, one order in full."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from core.model.decisions import Refused
from core.model.money import Money
from core.model.staff import Right
from core.services.staff import Seen
from web.console.cases import Sayings
from web.console.frame import Console, ConsoleRoute, Visit, number_in
from web.console.sayings import REFUND_REASONS, REFUND_STATES

_CONFLICT = 409


def routes(console: Console) -> APIRouter:
    """``/console/payments``."""
    pages = _Pages(console)
    router = APIRouter(route_class=ConsoleRoute)
    router.get("/console/payments")(pages.ledger)
    router.post("/console/payments/refunds/{number}")(pages.done)
    return router


@dataclass(frozen=True, slots=True)
class _Pages:
    console: Console

    async def ledger(self, request: Request) -> Response:
        number = request.query_params.get("order", "").strip()[:64]
        visit = await self.console.enter(request, Right.MONEY, seen=Seen("payment" if number else "page", number or "payments"))
        return await self._page(visit, number)

    async def done(self, request: Request, number: str) -> Response:
        visit, form = await self.console.act(request, Right.MONEY_DECIDE)
        refused = await self.console.office.money.mark_done(number_in(number), visit.actor, form["note"])
        if refused is not None:
            return await self._page(visit, "", status=_CONFLICT, refused=refused)
        return visit.onward("/console/payments", "refund_done")

    async def _page(self, visit: Visit, number: str, *, status: int = 200, refused: Refused | None = None) -> Response:
        console, words = self.console, visit.words
        board = await console.office.board.queue(money=True)
        shown = {
            "report": await console.office.money.report(),
            "refunds": await console.office.money.by_hand(),
            "rows": board.rows,
            "total": board.total,
            "order": number,
            "account": await console.payments.show(number) if number.isascii() and number else None,
            "said": Sayings(visit),
            "money": lambda minor, currency="CNY": words.money(Money(minor, currency)),
            "reason_name": lambda one: words(REFUND_REASONS.get(one, one)),
            "state_name": lambda one: words(REFUND_STATES.get(one, one)),
            "may_decide": visit.may(Right.MONEY_DECIDE),
        }
        return visit.page("console/payments.html", shown, status=status, refused=refused)
