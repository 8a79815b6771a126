"""Every page of the console, put together; what is under no address of theirs says so inside the frame."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from core.model.staff import Right
from web.console import (
    answers,
    audit,
    candidates,
    case,
    cases,
    doors,
    events,
    exam,
    handing_out,
    loading,
    overview,
    payments,
    profile,
    replies,
    running,
    telegram,
)
from web.console.frame import Console, ConsoleRoute, problem, redirect

PAGES: tuple[Callable[[Console], APIRouter], ...] = (
    doors.routes,
    events.routes,
    cases.routes,
    case.routes,
    candidates.routes,
    payments.routes,
    overview.routes,
    exam.routes,
    running.routes,
    loading.routes,
    handing_out.routes,
    answers.routes,
    replies.routes,
    audit.routes,
    profile.routes,
    telegram.routes,
)


def routes(console: Console) -> APIRouter:
    """The console."""
    router = APIRouter(route_class=ConsoleRoute)
    for page in PAGES:
        router.include_router(page(console))
    router.include_router(_others(console))
    return router


def _others(console: Console) -> APIRouter:
    router = APIRouter(route_class=ConsoleRoute)

    @router.get("/console")
    async def home(request: Request) -> Response:
        """The first page that one may see."""
        visit = await console.enter(request, Right.OWN_PROFILE)
        return redirect(visit.home)

    @router.api_route("/console/{rest:path}", methods=["GET", "POST"])
    async def nowhere(request: Request) -> Response:
        await console.enter(request, Right.OWN_PROFILE)
        return problem(request, 404)

    return router
