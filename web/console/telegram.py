"""One's own Telegram: a one-time code that ties it to the account, so that the staff's group knows who writes; and the way out."""

from fastapi import APIRouter, Request, Response

from core.model.staff import Right
from core.services.staff import Seen
from web.console.frame import Console, ConsoleRoute, Visit


def routes(console: Console) -> APIRouter:
    """``/console/telegram``."""
    router = APIRouter(route_class=ConsoleRoute)
    linking = console.tickets.linking

    @router.get("/console/telegram")
    async def show(request: Request) -> Response:
        visit = await console.enter(request, Right.CASES, seen=Seen("page", "telegram"))
        return await _page(console, visit)

    @router.post("/console/telegram/code")
    async def code(request: Request) -> Response:
        visit, _ = await console.act(request, Right.CASES)
        return await _page(console, visit, await linking.issue(visit.staff.id, visit.staff.name))

    @router.post("/console/telegram/untie")
    async def untie(request: Request) -> Response:
        visit, _ = await console.act(request, Right.CASES)
        await linking.unlink(visit.staff.id)
        return visit.onward("/console/telegram")

    return router


async def _page(console: Console, visit: Visit, code: str = "") -> Response:
    linked_at = await console.tickets.linking.linked_at(visit.staff.id)
    return visit.page("console/telegram.html", {"code": code, "linked_at": linked_at})
