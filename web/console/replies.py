"""Ready replies: supervisors keep them, everybody who answers uses them."""

from fastapi import APIRouter, Request, Response

from core.model.decisions import Refused
from core.model.staff import Right
from core.services.staff import Seen
from locales.words import LOCALES
from web.console.forms import Form
from web.console.frame import Console, ConsoleRoute, Visit, number_in
from web.console.starters import PLACES, STARTERS

_UNFIT = 422


def routes(console: Console) -> APIRouter:
    """``/console/replies``."""
    router = APIRouter(route_class=ConsoleRoute)

    @router.get("/console/replies")
    async def shelf(request: Request) -> Response:
        visit = await console.enter(request, Right.CASES, seen=Seen("page", "replies"))
        return await _page(console, visit)

    @router.post("/console/replies")
    async def keep(request: Request) -> Response:
        visit, form = await console.act(request, Right.REPLIES)
        locale = form["locale"] if form["locale"] in LOCALES else LOCALES[0]
        refused = await console.office.replies.keep(form["title"], form["text"], locale, visit.staff)
        return visit.onward("/console/replies", "reply_kept") if refused is None else await _page(console, visit, refused, form)

    @router.post("/console/replies/{number}/drop")
    async def drop(request: Request, number: str) -> Response:
        visit, _ = await console.act(request, Right.REPLIES)
        await console.office.replies.drop(number_in(number), visit.staff)
        return visit.onward("/console/replies", "reply_dropped")

    return router


async def _page(console: Console, visit: Visit, refused: Refused | None = None, typed: Form | None = None) -> Response:
    shown = {
        "replies": await console.office.replies.all(),
        "starters": [(visit.words(title), visit.words(text)) for title, text in STARTERS],
        "places": PLACES,
        "may_keep": visit.may(Right.REPLIES),
        "typed": typed or Form({}),
    }
    return visit.page("console/replies.html", shown, status=_UNFIT if refused else 200, refused=refused)
