"""One case: the card, what the assistant said before, the conversation; take, answer, note, pass on, close, open again.

Whatever is refused comes back with the sentence on top and with what was typed. Cases of candidates are for agents, cases about
money for finance.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import Right, Staff
from core.model.tickets import Agent, CloseReason, Ticket
from core.rules.staffing import may
from core.services.staff import Seen
from core.services.tickets import CaseView, Done, Upload
from web.console.case_words import case_values
from web.console.forms import Form
from web.console.frame import Console, ConsoleRoute, Visit, number_in, problem
from web.page import harden

_CONFLICT, _UNFIT = 409, 422
_TAKEN = frozenset({Reason.CASE_TAKEN, Reason.CASE_CLOSED, Reason.CASE_NOT_CLOSED})
_SHOWN_IN_PAGE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
Deed = Callable[[int, Agent, Form], Awaitable[Done | Refused]]


def routes(console: Console) -> APIRouter:
    """``/console/cases/{number}`` and what is done there."""
    pages, deeds = _Pages(console), _Deeds(console)
    router = APIRouter(route_class=ConsoleRoute)
    router.get("/console/cases/{number}")(pages.whole)
    router.get("/console/cases/{number}/live")(pages.live)
    router.get("/console/cases/{number}/files/{file}")(pages.file)
    for name, deed, done in (
        ("claim", deeds.claim, "claimed"),
        ("reply", deeds.reply, "replied"),
        ("note", deeds.note, "noted"),
        ("edit", deeds.edit, "edited"),
        ("transfer", deeds.transfer, "transferred"),
        ("close", deeds.close, "closed"),
        ("reopen", deeds.reopen, "reopened"),
    ):
        router.post(f"/console/cases/{{number}}/{name}")(pages.doing(deed, done))
    return router


@dataclass(frozen=True, slots=True)
class _Pages:
    console: Console

    async def whole(self, request: Request, number: str) -> Response:
        visit = await self.console.enter(request, Right.CASES, Right.MONEY, seen=Seen("ticket", number[:20]))
        view = await self._view(visit, number_in(number))
        return problem(request, 403) if view is None else await self._page(visit, view)

    async def live(self, request: Request, number: str) -> Response:
        visit = await self.console.enter(request, Right.CASES, Right.MONEY)
        view = await self._view(visit, number_in(number))
        return problem(request, 403) if view is None else visit.page("console/case_live.html", case_values(visit, view))

    async def file(self, request: Request, number: str, file: str) -> Response:
        """A file of the case: pictures are shown, everything else is only ever saved."""
        visit = await self.console.enter(request, Right.CASES, Right.MONEY, seen=Seen("ticket_file", file[:20]))
        if await self._view(visit, number_in(number)) is None:
            return problem(request, 403)
        found, content = await self.console.tickets.reading.file(number_in(number), number_in(file))
        shown = found.mime in _SHOWN_IN_PAGE
        response = Response(content, media_type=found.mime if shown else "application/octet-stream")
        harden(response)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        kind = "inline" if shown else "attachment"
        response.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(found.name, safe='')}"
        return response

    def doing(self, deed: Deed, done: str) -> Callable[[Request, str], Awaitable[Response]]:
        """The handler of one button."""

        async def handler(request: Request, number: str) -> Response:
            visit, form = await self.console.act(request, Right.CASES, Right.MONEY_DECIDE)
            view = await self._view(visit, number_in(number))
            if view is None:
                return problem(request, 403)
            answer = await deed(view.ticket.id, visit.agent, form)
            if isinstance(answer, Done):
                return visit.onward(f"/console/cases/{view.ticket.id}", done)
            fresh = await self._view(visit, view.ticket.id) or view
            status = _CONFLICT if answer.reason in _TAKEN else _UNFIT
            return await self._page(visit, fresh, status=status, refused=answer, typed={done: form["text"]})

        return handler

    async def _view(self, visit: Visit, number: int) -> CaseView | None:
        """The case; ``None`` where it isn't for this reader's eyes. Raises ``NotFound``."""
        view = await self.console.tickets.reading.case(number)
        if view is None:
            raise NotFound(f"case {number}")
        return view if _is_theirs(visit, view.ticket) else None

    async def _page(
        self,
        visit: Visit,
        view: CaseView,
        *,
        status: int = 200,
        refused: Refused | None = None,
        typed: dict[str, str] | None = None,
    ) -> Response:
        console, case = self.console, view.ticket
        current = await console.store.read(console.exams.current)
        exam = next((one for one in current if one.id == case.exam), None)
        everybody = await console.staffing.keeping.all()
        replies = await console.office.replies.all()
        shown = {
            "typed": typed or {},
            "before": await console.office.board.before(case),
            "others": await console.tickets.reading.of_person(case.id),
            "colleagues": [one for one in everybody if _answers(one) and one.id != visit.staff.id],
            "desks": [(desk.id, visit.words.text(desk.name)) for desk in exam.desks] if exam else [],
        }
        values = {**case_values(visit, view, exam, replies), **shown}
        return visit.page("console/case.html", values, status=status, refused=refused)


@dataclass(frozen=True, slots=True)
class _Deeds:
    """What each button does; the service decides and has the last word."""

    console: Console

    async def claim(self, case: int, by: Agent, _: Form) -> Done | Refused:
        return await self.console.tickets.staff.claim(case, by)

    async def reply(self, case: int, by: Agent, form: Form) -> Done | Refused:
        upload = Upload(form.file.name, form.file.mime, form.file.content) if form.file and form.file.content else None
        return await self.console.tickets.staff.reply(case, by, form["text"], upload=upload, once=_once(by, form))

    async def note(self, case: int, by: Agent, form: Form) -> Done | Refused:
        return await self.console.tickets.staff.note(case, by, form["text"], once=_once(by, form))

    async def edit(self, case: int, by: Agent, form: Form) -> Done | Refused:
        return await self.console.tickets.staff.edit(case, number_in(form["line"]), by, form["text"])

    async def transfer(self, case: int, by: Agent, form: Form) -> Done | Refused:
        kind, _, chosen = form["to"].partition(":")
        if kind == "desk":
            return await self.console.tickets.staff.transfer(case, by, desk=chosen)
        colleague = await self._colleague(number_in(chosen))
        if colleague is None:
            return Refused(Reason.CASE_DESK_UNKNOWN)
        return await self.console.tickets.staff.transfer(case, by, to=colleague)

    async def close(self, case: int, by: Agent, form: Form) -> Done | Refused:
        reasons = {reason.value: reason for reason in CloseReason if reason is not CloseReason.BACK_TO_BOT}
        why = reasons.get(form["reason"])
        if why is None:
            return Refused(Reason.FIELD_MISSING, about=(form["reason"][:40] or "–",))
        return await self.console.tickets.staff.close(case, by, why)

    async def reopen(self, case: int, by: Agent, _: Form) -> Done | Refused:
        return await self.console.tickets.staff.reopen(case, by)

    async def _colleague(self, staff_id: int) -> Agent | None:
        everybody = await self.console.staffing.keeping.all()
        found = next((one for one in everybody if one.id == staff_id), None)
        if found is None or not _answers(found):
            return None
        return Agent(found.id, found.name, may_override=may(found.roles, Right.CASES_OF_OTHERS))


def _answers(one: Staff) -> bool:
    """Whether a case may be passed to them."""
    return one.disabled_at is None and may(one.roles, Right.CASES)


def _is_theirs(visit: Visit, case: Ticket) -> bool:
    if visit.may(Right.CASES_OF_OTHERS):
        return True
    return visit.may(Right.CASES if case.is_handover else Right.MONEY)


def _once(by: Agent, form: Form) -> str | None:
    """A form that is sent twice says it once."""
    return f"console:{by.id}:{form['once'][:64]}" if form["once"] else None
