"""One FastAPI application for everybody: candidates, machines, operators; and the workers that live beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from enum import StrEnum
from functools import partial

import sqlalchemy as sa
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.bells import Bells
from app.build import House
from app.console import console_of
from app.duties import Duties
from app.metrics import LettersFigures, OfficeFigures
from app.sandbox import SandboxWorld, mount_sandbox
from app.telegram import Telegram, keeper_of, telegram_of
from app.ticks import scheduler
from core.services.accounts.captchas import Captchas
from core.services.accounts.receipts import Receipts
from core.services.leases import Leases
from core.store.engine import StoreUnavailable
from gateways.captchas import CaptchaArtist
from locales.words import T, words_in
from web.cashier.routes import routes as cashier_routes
from web.chat.routes import routes as chat_routes
from web.console.routes import routes as console_routes
from web.mail.routes import routes as mail_routes
from web.page import locale_of, mount_static, render
from web.secure.door import Door
from web.secure.routes import routes as secure_routes
from webhooks.identity.routes import routes as identity_routes
from webhooks.payments.routes import routes as payment_routes
from webhooks.sms.routes import routes as sms_routes

log = structlog.get_logger("server")

_LAST_ORDERS_SECONDS = 15.0
_PING_SECONDS = 2.0
_WARM_SECONDS = 30.0
_SENDER_LEASE = timedelta(seconds=15)


class Role(StrEnum):
    """What one process does; ``all`` is one office on one machine."""

    ALL = "all"
    WEB = "web"
    BOT = "bot"
    WORKER = "worker"


def server(house: House, role: Role = Role.ALL) -> FastAPI:
    """The application of this house; its lifespan runs the workers of ``role`` and closes the house in the end."""
    beside = Beside(house, role)
    app = FastAPI(title="Kaoban", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan(beside))
    mount_static(app)
    counted = CollectorRegistry()
    app.include_router(_operator(house, counted))
    if role in (Role.ALL, Role.WEB):
        _candidates(app, house, counted)
        if house.settings.sandbox:
            beside.sandbox = mount_sandbox(app, house)
    if beside.telegram is not None:
        app.include_router(beside.telegram.routes())
    if house.settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(house.settings.trusted_proxies))
    app.add_exception_handler(StoreUnavailable, _store_unavailable)
    app.add_exception_handler(Exception, _failed)
    return app


def _candidates(app: FastAPI, house: House, counted: CollectorRegistry) -> None:
    settings, services = house.settings, house.services
    chat = chat_routes(house.web_chats, house.web_deliveries, house.web, house.store.signals, sandbox=settings.sandbox)
    app.include_router(chat)
    door = Door(
        Captchas(house.store, house.clock, house.vault, address_factor=settings.address_factor),
        CaptchaArtist(),
        reveals=settings.sandbox,
    )
    pages = (services.pages, services.accounts, house.web_chats)
    app.include_router(secure_routes(*pages, public_url=settings.public_url, door=door, noted=services.tickets.troubles.refused))
    app.include_router(cashier_routes(services.payments))
    app.include_router(mail_routes(services.journey.current_exams))
    app.include_router(console_routes(console_of(house)))
    face = house.outside.face
    app.include_router(identity_routes(services.faces, [face] if face else []))
    app.include_router(sms_routes(Receipts(house.store, house.clock), house.outside.receipts))
    app.include_router(payment_routes(services.payments, house.outside.providers, registry=counted))


def _operator(house: House, counted: CollectorRegistry) -> APIRouter:
    router = APIRouter()
    figures, office = LettersFigures(house, counted), OfficeFigures(house, counted)

    @router.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse("ok")

    @router.get("/readyz")
    async def readyz() -> Response:
        try:
            await house.store.read(lambda tx: tx.execute(sa.text("SELECT 1")).scalar())
        except StoreUnavailable:
            return PlainTextResponse("the database doesn't answer", status_code=503)
        if house.redis is not None and not await _answers(house.redis):
            return PlainTextResponse("Redis doesn't answer", status_code=503)
        return PlainTextResponse("ready")

    @router.get("/metrics")
    async def metrics() -> Response:
        await figures.look()
        await office.look()
        return Response(generate_latest(REGISTRY) + generate_latest(counted), media_type=CONTENT_TYPE_LATEST)

    return router


async def _answers(redis: Redis) -> bool:
    try:
        await asyncio.wait_for(redis.ping(), _PING_SECONDS)
    except (RedisError, OSError):
        return False
    return True


async def _store_unavailable(request: Request, error: Exception) -> Response:
    log.warning("the store was unavailable", path=_route(request), error=str(error))
    return _sorry(request, 503, T("We can't reach our data right now. Nothing is lost; please try again in a minute."))


async def _failed(request: Request, error: Exception) -> Response:
    log.error("a request failed", path=_route(request), exc_info=error)
    return _sorry(request, 500, T("Something went wrong on our side. Nothing is lost; please try again."))


def _route(request: Request) -> str:
    """The route's pattern: the path itself may hold a token."""
    return str(getattr(request.scope.get("route"), "path", "?"))


