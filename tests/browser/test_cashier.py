"""The cashier in a real browser: inside WeChat its bridge is handed the order under the page's own policy; at a desk a code."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, expect

from core.store.engine import Store
from tests.browser.site import free_port
from tests.browser.visitor import ARTEFACTS
from tests.support.clock import FixedClock
from tests.support.gateways import Gateways, gateways, settings_in
from tests.web.stall import IN_WECHAT, Stall, stall_of

pytestmark = pytest.mark.browser

BRIDGE = """
window.WeixinJSBridge = { invoke: async (name, order, told) => told(await window.app(name, order)) };
"""


@pytest.fixture(scope="module")
def far() -> Iterator[Gateways]:
    with gateways() as running:
        yield running


@pytest_asyncio.fixture
async def stall(sqlite_store: Store, clock: FixedClock, tmp_path: Path, far: Gateways) -> AsyncIterator[tuple[Stall, str]]:
    """The cashier behind a real server."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    async with stall_of(sqlite_store, clock, far, settings_in(tmp_path, far.url), here=here) as made:
        server = uvicorn.Server(uvicorn.Config(made.app, port=port, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.02)
        yield made, here
        server.should_exit = True
        await serving


async def opened(browser: Browser, user_agent: str, locale: str = "en-GB") -> tuple[Page, list[str]]:
    """A page of a phone, and what it complains of."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale=locale, user_agent=user_agent)
    page, faults = await context.new_page(), list[str]()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults


async def picture(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=ARTEFACTS / f"cashier-{name}.png", full_page=True)


@pytest.mark.parametrize(
    "locale", ["zh-CN", pytest.param("zh-TW", marks=pytest.mark.long), pytest.param("en", marks=pytest.mark.long)]
)
async def test_inside_wechat_the_app_takes_the_order_and_the_page_says_received(
    browser: Browser, stall: tuple[Stall, str], locale: str
) -> None:
    shop, here = stall
    page, faults = await opened(browser, IN_WECHAT["user-agent"], locale)
    answers = iter([{"err_msg": "get_brand_wcpay_request:cancel"}])
    asked: list[str] = []

    async def app(name: str, order: dict[str, str]) -> dict[str, str]:
        """WeChat's payment: the payer cancels first, and pays the second time."""
        asked.append(name)
        return next(answers, None) or await asyncio.to_thread(lambda: shop.far.do("handed", parameters=order))

    await page.expose_function("app", app)
    await page.add_init_script(BRIDGE)
    await page.goto(here + await shop.open())
    await page.locator("a.button-primary").click()
    await expect(page.locator("#not-paid")).to_be_visible()
    await picture(page, f"inside-{locale}")
    assert "code=" not in page.url
    await page.locator("#hand").click()
    await expect(page.locator("[data-standing=already_paid]")).to_be_visible()
    await picture(page, f"received-{locale}")
    assert (asked, faults) == (["getBrandWCPayRequest"] * 2, [])


async def test_without_the_bridge_the_page_says_how_to_get_out(browser: Browser, stall: tuple[Stall, str]) -> None:
    shop, here = stall
    page, faults = await opened(browser, IN_WECHAT["user-agent"])
    await page.goto(here + await shop.open())
    await page.locator("a.button-primary").click()
    await expect(page.locator("#not-handed")).to_be_visible()
    await expect(page.locator("#hand")).to_be_hidden()
    assert faults == []


async def test_at_a_desk_the_code_is_drawn_and_the_page_notices_the_payment(browser: Browser, stall: tuple[Stall, str]) -> None:
    shop, here = stall
    page, faults = await opened(browser, "Mozilla/5.0 (X11; Linux x86_64) Chrome/140")
    await page.goto(here + await shop.open())
    await page.locator("a[href*='way=alipay']").click()
    await expect(page.locator("svg")).to_be_visible()
    await picture(page, "code")
    number = re.search("bax(KB[0-9A-F]+)", str(shop.far.do("codes")["alipay"]))
    assert number is not None
    shop.far.do("scan", no=number[1])
    shop.far.do("pay", provider="alipay", no=number[1])
    shop.clock.forward(seconds=16)
    await shop.payments.tick(shop.clock.now())
    await expect(page.locator("[data-standing=already_paid]")).to_be_visible(timeout=8_000)
    assert faults == []
