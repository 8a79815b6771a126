"""Secure pages on a phone: strength of a password, code points of a name, the playbook after the bank's no, an old username."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from core.rules.identity.documents import check_character
from tests.browser.visitor import ARTEFACTS, PATIENCE_MILLISECONDS, Visitor
from tests.support.serving import Served, serving

pytestmark = pytest.mark.browser

NUMBER = "44030619960304001" + check_character("44030619960304001")
CARD, PHONE = "6217001234567890122", "13800138000"
LANGUAGES = [
    pytest.param("zh_CN", "light", id="zh_CN"),
    pytest.param("zh_TW", "dark", id="zh_TW", marks=pytest.mark.long),
    pytest.param("en", "light", id="en", marks=pytest.mark.long),
]


@pytest_asyncio.fixture
async def served(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(sqlite_url, tmp_path) as running:
        yield running


async def visitor_at(browser: Browser, served: Served, locale: str, scheme: str) -> Visitor:
    """Somebody at the chat with a phone, before anything."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme, locale=locale.replace("_", "-")
    )
    visitor = Visitor(await context.new_page(), locale, ARTEFACTS / f"secure-{locale}-{scheme}")
    visitor.page.set_default_timeout(PATIENCE_MILLISECONDS)
    await visitor.arrives(served.url)
    await visitor.presses("Register or log in", "<b>Real-name account</b>")
    return visitor


async def send(visitor: Visitor, **typed: str) -> None:
    """Fill in the form and send it; nothing may run out of the page's sides."""
    for field, value in typed.items():
        await visitor.page.locator(f"#{field}").fill(value)
    assert await visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await visitor.page.locator("button[type=submit]").click()


async def up_to_identity(visitor: Visitor) -> None:
    """A password that is weighed while it is typed."""
    await visitor.presses("Register", "<b>Register</b>")
    await visitor.opens("Open the page")
    strength, password = visitor.page.locator("#strength"), visitor.page.locator("#password")
    await expect(strength).to_be_hidden()
    for typed, said in (("aaaaaaa1", "weak"), ("correcthorse7", "fair"), ("correct horse 7!", "strong")):
        await password.fill(typed)
        await expect(strength).to_contain_text(await strength.get_attribute(f"data-{said}") or "?")
    await visitor.picture("strength")
    await send(visitor, username="lihua", password="correct horse 7", password_again="correct horse 7")


@pytest.mark.parametrize(("locale", "scheme"), LANGUAGES)
async def test_a_name_shows_its_code_points_and_the_banks_no_leads_on(
    browser: Browser, served: Served, locale: str, scheme: str
) -> None:
    visitor = await visitor_at(browser, served, locale, scheme)
    page = visitor.page
    await up_to_identity(visitor)
    points = page.locator("#name-points")
    await expect(points).to_be_hidden()
    await page.locator("#name").fill("李䶮")
    await page.locator("details summary").click()
    await expect(points).to_have_text("U+674E 李, U+4DAE 䶮")
    await page.locator("#document_number").fill(NUMBER)
    await page.locator("#document_number").blur()
    await expect(page.locator("#birth_date")).to_have_value("1996-03-04")
    await visitor.picture("code-points")
    await send(visitor)
    await page.request.post(f"{served.url}/demo/bank", data={"answer": "name_differs", "times": 1})
    await page.locator("select[name=bank]").select_option("CCB")
    await send(visitor, card_number=CARD, phone=PHONE)
    await expect(page.locator(".notice-refused")).to_contain_text("说明 三(一)")
    await visitor.picture("bank-no")
    await visitor.returns()
    await visitor.sees("<b>Step 1: compare</b>")
    await visitor.picture("playbook-1")
    await visitor.presses("I have compared, all is right", "<b>Step 2: another card</b>")
    await visitor.presses("I have no other card", "<b>Step 3: the bank's counter</b>")
    await visitor.picture("playbook-3")
    await page.context.close()


@pytest.mark.parametrize(("locale", "scheme"), LANGUAGES)
async def test_an_old_username_and_characters_off_a_picture(browser: Browser, served: Served, locale: str, scheme: str) -> None:
    visitor = await visitor_at(browser, served, locale, scheme)
    page = visitor.page
    await visitor.presses("Log in", "<b>Log in</b>")
    await visitor.opens("Open the log-in page")
    await send(visitor, username="laokaosheng2019", password="whatever 1")
    await expect(page.locator(".notice-refused")).to_contain_text("说明 二(二)")
    await expect(page.locator("img[src^='data:image/png']")).to_be_visible()
    await visitor.picture("old-username-page")
    await visitor.returns()
    await visitor.sees("<b>This username is from before the unified platform</b>")
    await visitor.picture("old-username-chat")
    await visitor.presses("Forgot username", "<b>Recover the username</b>")
    await visitor.opens("Open the page")
    await expect(page.locator("#old_username")).to_be_visible()
    await visitor.picture("recover-username")
    await page.context.close()