def _sorry(request: Request, status: int, source: str) -> Response:
    words = words_in(locale_of(request))
    if "text/html" in request.headers.get("accept", ""):
        return render(request, "message.html", words.locale, status=status, title=words(T("One moment")), what=words(source))
    return JSONResponse({"error": "unavailable", "message": words(source)}, status_code=status)


class Beside:
    """What runs beside the server: pushes, ticks, Telegram, the sandbox's courier."""

    def __init__(self, house: House, role: Role) -> None:
        self.house = house
        self.works = role in (Role.ALL, Role.WORKER)
        self.speaks = role is not Role.WORKER
        self.sandbox: SandboxWorld | None = None
        self.duties = Duties(Leases(house.store, house.clock))
        self.telegram: Telegram | None = telegram_of(house, self.duties) if role in (Role.ALL, Role.BOT) else None
        self._ticking: AsyncIOScheduler = scheduler(house, self.duties)
        self._tasks: list[asyncio.Task[object]] = []

    async def start(self) -> None:
        """Start what this role does."""
        house = self.house
        await asyncio.to_thread(house.outside.printer.uncovered, "")  # reads the fonts, so that no candidate waits for it
        await house.dispatcher.emit_startup()
        jobs: list[Callable[[], Coroutine[object, object, object]]] = []
        if self.works:
            self._ticking.start()
            jobs += [self._push, house.services.payments.handle_forever]
            if (keeper := keeper_of(house)) is not None:
                jobs.append(partial(self.duties.forever, "group", _SENDER_LEASE, keeper.run))
        if self.speaks:
            jobs.append(self._warm)
        if house.redis is not None:
            jobs.append(Bells(house.redis, house.store.signals, house.settings.database_url).run)
        if self.sandbox is not None:
            jobs.append(self.sandbox.courier.run)
        self._tasks = [asyncio.create_task(job()) for job in jobs]
        if self.telegram is not None:
            await self.telegram.start()

    async def _warm(self) -> None:
        """Have the position tables ready, also after an import: compiling 20,000 rows takes seconds, and nobody's window waits."""
        services = self.house.services
        while True:
            with suppress(StoreUnavailable):
                await services.matching.warm([exam.id for exam in await services.journey.current_exams()])
            await asyncio.sleep(_WARM_SECONDS)

    async def _push(self) -> None:
        """Several workers may send at once where they share one pacer; else one does at a time."""
        alone = self.house.settings.database_url.startswith("sqlite")
        if self.house.redis is not None or alone:
            await self.house.push.run()
        else:
            await self.duties.forever("sender", _SENDER_LEASE, self.house.push.run)

    async def stop(self) -> None:
        """Stop in the reverse order and close the house."""
        if self.telegram is not None:
            await self.telegram.stop()
        if self._ticking.running:
            self._ticking.shutdown(wait=False)
        if self.house.pacer is not None:
            self.house.pacer.stop()
        for task in self._tasks:
            task.cancel()
        if self._tasks:  # letters on their way arrive
            await asyncio.wait(self._tasks, timeout=_LAST_ORDERS_SECONDS)
        if self.sandbox is not None:
            self.sandbox.close()
        await self.house.close()


def _lifespan(beside: Beside) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await beside.start()
        try:
            yield
        finally:
            await beside.stop()

    return lifespan
