"""Files for a running exam: a pack, a position table, rooms and seats. Shown with a report first, loaded at the second press."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import Right
from core.packs.tables.grids import Unreadable
from core.services.exams import LoadOutcome
from core.services.pack_changes import Changes
from core.services.running.loading import PackPreview, TablePreview
from core.services.running.papers import read_papers
from core.services.running.seats import BadSeats, read_seats
from locales.words import T, Words
from web.console.forms import Form, SentFile
from web.console.frame import Console, ConsoleRoute, Visit
from web.console.running import HOME, Running, preview

_SHOWN = 20


def routes(console: Console) -> APIRouter:
    """What is loaded under ``/console/running``."""
    pages = _Pages(console, Running(console))
    router = APIRouter(route_class=ConsoleRoute)
    router.post(f"{HOME}/table")(pages.table)
    router.post(f"{HOME}/pack")(pages.pack)
    router.post(f"{HOME}/seats")(pages.seats)
    router.post(f"{HOME}/papers")(pages.papers)
    return router


@dataclass(frozen=True, slots=True)
class _Pages:
    console: Console
    running: Running

    async def table(self, request: Request) -> Response:
        """A position table: report and differences, then in place of the one that stands."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        if form["sure"]:
            return await self._loaded(visit, form, await self.console.running.loading.load_table(form["sure"], visit.actor))
        exam, file = await self.running.exam(form["exam"]), form.file
        if file is None:
            return await self.running.page(visit, exam.id, _no_file())
        seen = await self.console.running.loading.show_table(exam.id, file.name, file.content, visit.actor)
        if isinstance(seen, Refused):
            return await self.running.page(visit, exam.id, seen)
        return self._show_table(visit, seen, exam.id)

    async def pack(self, request: Request) -> Response:
        """A pack: its mistakes, or what it changes, then in use."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        if form["sure"]:
            return await self._loaded(visit, form, await self.console.running.loading.load_pack(form["sure"], visit.actor))
        if form.file is None:
            return await self.running.page(visit, form["exam"], _no_file())
        seen = await self.console.running.loading.show_pack(form.file.content, visit.actor)
        if isinstance(seen, Refused):
            return await self.running.page(visit, form["exam"], seen)
        return self._show_pack(visit, seen)

    async def seats(self, request: Request) -> Response:
        """Rooms and seats, all of them or none; tickets are issued with them."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        exam = await self.running.exam(form["exam"])
        refused = await self._take_over(exam.id, form.file) if form.file else _no_file()
        return await self.running.page(visit, exam.id, refused) if refused else self.running.back(visit, "seated")

    async def papers(self, request: Request) -> Response:
        """The times of the papers; whoever has an application hears that they moved."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        exam = await self.running.exam(form["exam"])
        if form.file is None:
            return await self.running.page(visit, exam.id, _no_file())
        try:
            papers = read_papers(form.file.name, form.file.content, exam.tz)
        except (BadSeats, Unreadable) as error:
            return await self.running.page(visit, exam.id, Refused(Reason.TABLE_UNREADABLE, about=(str(error),)))
        await self.console.running.papers.take_over(exam.id, papers, visit.actor)
        return self.running.back(visit, "papers_set")

    async def _take_over(self, exam_id: str, file: SentFile) -> Refused | None:
        try:
            rows = read_seats(file.name, file.content)
        except (BadSeats, Unreadable) as error:
            return Refused(Reason.TABLE_UNREADABLE, about=(str(error),))
        report = await self.console.seating.take_over(exam_id, rows)
        unknown = ", ".join(map(str, report.unknown[:_SHOWN]))
        return Refused(Reason.SEATS_UNKNOWN, about=(unknown,)) if report.unknown else None

    async def _loaded(self, visit: Visit, form: Form, report: object) -> Response:
        if isinstance(report, Refused):
            return await self.running.page(visit, form["exam"], report)
        outcome = getattr(report, "outcome", None)
        return self.running.back(visit, "loaded" if outcome is LoadOutcome.LOADED else "loaded_already")

    def _show_table(self, visit: Visit, seen: TablePreview, exam_id: str) -> Response:
        words, report = visit.words, seen.report
        lines = [
            (words(T("File")), seen.file),
            (words(T("Rows read")), str(report.rows_read)),
            (words(T("Rows refused")), str(len(report.refusals))),
            (words(T("People wanted")), str(report.headcount)),
            (words(T("Columns of unknown meaning")), ", ".join(report.columns_unmapped()) or "–"),
            *((f"{one.sheet}:{one.row}", f"{one.reason.value} {one.given}") for one in report.refusals[:_SHOWN]),
            *_differences(words, seen.changes),
        ]
        hidden = {"exam": exam_id, "sure": seen.token}
        return preview(visit, words(T("Put this table in place?")), lines, f"{HOME}/table", hidden, words(T("Put it in place")))

    def _show_pack(self, visit: Visit, seen: PackPreview) -> Response:
        words = visit.words
        if seen.mistakes:
            lines = [(f"{one.file}:{one.line}", f"{one.key} {one.code.value}") for one in seen.mistakes]
            title = words(T("This pack has mistakes and can't be loaded"))
            return preview(visit, title, lines, f"{HOME}/pack", {}, "", is_possible=False)
        is_new = words(T("new")) if seen.is_new else words(T("a new version"))
        lines = [(words(T("Exam")), f"{seen.exam_id} ({is_new})"), *_differences(words, seen.changes)]
        hidden = {"exam": seen.exam_id, "sure": seen.token}
        return preview(visit, words(T("Take this pack into use?")), lines, f"{HOME}/pack", hidden, words(T("Take it into use")))


def _differences(words: Words, changes: Changes) -> list[tuple[str, str]]:
    """What would be different: counts, and the first of each in full."""
    counts = (
        (T("Positions added"), changes.added + changes.reinstated),
        (T("Positions withdrawn"), changes.withdrawn),
        (T("Positions changed"), tuple(dict.fromkeys(one.code for one in changes.changed))),
    )
    lines = [(words(name), _some(codes)) for name, codes in counts]
    lines += [(f"{one.code} {one.column}", f"{one.before or '–'} → {one.after or '–'}") for one in changes.changed[:_SHOWN]]
    return lines + [(one.key, f"{_short(one.before)} → {_short(one.after)}") for one in changes.exam[:_SHOWN]]


def _some(codes: tuple[str, ...]) -> str:
    return f"{len(codes)}" + (f": {', '.join(codes[:_SHOWN])}{' …' if len(codes) > _SHOWN else ''}" if codes else "")


def _short(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _no_file() -> Refused:
    return Refused(Reason.FILE_MISSING)
