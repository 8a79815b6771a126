"""From "which fit me" to a stashed position on the page; the comparison and the chart are seen, a picture of every step is kept."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from core.store.queries.applicants import Published
from tests.browser.visitor import ARTEFACTS, PATIENCE_MILLISECONDS, Visitor
from tests.support.facts import at, exam
from tests.support.packs import bundled_pack
from tests.support.serving import Served, serving
from web.chat.sessions import CHAT_COOKIE

pytestmark = pytest.mark.browser

FIRST, SECOND = bundled_pack().positions[:2]
LOOKS = [
    pytest.param("zh_CN", "light", 390, id="zh_CN"),
    pytest.param("zh_TW", "dark", 390, id="zh_TW", marks=pytest.mark.long),
    pytest.param("en", "light", 1280, id="en", marks=pytest.mark.long),
]


@pytest_asyncio.fixture
async def served(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(sqlite_url, tmp_path) as running:
        rows = [(FIRST.code, Published(at(f"11-{day} 16:00:00"), people, None, None)) for day, people in ((14, 9), (15, 31))]
        await running.house.services.applicants.publish(exam().id, rows, "numbers.xls")
        yield running


async def visitor_of(browser: Browser, served: Served, locale: str, scheme: str, width: int) -> Visitor:
    """Somebody whose form is complete, in a browser of their own."""
    async with httpx.AsyncClient(base_url=served.url) as client:
        wish = {"count": 1, "status": "form_complete", "exam": exam().id}
        made = json.loads((await client.post("/demo/candidates", json=wish)).text)["candidates"][0]
    looks = {"viewport": {"width": width, "height": 844}, "has_touch": width < 800, "color_scheme": scheme}
    context = await browser.new_context(**looks, locale=locale.replace("_", "-"), timezone_id="Asia/Shanghai")
    await context.add_cookies([{"name": CHAT_COOKIE, "value": made["token"], "url": served.url}])
    visitor = Visitor(await context.new_page(), locale, ARTEFACTS / f"positions-{locale}-{scheme}-{width}")
    visitor.page.set_default_timeout(PATIENCE_MILLISECONDS)
    await visitor.arrives(served.url)
    await visitor.page.locator("#text").fill(f"/language {locale}")
    await visitor.page.locator("#send").click()
    await expect(visitor.newest).to_contain_text(visitor.words("Which fit me?"))
    return visitor


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
async def test_from_what_fits_to_a_stash_on_the_page(
    browser: Browser, served: Served, locale: str, scheme: str, width: int
) -> None:
    visitor = await visitor_of(browser, served, locale, scheme, width)
    await visitor.presses("Which fit me?", "<b>Positions for you</b>")
    await visitor.picture("fits")
    await visitor.presses("Answer a question, to know more", "Do you count as a fresh graduate?")
    await visitor.picture("question")
    await visitor.presses("I'd rather not say: leave it open", "<b>Positions for you</b>")
    await visitor.presses("Filter", "<b>Filter the positions</b>")
    await visitor.picture("filters")
    await visitor.presses("Show the positions", "<b>Positions for you</b>")
    for position in (FIRST, SECOND):
        await visitor.page.locator("#text").fill(position.code)
        await visitor.page.locator("#send").click()
        await expect(visitor.newest).to_contain_text(position.title)
        await visitor.presses("Compare it", f"{position.code} ")
    await visitor.picture("position")
    await pictures(visitor)
    await stash(visitor)


async def pictures(visitor: Visitor) -> None:
    """The comparison and the chart, drawn and decoded by the browser, each with words for those who can't see it."""
    await visitor.newest.get_by_role("button", name=visitor.words("Side by side ({compared})", compared=2)).click()
    await visitor.sees("<b>Positions side by side</b>")
    await visitor.picture("compared")
    await visitor.presses("Show as a picture", "<b>Positions side by side</b>")
    await visitor.newest.get_by_role("button", name=FIRST.code, exact=True).click()
    await expect(visitor.newest).to_contain_text(FIRST.title)
    await visitor.presses("Applicants as a picture", FIRST.code)
    images = visitor.page.locator("#log .from-bot img")
    await expect(images).to_have_count(2)
    for place in range(2):
        image = images.nth(place)
        await image.scroll_into_view_if_needed()
        await visitor.page.wait_for_function("one => one.complete && one.naturalWidth === 1080", arg=await image.element_handle())
        assert FIRST.code in (await image.get_attribute("alt") or "")
        await visitor.picture(f"image-{place + 1}")


async def stash(visitor: Visitor) -> None:
    await visitor.newest.get_by_role("button", name=visitor.words("Only stash it")).click()
    anyway = visitor.newest.get_by_role("button", name=visitor.words("I know, choose it anyway"))
    await expect(anyway.or_(visitor.newest.get_by_role("button", name=visitor.words("Check and confirm")))).to_be_visible()
    if await anyway.count():
        await anyway.click()
    await visitor.sees("<b>Stashed, not confirmed</b>")
    await visitor.picture("stashed")
    await visitor.presses("Check and confirm", "<b>Please check everything once more</b>")
    await visitor.picture("read-back")
