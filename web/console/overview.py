"""The supervisor's page: load by hour, answer times, topics, satisfaction, what the assistant couldn't answer."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response

from core.model.charts import Chart, ChartKind, Series
from core.model.staff import Right
from core.model.tickets import Cause, Scope
from core.services.staff import Seen
from core.services.staff.overview import BOUNDS, Overview
from locales.cases import CAUSES, SCOPES
from locales.words import T, Words
from web.console.figures import figure
from web.console.frame import Console, ConsoleRoute

_SPANS = (1, 7, 30)


def routes(console: Console) -> APIRouter:
    """``/console/overview``."""
    router = APIRouter(route_class=ConsoleRoute)

    @router.get("/console/overview")
    async def overview(request: Request) -> Response:
        visit = await console.enter(request, Right.OVERVIEW, seen=Seen("page", "overview"))
        asked = request.query_params.get("days", "")
        days = int(asked) if asked in map(str, _SPANS) else 7
        found = await console.office.overviews.of_last(days, visit.zone)
        drawn = [await figure(console.charts, chart) for chart in _charts(found, visit.words)] if found.opened else []
        shown: dict[str, object] = {"figures": drawn, "found": found, "days": days, "spans": _SPANS}
        median = found.median_minutes
        shown["median"] = visit.words(T("{minutes} min"), minutes=f"{median:.0f}") if median is not None else "–"
        return visit.page("console/overview.html", shown)

    return router


def _charts(found: Overview, words: Words) -> list[Chart]:
    cases = words(T("cases"))
    hours = tuple(f"{hour:02d}" for hour in range(24))
    times = [words(T("up to {minutes} min"), minutes=bound) for bound in BOUNDS]
    classes = (*times, words(T("over {minutes} min"), minutes=BOUNDS[-1]))
    charts = [
        Chart(words(T("Cases by hour of the day")), hours, _one(cases, found.by_hour), kind=ChartKind.LINES, unit=cases),
        Chart(words(T("Time to the first answer, in the desk's hours")), classes, _one(cases, found.answer_times), unit=cases),
        _named(words(T("Why a person was called")), found.causes, {one.value: CAUSES[one] for one in Cause}, words),
        _named(words(T("What it was about")), found.scopes, {one.value: SCOPES[one] for one in Scope}, words),
    ]
    if found.helped[1]:
        charts.append(_satisfaction(found, words))
    if any(found.missed_by_day.values()):
        days = tuple(f"{day:%m-%d}" for day in found.missed_by_day)
        title, unit = words(T("Questions the assistant couldn't answer")), words(T("questions"))
        charts.append(Chart(title, days, _one(unit, list(found.missed_by_day.values())), unit=unit))
    return charts


def _satisfaction(found: Overview, words: Words) -> Chart:
    days = sorted(found.satisfied)
    yes = Series(words(T("It helped")), tuple(found.satisfied[day][0] for day in days))
    no = Series(words(T("It didn't help")), tuple(found.satisfied[day][1] for day in days))
    title = words(T("Did it help?"))
    return Chart(title, tuple(f"{day:%m-%d}" for day in days), (yes, no), kind=ChartKind.GROUPED, unit=words(T("answers")))


def _named(title: str, counted: Mapping[str, int], names: Mapping[str, str], words: Words) -> Chart:
    kinds = [kind for kind in names if counted.get(kind)] or list(names)[:1]
    labels = tuple(words(names[kind]) for kind in kinds)
    return Chart(title, labels, _one(words(T("cases")), [counted.get(kind, 0) for kind in kinds]), unit=words(T("cases")))


def _one(name: str, values: Sequence[float]) -> tuple[Series, ...]:
    return (Series(name, tuple(values)),)
