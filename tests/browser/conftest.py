"""A site and a page on it. A page that logs an error, breaks its own policy or throws fails its test."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.site import Site, free_port
from tests.support.machine import CHROMIUM, missing

_PHONE = {"width": 390, "height": 844}
_OF_THE_LINE = ("ERR_", "Failed to load resource")


@pytest_asyncio.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    opened = Site(sqlite_url, free_port())
    await opened.start()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM.exists():
        missing(f"Chromium isn't at {CHROMIUM}")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        await opened.close()


@pytest_asyncio.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=_PHONE, has_touch=True, locale="en-GB", timezone_id="Asia/Shanghai")
    opened = await context.new_page()
    opened.set_default_timeout(10_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield opened
    await context.close()
    assert [fault for fault in faults if not any(word in fault for word in _OF_THE_LINE)] == []
