"""Candidates: found by what they tell, shown masked; in full only for a reason, at a click that is written down.

What is searched for travels in the body of a form, so that no document number stands in an address, a history or a log.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from core.model.account import Account
from core.model.decisions import Refused
from core.model.staff import Right
from core.services.staff import Seen
from core.services.staff.people import Person, PersonView
from locales.cases import CHANNELS, STATES
from locales.names import status_name
from web.console.frame import Console, ConsoleRoute, Visit, number_in

_UNFIT = 422


def routes(console: Console) -> APIRouter:
    """``/console/candidates``."""
    pages = _Pages(console)
    router = APIRouter(route_class=ConsoleRoute)
    router.get("/console/candidates")(pages.list)
    router.post("/console/candidates")(pages.search)
    router.get("/console/candidates/{number}")(pages.one)
    router.post("/console/candidates/{number}/identity")(pages.identity)
    return router


@dataclass(frozen=True, slots=True)
class _Pages:
    console: Console

    async def list(self, request: Request) -> Response:
        visit = await self.console.enter(request, Right.CANDIDATES, seen=Seen("page", "candidates"))
        return await self._found(visit, "")

    async def search(self, request: Request) -> Response:
        visit, form = await self.console.act(request, Right.CANDIDATES)
        return await self._found(visit, form["q"][:100])

    async def one(self, request: Request, number: str) -> Response:
        visit = await self.console.enter(request, Right.CANDIDATES, seen=Seen("account", number[:20]))
        return self._page(visit, await self.console.office.people.view(number_in(number)))

    async def identity(self, request: Request, number: str) -> Response:
        visit, form = await self.console.act(request, Right.FULL_IDENTITY)
        people = self.console.office.people
        shown = await people.identity(number_in(number), visit.staff, form["reason"])
        view = await people.view(number_in(number))
        if isinstance(shown, Refused):
            return self._page(visit, view, status=_UNFIT, refused=shown, reason=form["reason"][:300])
        return self._page(visit, view, full=shown)

    async def _found(self, visit: Visit, text: str) -> Response:
        found = await self.console.office.people.find(text)
        return visit.page("console/candidates.html", {"people": found, "q": text, "standing": _standing(visit)})

    def _page(
        self,
        visit: Visit,
        view: PersonView,
        *,
        full: Account | None = None,
        reason: str = "",
        status: int = 200,
        refused: Refused | None = None,
    ) -> Response:
        words = visit.words
        shown = {
            "view": view,
            "person": view.person,
            "full": full,
            "reason": reason,
            "may_reveal": visit.may(Right.FULL_IDENTITY),
            "may_open_cases": visit.may(Right.CASES),
            "status_name": lambda one: status_name(words, one),
            "state_name": lambda one: words(STATES[one]),
            "channel_name": lambda one: words(CHANNELS.get(one, one)),
            "text": words.text,
        }
        return visit.page("console/candidate.html", shown, status=status, refused=refused)


def _standing(visit: Visit) -> object:
    """Says where somebody stands, exam by exam."""

    def say(person: Person) -> Sequence[str]:
        words = visit.words
        told = []
        for exam, status, position in person.standing:
            told.append(" · ".join(part for part in (words.text(exam.title), status_name(words, status), position) if part))
        return told

    return say
