"""What leaves the house, or is gone for good: the roster, one person's data, erasing one account. Each leaves a record."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.exam import Kept
from core.model.reasons import Reason
from core.model.staff import Right
from core.rules.staffing import SHORTEST_REASON
from core.services.running.roster import RosterKind
from core.store.queries import audit
from locales.words import T
from web.console.frame import Console, ConsoleRoute, Visit
from web.console.running import HOME, Running, preview
from web.console.running_words import COLUMNS, KEPT
from web.page import harden

_PIECE = 64 * 1024
_IN_MEMORY = 8 * 1024 * 1024
_MIMES = {
    RosterKind.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    RosterKind.CSV: ("text/csv; charset=utf-8", "csv"),
    RosterKind.PHOTOS: ("application/zip", "zip"),
}


def routes(console: Console) -> APIRouter:
    """What is handed out and erased under ``/console/running``."""
    pages = _Pages(console, Running(console))
    router = APIRouter(route_class=ConsoleRoute)
    router.post(f"{HOME}/roster/freeze")(pages.freeze)
    router.post(f"{HOME}/roster/{{kind}}")(pages.roster)
    router.post(f"{HOME}/person")(pages.person)
    router.post(f"{HOME}/erase")(pages.erase)
    return router


@dataclass(frozen=True, slots=True)
class _Pages:
    console: Console
    running: Running

    async def freeze(self, request: Request) -> Response:
        """Close the roster, at the second press."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        exam, words = await self.running.exam(form["exam"]), visit.words
        state = await self.console.running.roster.state(exam.id)
        if not form["sure"]:
            lines = [(words(T("Paid")), str(state.paid)), (words(T("Closed from")), visit.moment(state.frozen_at))]
            hidden = {"exam": exam.id, "sure": "yes"}
            return preview(visit, words(T("Close the roster now?")), lines, f"{HOME}/roster/freeze", hidden, words(T("Close it")))
        done = await self.console.running.roster.freeze(exam.id, visit.actor)
        return await self.running.page(visit, exam.id, done) if isinstance(done, Refused) else self.running.back(visit, "frozen")

    async def roster(self, request: Request, kind: str) -> Response:
        """The roster as a file."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        if kind not in set(RosterKind):
            raise NotFound("no such roster")
        exam, chosen = await self.running.exam(form["exam"]), RosterKind(kind)
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
        headers = {column: visit.words(name) for column, name in COLUMNS.items()}
        await self.console.running.roster.export(exam.id, chosen, file, headers, visit.actor)
        mime, ending = _MIMES[chosen]
        return _sent(file, mime, f"{exam.id}-{chosen.value}.{ending}")

    async def person(self, request: Request) -> Response:
        """Everything that is kept of one person, for that person."""
        visit, form = await self.console.act(request, Right.FULL_IDENTITY, Right.EXAM_CHANGE)
        why = form["why"].strip()
        if len(why) < SHORTEST_REASON:
            return await self.running.page(visit, form["exam"], Refused(Reason.STAFF_REASON_MISSING))
        try:
            told = await self.console.running.dossiers.of(form["account"].strip(), visit.actor)
        except NotFound:
            return await self.running.page(visit, form["exam"], Refused(Reason.ACCOUNT_UNKNOWN))
        await self._record(visit, int(told["account"]), why)
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
        file.write(json.dumps(told, ensure_ascii=False, indent=1).encode())
        return _sent(file, "application/json", f"person-{told['account']}.json")

    async def erase(self, request: Request) -> Response:
        """Erase one account, at the second press."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        words, named, why = visit.words, form["account"].strip(), form["why"].strip()
        if len(why) < SHORTEST_REASON:
            return await self.running.page(visit, form["exam"], Refused(Reason.STAFF_REASON_MISSING))
        if form["sure"] != named:
            lines = [(words(T("Account")), named), (words(T("Reason")), why), *((words(KEPT[kind]), "✗") for kind in Kept)]
            hidden = {"exam": form["exam"], "account": named, "why": why, "sure": named}
            return preview(visit, words(T("Erase this account for good?")), lines, f"{HOME}/erase", hidden, words(T("Erase it")))
        try:
            done = await self.console.running.erasing.erase(named, visit.actor)
        except NotFound:
            return await self.running.page(visit, form["exam"], Refused(Reason.ACCOUNT_UNKNOWN))
        if isinstance(done, Refused):
            return await self.running.page(visit, form["exam"], done)
        return self.running.back(visit, "erased")

    async def _record(self, visit: Visit, account_id: int, why: str) -> None:
        after = {"why": why}
        await self.console.store.write(
            lambda tx: audit.record(tx, "account", account_id, visit.now, visit.actor, "handed_out_because", None, after)
        )


def _sent(file: IO[bytes], mime: str, name: str) -> Response:
    """A file to keep, piece by piece."""
    file.seek(0)

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(_PIECE):
                yield piece

    response = StreamingResponse(pieces(), media_type=mime)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    harden(response)
    return response
