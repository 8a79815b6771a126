"""Runs one process: schema first, then packs, then the server with its workers."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

import structlog
import uvicorn
from structlog.typing import Processor

from app.build import House, build
from app.packs import folder_of
from app.routers import router_of
from app.server import Role, server
from app.settings import Settings
from app.telegram import bot_of
from core.errors import KaobanError
from core.packs import read_pack
from core.ports import Clock
from core.services.exams import LoadOutcome
from core.services.rekeying import Rekeying
from core.store.migrate import migrate
from gateways.sandbox.clock import MovableClock

_GRACE_SECONDS = 1
# Addresses hold tokens of pages and, to some carriers, what is sent; they are logged at no level below a warning.
_TALK_OF_ADDRESSES = ("httpx", "httpcore", "uvicorn.access")


class BadPack(KaobanError):
    """A pack has mistakes; ``kaoban exam check`` names them."""


async def serve(settings: Settings, role: Role, host: str, port: int) -> None:
    """Serve until told to stop. Raises ``BadPack``, ``StoreUnavailable``."""
    house = await prepared(settings)
    await _serve(house, role, host, port)


async def demo(settings: Settings, pack: Path, start: datetime | None, port: int) -> None:
    """Serve the sandbox world, beginning at ``start`` or at the pack's first moment."""
    exam = read_pack(pack).exam
    if exam is None:
        raise BadPack(f"{pack} has mistakes; see: kaoban exam check {pack}")
    first = exam.moments[0].at if exam.moments else None
    clock = MovableClock(start or first)
    house = await prepared(settings, clock)
    await _serve(house, Role.ALL, "127.0.0.1", port)


async def prepared(settings: Settings, clock: Clock | None = None) -> House:
    """The house with its schema and its packs in place."""
    _log_plainly()
    await asyncio.to_thread(migrate, settings.database_url)
    house = build(settings, clock=clock, telegram=bot_of(settings))
    try:
        await Rekeying(house.store, house.clock, house.vault).expect_none()
        for name in settings.exams:
            await _load(house, name)
        house.zone = await house.store.read(lambda tx: next((exam.tz for exam in house.exams.current(tx)), house.zone))
    except BaseException:
        await house.close()
        raise
    return house


async def _load(house: House, name: str) -> None:
    folder = folder_of(name)
    reading = read_pack(folder)
    report = await house.exams.load(reading)
    if report.outcome is LoadOutcome.REFUSED:
        raise BadPack(f"{folder} has mistakes; see: kaoban exam check {folder}")
    router = router_of(folder, reading)
    if reading.exam is not None and router is not None:
        house.routers[reading.exam.id] = router


async def _serve(house: House, role: Role, host: str, port: int) -> None:
    config = uvicorn.Config(
        server(house, role),
        host=host,
        port=port,
        loop="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whose word counts is ours to say, see KAOBAN_TRUSTED_PROXIES
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    await uvicorn.Server(config).serve()


def _log_plainly() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in _TALK_OF_ADDRESSES:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A trace names lines, never values: what a frame holds may be somebody's number or phone.
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.set_exc_info,
        structlog.processors.TimeStamper(fmt="iso"),
        renderer,
    ]
    structlog.configure(processors=processors, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
