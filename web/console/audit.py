"""The audit for auditors: who saw and did what, newest first. Looking at it is written down too."""

import json
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from core.model.staff import Right
from core.services.staff import Seen
from core.store.queries.staff_trail import Wanted
from web.console.frame import Console, ConsoleRoute, number_in

_FIELDS = ("subject", "subject_id", "actor", "what")


def routes(console: Console) -> APIRouter:
    """``/console/audit``."""
    router = APIRouter(route_class=ConsoleRoute)

    @router.get("/console/audit")
    async def trail(request: Request) -> Response:
        visit = await console.enter(request, Right.AUDIT, seen=Seen("page", "audit"))
        query = request.query_params
        asked = {name: query.get(name, "").strip().replace("\0", "")[:64] for name in _FIELDS}
        before = query.get("before", "")
        page = await console.office.trails.page(Wanted(**asked, before=number_in(before) if before else None))
        return visit.page("console/audit.html", {"page": page, "asked": asked, "plain": plain})

    return router


def plain(values: Mapping[str, object] | None) -> str:
    """JSON values as one line."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""
