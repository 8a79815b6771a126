"""Made-up candidates, and one turn of every recurring job. Mounted only while the sandbox is on."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from core.errors import NotFound
from core.model.application import Status
from core.services.made_up import Rehearsal

_NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Wish(BaseModel):
    """How many candidates, where they stand, in which exam."""

    count: Annotated[int, Field(ge=1, le=500)] = 1
    status: Status = Status.NONE
    exam: Annotated[str, Field(min_length=1, max_length=64)]


def people_routes(tick: Callable[[], Awaitable[None]], rehearsal: Rehearsal) -> APIRouter:
    """``POST /demo/tick`` and ``POST /demo/candidates``."""
    router = APIRouter(prefix="/demo")

    @router.post("/tick")
    async def tick_now() -> Response:
        await tick()
        return JSONResponse({"ticked": True}, headers=_NOT_KEPT)

    @router.post("/candidates", status_code=201)
    async def make(wish: Wish) -> Response:
        try:
            made = await rehearsal.make(wish.count, wish.status, wish.exam)
        except NotFound as error:
            return JSONResponse({"error": "not_found", "message": str(error)}, status_code=404, headers=_NOT_KEPT)
        return JSONResponse({"candidates": [asdict(one) for one in made]}, status_code=201, headers=_NOT_KEPT)

    return router
