"""The whole way on the page of a phone: real secure pages, a photo, the cashier, the papers; a picture of every step is kept."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from pypdf import PdfReader

from core.rules.identity.documents import check_character
from tests.browser.visitor import ARTEFACTS, PATIENCE_MILLISECONDS, Visitor
from tests.gateways.drawings import jpeg, portrait
from tests.support.facts import at
from tests.support.packs import bundled_pack
from tests.support.serving import Served, serving

pytestmark = pytest.mark.browser

NUMBER = "44030619960304001" + check_character("44030619960304001")
POSITION = bundled_pack().positions[0]
LOOKS = [
    pytest.param("zh_CN", "light", 390, id="zh_CN"),
    pytest.param("zh_TW", "dark", 390, id="zh_TW", marks=pytest.mark.long),
    pytest.param("en", "light", 1280, id="en", marks=pytest.mark.long),
]


@pytest_asyncio.fixture
async def served(database_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(database_url, tmp_path) as running:
        yield running


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
async def test_a_candidate_walks_the_whole_way_on_the_page(
    browser: Browser, served: Served, tmp_path: Path, locale: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 844 if width < 800 else 800}
    looks = {"viewport": size, "has_touch": width < 800, "color_scheme": scheme}
    context = await browser.new_context(**looks, locale=locale.replace("_", "-"), timezone_id="Asia/Shanghai")
    visitor = Visitor(await context.new_page(), locale, ARTEFACTS / f"journey-{locale}-{scheme}-{width}")
    visitor.page.set_default_timeout(PATIENCE_MILLISECONDS)
    await visitor.arrives(served.url)
    await _register(visitor)
    await _fill_in(visitor, tmp_path)
    await _choose_and_confirm(visitor)
    await _pay(visitor)
    await _print(visitor, served)
    await context.close()


async def _register(visitor: Visitor) -> None:
    await visitor.sees("Register or log in with your real name.")
    await visitor.picture("home-new")
    await visitor.presses("Register or log in", "<b>Real-name account</b>")
    await visitor.picture("account")
    await visitor.presses("Register", "<b>Register</b>")
    await visitor.picture("register")
    await visitor.opens("Open the page")
    page = visitor.page
    await _fill(visitor, "page-login-data", username="lihua", password="correct horse 1", password_again="correct horse 1")
    await _fill(visitor, "page-identity", name="李\ue863", document_number=NUMBER)
    await visitor.picture("page-identity-doubts")
    await page.get_by_label(visitor.words("Write {name}", name="李䶮")).check()
    await page.locator("button[type=submit]").click()
    await page.locator("select[name=bank]").select_option("CCB")
    await _fill(visitor, "page-bank", card_number="6217001234567890122", phone="13800138000")
    await visitor.picture("page-done")
    await visitor.returns()
    await visitor.sees("The bank has confirmed your identity.")
    await visitor.picture("code")
    await visitor.page.locator("#demo-button").click()
    await visitor.picture("demo-drawer")
    code = await visitor.page.locator("#demo-sms").inner_text()
    await visitor.page.locator("#demo-close").click()
    digits = next(part for part in "".join(c if c.isdigit() else " " for c in code).split() if len(part) == 6)
    await visitor.says(digits, "Read and accept the agreements.")
    await visitor.picture("home-registered")


async def _fill(visitor: Visitor, picture: str, **typed: str) -> None:
    page = visitor.page
    for field, text in typed.items():
        await page.locator(f"[name={field}]").fill(text)
    await visitor.picture(picture)
    await page.locator("button[type=submit]").click()
    await page.wait_for_load_state()


async def _fill_in(visitor: Visitor, folder: Path) -> None:
    await visitor.newest.get_by_role("button", name=visitor.words("Begin to apply"), exact=True).click()
    await expect(visitor.newest).to_contain_text("1/2")
    await visitor.picture("agreement")
    forth = visitor.newest.get_by_role("button", name=visitor.words("Next page ›"))
    accept = visitor.newest.get_by_role("button", name=visitor.words("I have read and accept all"))
    await expect(forth.or_(accept)).to_be_visible()
    while await forth.count():
        before = await visitor.newest.inner_text()
        await forth.click()
        await expect(visitor.newest).not_to_have_text(before, use_inner_text=True)
        await expect(forth.or_(accept)).to_be_enabled()
    await visitor.picture("agreement-last")
    await visitor.presses("I have read and accept all", "<b>Your application form</b>")
    await visitor.picture("form-empty")
    await visitor.presses("Photo", "<b>Photo</b>")
    picture = folder / "portrait.jpg"
    picture.write_bytes(jpeg(portrait((826, 1062), scale=2.0)))
    await visitor.page.locator("#photo-input").set_input_files(picture)
    await visitor.picture("photo-chosen")
    await visitor.page.locator("#chosen").get_by_role("button", name=visitor.words("Send")).click()
    await visitor.sees("Shall I use this photo? It will be printed on your admission ticket.")
    await visitor.picture("photo-review")
    await visitor.presses("Use the cut one", "<b>Your application form</b>")
    await _study(visitor)
    await visitor.presses("Political status", "What is your political status?")
    await visitor.picture("political-status")
    await visitor.presses("Member of the Youth League", "<b>Your application form</b>")
    await visitor.presses("Registered residence", "Where is your registered residence? Province and city are enough.")
    await visitor.says("广东省深圳市", "<b>Your application form</b>")
    await visitor.presses("Postal address", "To which address can post be sent?")
    await visitor.says("深圳市福田区深南大道1号", "<b>Your application form</b>")
    await expect(visitor.newest).to_contain_text(visitor.words("Go on: choose a position"))
    await visitor.picture("form-complete")


async def _study(visitor: Visitor) -> None:
    await visitor.presses("+ Education", "Which level of education?")
    await visitor.picture("education-level")
    await visitor.presses("Bachelor", "Where is the school?")
    await visitor.presses("Mainland China", "The school's full name?")
    await visitor.says("深圳大学", "The major, exactly as on the <b>graduation</b> certificate?")
    await visitor.says("会计学", "Which degree came with it?")
    await visitor.presses("Bachelor's degree", "Full-time or part-time?")
    await visitor.presses("Full-time", "When did it begin? For example 2016-09")
    await visitor.says("2014-09", "When did it end, or will it end? For example 2020-06")
    await visitor.says("2018-06", "<b>Your application form</b>")


async def _choose_and_confirm(visitor: Visitor) -> None:
    await visitor.presses("Go on: choose a position", "<b>Positions</b>")
    await visitor.picture("position-ask")
    await visitor.presses("Browse the table", "<b>Position table</b>")
    await visitor.picture("position-table")
    await visitor.page.locator("#text").fill(POSITION.code)
    await visitor.page.locator("#send").click()
    await expect(visitor.newest).to_contain_text(visitor.words("Only stash it"))
    await visitor.picture("position")
    await visitor.newest.get_by_role("button", name=visitor.words("Only stash it")).click()
    anyway = visitor.newest.get_by_role("button", name=visitor.words("I know, choose it anyway"))
    await expect(anyway.or_(visitor.newest.get_by_role("button", name=visitor.words("Check and confirm")))).to_be_visible()
    if await anyway.count():
        await visitor.picture("doubt")
        await anyway.click()
    await visitor.sees("<b>Stashed, not confirmed</b>")
    await visitor.picture("stashed")
    await visitor.presses("Check and confirm", "<b>Please check everything once more</b>")
    await visitor.picture("read-back")
    await visitor.presses("All correct, go on", "<b>This is final</b>")
    await visitor.picture("consequence")
    final = visitor.words("Confirm {code} for good", code=POSITION.code)
    await visitor.newest.get_by_role("button", name=final).click()
    await expect(visitor.page.get_by_text(visitor.said("✓ 报名信息提交成功"))).to_be_visible()
    await visitor.sees("Pay the fee online (status: awaiting payment).")
    await visitor.picture("home-confirmed")


async def _pay(visitor: Visitor) -> None:
    await visitor.newest.get_by_role("button", name=visitor.words("Pay now")).click()
    await expect(visitor.newest).to_contain_text(visitor.words("To the cashier"))
    await visitor.picture("pay")
    await visitor.opens("To the cashier")
    page = visitor.page
    await visitor.picture("cashier")
    await page.locator("a[href*='/go']").click()
    await page.wait_for_load_state()
    await visitor.picture("gateway")
    await page.locator("form[action$='/succeed'] button").click()
    await page.wait_for_load_state()
    await visitor.picture("cashier-after")
    await visitor.returns()
    await visitor.sees("You are in. Print your registration form and keep it.")
    await visitor.picture("home-paid")


async def _print(visitor: Visitor, served: Served) -> None:
    await visitor.presses("Print the form", "<b>My documents</b>")
    served.clock.set(at("12-07 10:00:00"))
    for place, label in enumerate(("Registration form", "Admission ticket")):
        await visitor.newest.get_by_role("button", name=visitor.words(label), exact=True).click()
        file = visitor.page.locator("a.file").nth(place)
        async with visitor.page.expect_download() as download:
            await file.click()
        path = await (await download.value).path()
        assert NUMBER in "".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
        await visitor.sees("<b>My documents</b>")
    await visitor.picture("documents")
    await visitor.page.locator("#text").fill("/start")
    await visitor.page.locator("#send").click()
    await visitor.sees("Print your admission ticket, several copies.")
    await visitor.picture("home-ticket")
