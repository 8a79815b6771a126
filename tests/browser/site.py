"""The web chat and the demo panel behind a real HTTP server that can die and come back on the same port."""

import asyncio
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI

from core.model.exam import Exam
from core.services.web_chats import WebChats
from core.services.web_deliveries import WebDeliveries
from core.store.engine import Store, open_store
from gateways.sandbox.bank import SandboxBank
from gateways.sandbox.clock import MovableClock
from gateways.sandbox.sms import SandboxPhones
from tests.web.desk import EchoDesk
from web.chat.routes import routes as chat_routes
from web.demo.routes import routes as demo_routes
from web.page import mount_static


class NoExams:
    """An installation without exams."""

    def current(self, tx: sa.Connection) -> list[Exam]:
        """None."""
        return []


@dataclass
class Site:
    """``url`` stays the same over restarts; ``desk`` answers in the place of the bot."""

    database_url: str
    port: int
    clock: MovableClock = field(default_factory=lambda: MovableClock(datetime(2020, 11, 16, 2, 0, tzinfo=UTC)))
    phones: SandboxPhones = field(default_factory=SandboxPhones)

    @property
    def url(self) -> str:
        """Where the chat is."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Open the store and listen."""
        self.store: Store = open_store(self.database_url)
        self.chats = WebChats(self.store, self.clock)
        self.desk = EchoDesk(self.chats)
        self._server = uvicorn.Server(uvicorn.Config(self._app(), log_level="error", lifespan="off", ws="none"))
        listening = socket.create_server(("127.0.0.1", self.port))
        self._serving = asyncio.create_task(self._server.serve([listening]))

    async def stop(self) -> None:
        """Cut every connection as a killed process would, and let go of the store."""
        self._server.force_exit = self._server.should_exit = True
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()  # type: ignore[union-attr]
        await asyncio.gather(self._serving, *self._server.server_state.tasks)
        await self.store.close()

    def _app(self) -> FastAPI:
        app = FastAPI()
        mount_static(app)
        deliveries = WebDeliveries(self.store, self.clock)
        app.include_router(chat_routes(self.chats, deliveries, self.desk, self.store.signals, sandbox=True))
        app.include_router(demo_routes(self.store, NoExams(), self.clock, self.phones, SandboxBank()))
        return app


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def picture(folder: Path) -> Path:
    """A small JPEG file."""
    from PIL import Image

    path = folder / "face.jpg"
    Image.new("RGB", (60, 80), "steelblue").save(path)
    return path
