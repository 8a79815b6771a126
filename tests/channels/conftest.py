"""A person before the test's own dialogs: on the web chat, and on the Bot API server through aiogram's real client."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from core.store.engine import Store
from tests.channels.stages import Stage, TelegramStage, WebStage, telegram_stage, web_stage
from tests.support.clock import FixedClock


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (295, 413), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def picture(tmp_path: Path, jpeg: bytes) -> Path:
    path = tmp_path / "picture.jpg"
    path.write_bytes(jpeg)
    return path


@pytest_asyncio.fixture
async def web(sqlite_store: Store, clock: FixedClock, picture: Path) -> WebStage:
    return await web_stage(sqlite_store, clock, picture)


@pytest_asyncio.fixture
async def telegram(sqlite_store: Store, clock: FixedClock, picture: Path) -> AsyncIterator[TelegramStage]:
    async with telegram_stage(sqlite_store, clock, picture) as stage:
        yield stage


@pytest.fixture(params=["web", "telegram"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """The test runs once on each channel."""
    return request.getfixturevalue(request.param)
