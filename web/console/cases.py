"""The queue and what one finds in it: cases by urgency, by number, those in one's own hands, those closed last."""

from typing import Any

from fastapi import APIRouter, Request, Response

from core.model.staff import Right
from core.model.tickets import Ticket
from core.services.staff import Seen
from core.services.staff.board import Row
from core.services.tickets import Waiting
from locales.cases import CAUSES, STATES, URGENCIES, kind_name
from locales.names import status_name
from locales.reasons import sentence
from web.console.frame import Console, ConsoleRoute, Visit, redirect

_VIEWS = ("all", "mine", "closed")


def routes(console: Console) -> APIRouter:
    """``/console/cases``: the whole page, and the list alone for whoever looks at it live."""
    router = APIRouter(route_class=ConsoleRoute)

    @router.get("/console/cases")
    async def queue(request: Request) -> Response:
        visit = await console.enter(request, Right.CASES, seen=Seen("page", "cases"))
        shown = await _shown(console, visit)
        match shown["found"] if shown["q"] else None:
            case [only]:
                return redirect(f"/console/cases/{only.id}")
            case _:
                return visit.page("console/cases.html", shown)

    @router.get("/console/cases/list")
    async def only_list(request: Request) -> Response:
        visit = await console.enter(request, Right.CASES)
        return visit.page("console/cases_list.html", await _shown(console, visit))

    return router


async def _shown(console: Console, visit: Visit) -> dict[str, Any]:
    query = visit.request.query_params
    view, text = query.get("view", "all"), query.get("q", "").strip()[:100]
    shown: dict[str, Any] = {"view": view if view in _VIEWS else "all", "q": text, "said": Sayings(visit), "found": None}
    if text or view == "closed":
        reading = console.tickets.reading
        found = await reading.search(text) if text else await reading.closed()
        return {**shown, "found": [case for case in found if case.is_handover], "rows": [], "total": 0}
    board = await console.office.board.queue(staff_id=visit.staff.id if view == "mine" else None)
    return {**shown, "rows": board.rows, "total": board.total}


class Sayings:
    """What a case says in a list, in the reader's language."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words

    def status(self, row: Row) -> str:
        """Where the candidate's application stands."""
        return status_name(self._words, row.status)

    def state(self, case: Ticket) -> str:
        """How a case stands."""
        return self._words(STATES[case.state])

    def kind(self, kind: str) -> str:
        """What a case is about."""
        return kind_name(self._words, kind)

    def urgency(self, waiting: Waiting) -> str:
        """How near the instant is that matters: the word beside the colour."""
        return self._words(URGENCIES[waiting.urgency])

    def matter(self, row: Row) -> str:
        """The last "no" the candidate heard; without one, why a person was called."""
        if row.refusal is not None:
            return sentence(row.refusal.refused, self._words, self._visit.zone)
        return self._words(CAUSES[row.case.cause]) if row.case.cause else ""

    def left(self, waiting: Waiting) -> str:
        """The time left to what matters."""
        return self._words.left(waiting.until - self._visit.now) if waiting.until else ""

    def waited(self, row: Row) -> str:
        """How long an answer has been owed, in the desk's hours, against what was agreed."""
        if row.waited is None:
            return ""
        return self._words.left(row.waited) + (f" / {self._words.left(row.agreed)}" if row.agreed is not None else "")
