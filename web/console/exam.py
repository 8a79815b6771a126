"""The operator's page: how far candidates have come, applications by position, what is still to be told, payments in doubt."""

from fastapi import APIRouter, Request, Response

from core.errors import NotFound
from core.model.charts import Chart, ChartKind, Series
from core.model.exam import Exam
from core.model.staff import Right
from core.services.staff import Seen
from core.services.staff.operations import Operations
from locales.words import T, Words
from web.console.figures import figure
from web.console.frame import Console, ConsoleRoute

_STEPS = (T("registered"), T("stashed"), T("confirmed"), T("paid"))
_CHART_POSITIONS = 12


def routes(console: Console) -> APIRouter:
    """``/console/exam``, and ``?exam=`` where there are several."""
    router = APIRouter(route_class=ConsoleRoute)

    @router.get("/console/exam")
    async def operations(request: Request) -> Response:
        visit = await console.enter(request, Right.EXAM, seen=Seen("page", "exam"))
        exams = await console.office.operations.exams()
        chosen = _chosen(exams, request.query_params.get("exam", ""))
        if chosen is None:
            return visit.page("console/exam_none.html")
        found, words = await console.office.operations.of_exam(chosen), visit.words
        shown = {
            "exam": chosen,
            "exams": [(one.id, words.text(one.title)) for one in exams],
            "title": words.text(chosen.title),
            "found": found,
            "steps": [words(step) for step in _STEPS],
            "figures": [await figure(console.charts, chart) for chart in _charts(found, words)],
        }
        return visit.page("console/exam.html", shown)

    return router


def _chosen(exams: list[Exam], asked: str) -> Exam | None:
    if not asked:
        return exams[0] if exams else None
    found = next((exam for exam in exams if exam.id == asked), None)
    if found is None:
        raise NotFound("no such exam")
    return found


def _charts(found: Operations, words: Words) -> list[Chart]:
    charts = []
    if found.funnel:
        days = tuple(f"{day:%m-%d}" for day in found.funnel)
        rows = list(found.funnel.values())
        series = tuple(Series(words(step), tuple(row[place] for row in rows)) for place, step in enumerate(_STEPS))
        kind = ChartKind.LINES if len(days) > 1 else ChartKind.GROUPED
        charts.append(Chart(words(T("The way of the candidates, by day")), days, series, kind=kind, unit=words(T("persons"))))
    if found.positions:
        shown = found.positions[:_CHART_POSITIONS]
        applied = Series(words(T("applications")), tuple(float(row[3]) for row in shown))
        confirmed = Series(words(T("confirmed")), tuple(float(row[4]) for row in shown))
        labels = tuple(row[0] for row in shown)
        charts.append(Chart(words(T("Applications by position")), labels, (applied, confirmed), kind=ChartKind.GROUPED))
    return charts
