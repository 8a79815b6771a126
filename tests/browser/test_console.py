"""A candidate on a phone and a colleague at the console, in the same conversation; a picture of every step is kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from app.console import staffing_of
from core.model.application import Status
from core.model.staff import Role
from core.services.made_up import Rehearsal
from core.store.queries.chats import find_chat
from tests.browser.site import picture
from tests.browser.visitor import ARTEFACTS, PATIENCE_MILLISECONDS, Visitor
from tests.support.facts import exam
from tests.support.serving import Served, serving
from web.chat.sessions import CHAT_COOKIE

pytestmark = pytest.mark.browser

LOOKS = [
    pytest.param("zh_CN", "light", 1280, id="zh_CN"),
    pytest.param("zh_TW", "dark", 390, id="zh_TW", marks=pytest.mark.long),
    pytest.param("en", "dark", 1280, id="en", marks=pytest.mark.long),
]
PAGES = ("cases", "candidates", "candidates/1", "payments", "overview", "exam", "replies", "audit", "profile", "nothing")


@pytest_asyncio.fixture
async def served(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(sqlite_url, tmp_path) as running:
        yield running


class Colleague(Visitor):
    """Somebody with every role at the console."""

    async def comes_in(self, served: Served) -> None:
        """Log in by the form."""
        made = await staffing_of(served.house).keeping.add("Wang Fang", set(Role), one_time=False, actor="operator")
        await self.page.goto(f"{served.url}/console?lang={self.locale}")
        await self.picture("login")
        await self.page.fill("#login", made.login)
        await self.page.fill("#password", made.password)
        await self.page.fill("#code", pyotp.TOTP(made.totp_secret).at(served.clock.now()))
        await self.page.get_by_role("button", name=self.words("Log in"), exact=True).click()
        await expect(self.page).to_have_url(f"{served.url}/console/cases")

    async def has(self, selector: str, source: str, **values: object) -> None:
        """Wait until that part says this sentence."""
        await expect(self.page.locator(selector)).to_contain_text(self.words(source, **values), timeout=PATIENCE_MILLISECONDS)

    async def submits(self, label: str) -> None:
        """Press a button of a form."""
        await self.page.get_by_role("button", name=self.words(label), exact=True).first.click()


async def candidate_page(browser: Browser, served: Served, locale: str, scheme: str) -> tuple[BrowserContext, Visitor]:
    """A made-up candidate who has stashed a position, on a phone."""
    house = served.house
    maker = Rehearsal(house.store, house.clock, house.vault, house.exams, house.web_chats, house.services.payments, b"photo")
    made = (await maker.make(1, Status.STASHED, exam().id))[0]
    chat = await house.store.read(lambda tx: find_chat(tx, "web", made.chat_id))
    assert chat is not None
    await house.services.chats.speak(chat.id, locale)
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme)  # type: ignore[arg-type]
    await context.add_cookies([{"name": CHAT_COOKIE, "value": made.token, "url": served.url}])
    visitor = Visitor(await context.new_page(), locale, ARTEFACTS / f"console-{locale}-{scheme}-candidate")
    visitor.page.set_default_timeout(PATIENCE_MILLISECONDS)
    await visitor.arrives(served.url)
    return context, visitor


async def colleague_page(
    browser: Browser, served: Served, locale: str, scheme: str, width: int
) -> tuple[BrowserContext, Colleague]:
    """A colleague who is logged in."""
    size = {"width": width, "height": 844 if width < 800 else 860}
    context = await browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    colleague = Colleague(page, locale, ARTEFACTS / f"console-{locale}-{scheme}-{width}")
    await colleague.comes_in(served)
    return context, colleague


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
async def test_a_candidate_asks_and_a_colleague_answers_by_keyboard(
    browser: Browser, served: Served, tmp_path: Path, locale: str, scheme: str, width: int
) -> None:
    phone, asks = await candidate_page(browser, served, locale, scheme)
    office, wang = await colleague_page(browser, served, locale, scheme, width)
    faults = _faults(wang.page)
    await _asks(asks)
    await _takes_and_answers(wang, asks)
    await _goes_on(wang, asks)
    await _sends_a_file_and_closes(wang, asks, picture(tmp_path))
    assert faults == []
    await phone.close()
    await office.close()


async def _asks(asks: Visitor) -> None:
    await asks.says("人工", "<b>Talk to a person</b>")
    await asks.newest.get_by_role("button", name=asks.words("Something technical doesn't work")).click()
    await expect(asks.page.locator("#log")).to_contain_text(asks.said("<b>Tell in a few words what it is about"))
    await asks.page.locator("#text").fill("保存不了 <b>表格</b> & 照片")
    await asks.page.locator("#send").click()


async def _takes_and_answers(wang: Colleague, asks: Visitor) -> None:
    await wang.has("#live", "Nobody has it yet")
    await wang.picture("queue")
    await wang.page.keyboard.press("j")
    await expect(wang.page.locator("a[data-case]").first).to_be_focused()
    await wang.page.keyboard.press("Enter")
    await expect(wang.page.locator("[data-part=talk]")).to_contain_text("保存不了 <b>表格</b> & 照片")
    await wang.picture("case-new")
    await wang.page.keyboard.press("c")
    await wang.has(".notice-success", "The case is yours.")
    await wang.page.keyboard.press("r")
    await expect(wang.page.locator("#text")).to_be_focused()
    await wang.page.keyboard.type("请换一个浏览器 <i>再试</i>")
    await wang.page.keyboard.press("Control+Enter")
    await wang.has(".notice-success", "Your answer is on its way.")
    await expect(asks.page.locator("#log")).to_contain_text("请换一个浏览器 <i>再试</i>")
    await asks.picture("answered")


async def _goes_on(wang: Colleague, asks: Visitor) -> None:
    """What the candidate writes appears by itself, and what the colleague is writing meanwhile stays; the line may break."""
    await wang.page.locator("#note").fill("a note under way")
    await asks.page.locator("#text").fill("好了,谢谢")
    await asks.page.locator("#send").click()
    await expect(wang.page.locator("[data-part=talk]")).to_contain_text("好了,谢谢")
    await expect(wang.page.locator("#note")).to_have_value("a note under way")
    await expect(wang.page.locator("[data-part=talk]")).to_contain_text("✓")
    await wang.submits("Keep the note")
    await wang.has(".line-note", "note, not seen by the candidate")
    await wang.picture("case-in-hand")


async def _sends_a_file_and_closes(wang: Colleague, asks: Visitor, file: Path) -> None:
    await wang.page.set_input_files("#file", file)
    await wang.submits("Send to the candidate")
    await expect(asks.page.locator("#log img").last).to_be_visible(timeout=PATIENCE_MILLISECONDS)
    await wang.page.locator("details", has_text=wang.words("Close the case")).locator("summary").click()
    await wang.picture("closing")
    await wang.page.locator("form[action$='/close'] button").click()
    await wang.has(".notice-success", "The case is closed.")
    await wang.picture("closed")
    await asks.picture("closed")


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
async def test_no_page_overflows_or_breaks_its_own_policy(
    browser: Browser, served: Served, locale: str, scheme: str, width: int
) -> None:
    phone, asks = await candidate_page(browser, served, locale, scheme)
    await _asks(asks)
    office, wang = await colleague_page(browser, served, locale, scheme, width)
    faults = _faults(wang.page)
    for path in (*PAGES, "cases/1"):
        await wang.page.goto(f"{served.url}/console/{path}")
        await wang.picture(path.replace("/", "-"))
        over = await wang.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{path} is {over} pixels too wide"
    assert [fault for fault in faults if "404" not in fault] == []
    await phone.close()
    await office.close()


async def test_whoever_is_closed_out_hears_it_on_the_page_they_look_at(browser: Browser, served: Served) -> None:
    office, wang = await colleague_page(browser, served, "en", "light", 1280)
    await expect(wang.page.locator("[data-live-state]")).to_be_hidden()
    [one] = await staffing_of(served.house).keeping.all()
    await staffing_of(served.house).keeping.disable(one.login, actor="operator")
    await wang.has("[data-live-state]", "You have been logged out. Please log in again.")
    await office.close()


def _faults(page: Page) -> list[str]:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    return faults
