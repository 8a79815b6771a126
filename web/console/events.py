"""The console live: a word whenever a case, or any case, has changed. The page then fetches what it shows anew.

The store's bell wakes a stream for what this process did; every few seconds it looks by itself, for what others did. A log-in that
has ended ends its streams, and being streamed to keeps nobody logged in.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from core.errors import OutsideWorldError
from core.model.staff import Right
from core.services.tickets.reading import Reading
from web.chat.events import EVENT_STREAM_HEADERS
from web.console.browsers import browser_of
from web.console.frame import Console, ConsoleRoute, number_in

_RETRY_MILLISECONDS = 1500
_RIGHTS = (Right.CASES, Right.MONEY)


@dataclass(frozen=True, slots=True)
class Pace:
    """In seconds: how soon a stream looks again unasked, how often it says that it is alive, how often a queue may tell at most,
    and what is waited so that all who look at the queue share one look.
    """

    look_again: float = 3.0
    heartbeat: float = 15.0
    queue_rest: float = 2.0
    together: float = 0.15


def routes(console: Console, pace: Pace | None = None) -> APIRouter:
    """``/console/events``: the queue, or with ``?case=`` one case."""
    router = APIRouter(route_class=ConsoleRoute)

    @router.get("/console/events")
    async def events(request: Request) -> Response:
        visit = await console.enter(request, *_RIGHTS)
        given = request.query_params.get("case", "")
        case = number_in(given) if given else None
        stream = event_stream(console, visit.token, browser_of(request), case, pace or Pace())
        return StreamingResponse(stream, media_type="text/event-stream", headers=EVENT_STREAM_HEADERS)

    return router


async def event_stream(console: Console, token: str, browser: str, case: int | None, pace: Pace) -> AsyncIterator[str]:
    """Frames for as long as the log-in counts: ``changed`` with a mark, ``ended``, or a comment when nothing happened."""
    loop = asyncio.get_running_loop()
    shifts, board = console.staffing.shifts, console.office.board
    told: tuple[str, ...] | None = None
    spoke_at = loop.time()
    yield f"retry: {_RETRY_MILLISECONDS}\n: here\n\n"
    with console.store.signals.bell(Reading.SIGNAL) as bell:
        while True:
            try:
                if not await shifts.still(token, browser, _RIGHTS):
                    yield "event: ended\ndata: {}\n\n"
                    return
                mark = await board.stamp(case)
            except OutsideWorldError:
                return
            if mark != told:
                told, spoke_at = mark, loop.time()
                yield f"event: changed\ndata: {json.dumps({'mark': '|'.join(mark)})}\n\n"
                if case is None:
                    await asyncio.sleep(pace.queue_rest)
            elif loop.time() - spoke_at >= pace.heartbeat:
                spoke_at = loop.time()
                yield ": alive\n\n"
            await bell.wait(pace.look_again)
            if case is None:
                await asyncio.sleep(pace.together)
