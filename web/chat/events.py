"""The chat's events as server-sent events: everything after the last one the client has seen, then each as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request

from core.services.web_chats import WebChats
from core.store.queries.web import WebEvent, signal_of
from core.store.signals import Signals

EVENT_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
_BATCH = 200
_RETRY_MILLISECONDS = 1500


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a stream rests, in seconds: before it looks again unasked, and before it says that it is alive."""

    look_again: float = 5.0
    heartbeat: float = 15.0


async def event_stream(chats: WebChats, signals: Signals, native_id: int, seen: int, pace: Pace) -> AsyncIterator[str]:
    """Frames of the events after ``seen``, without end; a comment when there was nothing for a while."""
    yield f"retry: {_RETRY_MILLISECONDS}\n: here\n\n"
    silent = 0.0
    while True:
        events, waited = await _next_events(chats, signals, native_id, seen, pace.look_again)
        for event in events:
            seen = event.id
            yield frame(event)
        silent = 0.0 if events else silent + waited
        if silent >= pace.heartbeat:
            silent = 0.0
            yield ": alive\n\n"


async def _next_events(
    chats: WebChats, signals: Signals, native_id: int, seen: int, seconds: float
) -> tuple[list[WebEvent], float]:
    """What came after ``seen``; when nothing has, wait for the signal, which is awaited before looking so that none is missed."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    waiting = asyncio.create_task(signals.wait(signal_of(native_id), seconds))
    try:
        await asyncio.sleep(0)
        events = await chats.events_after(native_id, seen, limit=_BATCH)
        if not events:
            await waiting
    finally:
        waiting.cancel()
    return events, loop.time() - began


def frame(event: WebEvent) -> str:
    """One event in the format of server-sent events."""
    data = json.dumps(event.body, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.id}\nevent: {event.kind}\ndata: {data}\n\n"


async def start_of(request: Request, chats: WebChats, native_id: int) -> int:
    """The last event the client has seen: header ``Last-Event-ID`` or ``?last_event_id``; by default the newest there is.

    A number from a journal that is no longer this one (beyond its end) counts as its end.
    """
    newest = await chats.last_event_id(native_id)
    given = request.headers.get("last-event-id") or request.query_params.get("last_event_id") or ""
    if not (given.isascii() and given.isdigit() and len(given) < 20):
        return newest
    return min(int(given), newest)
