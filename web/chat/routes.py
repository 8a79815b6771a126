"""The chat page and its API; names and shapes are those of the published contract."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

from core.services.web_chats import WebChats
from core.services.web_deliveries import WebDeliveries
from core.store.signals import Signals
from locales.words import known_locale
from web.chat.bodies import FILE_BYTES, TEXT_CHARACTERS, TextUpdate, read_json, read_update, read_upload
from web.chat.events import EVENT_STREAM_HEADERS, Pace, event_stream, start_of
from web.chat.files import file_response, is_file_id, plain_mime
from web.chat.inbox import ChatInbox
from web.chat.once import Once, key_of
from web.chat.problems import ChatRoute, NotTaken, Problem
from web.chat.sessions import reader, remember, shown_token, writer
from web.page import LANGUAGE_COOKIE, locale_of, remember_language, render

_NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def routes(
    chats: WebChats, deliveries: WebDeliveries, inbox: ChatInbox, signals: Signals, *, sandbox: bool, pace: Pace | None = None
) -> APIRouter:
    """Page ``/`` and ``/chat/*``. ``sandbox`` shows the way to the demo panel on the page."""
    router = APIRouter(route_class=ChatRoute)
    router.include_router(_page(sandbox=sandbox))
    router.include_router(_reading(chats, signals, pace or Pace()))
    router.include_router(_writing(chats, deliveries, inbox))
    return router


def _page(*, sandbox: bool) -> APIRouter:
    router = APIRouter(route_class=ChatRoute)

    @router.get("/", response_class=HTMLResponse)
    async def chat_page(request: Request) -> HTMLResponse:
        locale = locale_of(request)
        limits = {"fileBytes": FILE_BYTES, "textCharacters": TEXT_CHARACTERS}
        response = render(request, "chat/page.html", locale, secret=False, sandbox=sandbox, limits=limits)
        if LANGUAGE_COOKIE in request.query_params:
            remember_language(request, response, locale)
        return response

    return router


def _reading(chats: WebChats, signals: Signals, pace: Pace) -> APIRouter:
    router = APIRouter(prefix="/chat", route_class=ChatRoute)

    @router.get("/messages")
    async def messages(request: Request) -> Response:
        """What stands in the chat; header ``Last-Event-ID`` is the event from which a stream goes on without a gap."""
        native_id = await reader(request, chats)
        newest = await chats.last_event_id(native_id)
        return JSONResponse(await chats.messages(native_id), headers=_NOT_KEPT | {"Last-Event-ID": str(newest)})

    @router.get("/events")
    async def events(request: Request) -> Response:
        native_id = await reader(request, chats)
        seen = await start_of(request, chats, native_id)
        frames = event_stream(chats, signals, native_id, seen, pace)
        return StreamingResponse(frames, media_type="text/event-stream", headers=EVENT_STREAM_HEADERS)

    @router.get("/files/{file_id}")
    async def file(request: Request, file_id: str) -> Response:
        native_id = await reader(request, chats)
        found = await chats.file(native_id, file_id) if is_file_id(file_id) else None
        if found is None or len(found.content) < found.size:
            raise NotTaken(Problem.FILE_UNKNOWN)
        return file_response(found)

    return router


def _writing(chats: WebChats, deliveries: WebDeliveries, inbox: ChatInbox) -> APIRouter:
    router = APIRouter(prefix="/chat", route_class=ChatRoute)
    once = Once(deliveries)

    @router.post("/sessions")
    async def sessions(request: Request) -> Response:
        """Resume the chat of the token that is shown, or open a new one; ``{"locale"}`` is optional."""
        opened = await chats.open(shown_token(request), _wanted_locale(request, await read_json(request)))
        locale = await _language(chats, opened.native_id)
        response = JSONResponse({"token": opened.token, "chat_id": opened.native_id, "locale": locale}, headers=_NOT_KEPT)
        remember(request, response, opened.token)
        remember_language(request, response, locale)
        return response

    @router.post("/updates", status_code=202)
    async def updates(request: Request) -> Response:
        """Hand the update over and answer when it was handled; ``locale`` is the language the chat speaks from now on."""
        native_id = await writer(request, chats)
        work = await _work(request, inbox, native_id)
        await once.handle(native_id, key_of(request), work)
        locale = await _language(chats, native_id)
        response = JSONResponse({"ok": True, "locale": locale}, status_code=202, headers=_NOT_KEPT)
        remember_language(request, response, locale)
        return response

    return router


async def _work(request: Request, inbox: ChatInbox, native_id: int) -> Callable[[], Awaitable[None]]:
    """Read the update by its content type; what is to be done with it comes back. Raises ``NotTaken``."""
    kind = plain_mime(request.headers.get("content-type", ""))
    if kind == "multipart/form-data":
        upload = await read_upload(request)
        return lambda: inbox.upload(native_id, upload.kind, upload.name, plain_mime(upload.mime), upload.content)
    if kind != "application/json":
        raise NotTaken(Problem.KIND_UNKNOWN)
    update = await read_update(request)
    if isinstance(update, TextUpdate):
        return lambda: inbox.text(native_id, update.text, locale_of(request))
    return lambda: inbox.press(native_id, update.callback.message_id, update.callback.data)


async def _language(chats: WebChats, native_id: int) -> str:
    return known_locale(await chats.locale(native_id))


def _wanted_locale(request: Request, body: object) -> str:
    wanted = body.get("locale") if isinstance(body, dict) else None
    return known_locale(wanted) if isinstance(wanted, str) else locale_of(request)
