"""The chat's events as server-sent events: everything after the last one the client has seen, then each as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request

from core.errors import OutsideWorldError
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
    """Frames of the events after ``seen``; a comment when there was nothing for a while.

    Ends only when the store fails: the client connects again by itself and misses nothing.
    """
    yield f"retry: {_RETRY_MILLISECONDS}\n: here\n\n"
    loop = asyncio.get_running_loop()
    heard_at = loop.time()
    with signals.bell(signal_of(native_id)) as bell:
        while True:
            try:
                await chats.seen(native_id)
                events = await chats.events_after(native_id, seen, limit=_BATCH)
            except OutsideWorldError:
                return
            for event in events:
                seen, heard_at = event.id, loop.time()
                yield frame(event)
            if not events:
                await bell.wait(pace.look_again)
            if loop.time() - heard_at >= pace.heartbeat:
                heard_at = loop.time()
                yield ": alive\n\n"


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
