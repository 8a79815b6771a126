"""One FastAPI application for everybody: candidates, machines, operators; and the workers that live beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import StrEnum

import sqlalchemy as sa
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.build import House
from app.sandbox import mount_sandbox
from app.ticks import scheduler
from core.store.engine import StoreUnavailable
from locales.words import T, words_in
from web.cashier.routes import routes as cashier_routes
from web.chat.routes import routes as chat_routes
from web.page import locale_of, mount_static, render
from web.secure.routes import routes as secure_routes
from webhooks.payments import payment_webhooks

log = structlog.get_logger("server")


class Role(StrEnum):
    """What one process does; ``all`` is one office on one machine."""

    ALL = "all"
    WEB = "web"
    BOT = "bot"
    WORKER = "worker"


def server(house: House, role: Role = Role.ALL) -> FastAPI:
    """The application of this house; its lifespan runs the workers of ``role`` and closes the house in the end."""
    app = FastAPI(title="Kaoban", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan(house, role))
    mount_static(app)
    app.include_router(_operator(house))
    if role in (Role.ALL, Role.WEB):
        app.include_router(
            chat_routes(house.web_chats, house.web_deliveries, house.web, house.store.signals, sandbox=house.settings.sandbox)
        )
        app.include_router(secure_routes(house.services.accounts, house.services.pages, house.web_chats))
        app.include_router(cashier_routes(house.services.payments, house.exams))
        app.include_router(payment_webhooks(house.services.payments, house.outside.providers))
        if house.settings.sandbox:
            mount_sandbox(app, house)
    app.add_exception_handler(StoreUnavailable, _store_unavailable)
    app.add_exception_handler(Exception, _failed)
    return app


def _operator(house: House) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse("ok")

    @router.get("/readyz")
    async def readyz() -> Response:
        try:
            await house.store.read(lambda tx: tx.execute(sa.text("SELECT 1")).scalar())
        except StoreUnavailable:
            return PlainTextResponse("the database doesn't answer", status_code=503)
        return PlainTextResponse("ready")

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def _store_unavailable(request: Request, error: Exception) -> Response:
    log.warning("the store was unavailable", path=request.url.path, error=str(error))
    return _sorry(request, 503, T("We can't reach our data right now. Nothing is lost; please try again in a minute."))


async def _failed(request: Request, error: Exception) -> Response:
    log.error("a request failed", path=request.url.path, exc_info=error)
    return _sorry(request, 500, T("Something went wrong on our side. Nothing is lost; please try again."))


def _sorry(request: Request, status: int, source: str) -> Response:
    words = words_in(locale_of(request))
    if "text/html" in request.headers.get("accept", ""):
        return render(request, "message.html", words.locale, status=status, title=words(T("One moment")), what=words(source))
    return JSONResponse({"error": "unavailable", "message": words(source)}, status_code=status)


def _lifespan(house: House, role: Role) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        ticking = scheduler(house)
        workers: list[asyncio.Task[object]] = []
        if role in (Role.ALL, Role.WORKER):
            ticking.start()
            workers = [asyncio.create_task(house.push.run()), asyncio.create_task(house.services.payments.handle_forever())]
        await house.dispatcher.emit_startup()
        try:
            yield
        finally:
            await _stop(house, ticking, workers)

    return lifespan


async def _stop(house: House, ticking: AsyncIOScheduler, workers: list[asyncio.Task[object]]) -> None:
    if ticking.running:
        ticking.shutdown(wait=False)
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    await house.close()
