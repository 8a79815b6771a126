"""A served product for each flow, and people at their devices."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio

from tests.flows.talkers import Talker, WebDevice
from tests.support.serving import Served, serving


@pytest_asyncio.fixture
async def served(database_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The product on each kind of database."""
    async with serving(database_url, tmp_path) as running:
        yield running


@pytest_asyncio.fixture
async def embedded(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The product on SQLite alone, for what the kind of database doesn't touch."""
    async with serving(sqlite_url, tmp_path) as running:
        yield running


@pytest_asyncio.fixture
async def web(served: Served) -> AsyncIterator[Talker]:
    """A candidate at the web chat."""
    async with at_web_chat(served) as talker:
        yield talker


class at_web_chat:  # noqa: N801 - used like a function
    """Another candidate at the web chat, in a browser of their own."""

    def __init__(self, served: Served) -> None:
        self.client = httpx.AsyncClient(base_url=served.url, headers={"Accept-Language": "en"}, timeout=20)

    async def __aenter__(self) -> Talker:
        device = WebDevice(self.client)
        await device.open()
        talker = Talker(device, self.client)
        await talker.says("/start", "Register or log in")
        return talker

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
