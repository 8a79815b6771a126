"""The chat's routes over a real store, with a desk that repeats what it hears."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from core.services.web_chats import WebChats
from core.services.web_deliveries import WebDeliveries
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.web.desk import EchoDesk
from web.chat.routes import routes
from web.page import mount_static


@pytest.fixture
def chats(sqlite_store: Store, clock: FixedClock) -> WebChats:
    return WebChats(sqlite_store, clock)


@pytest.fixture
def desk(chats: WebChats) -> EchoDesk:
    return EchoDesk(chats)


@pytest.fixture
def app(sqlite_store: Store, chats: WebChats, desk: EchoDesk, clock: FixedClock) -> FastAPI:
    app = FastAPI()
    mount_static(app)
    app.include_router(routes(chats, WebDeliveries(sqlite_store, clock), desk, sqlite_store.signals, sandbox=False))
    return app


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://kaoban.test") as opened:
        yield opened


@pytest_asyncio.fixture
async def bearer(client: httpx.AsyncClient) -> dict[str, str]:
    """The header of a freshly opened chat."""
    answer = await client.post("/chat/sessions")
    client.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}
