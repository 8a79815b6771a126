"""The secure pages over HTTP: a registration without scripts, faults beside fields, what a page never gives away."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from core.model.account import PagePurpose
from core.services.accounts import Registered
from core.services.web_chats import WebChats
from core.store.engine import Store
from core.store.queries.chats import find_chat, get_chat
from core.store.vault import Vault
from tests.support.accounts import CARD, PASSWORD, PHONE, House, Person, house_on, resident
from tests.support.clock import FixedClock
from web.page import mount_static
from web.secure.routes import routes

LOGIN = {"username": "zhangsan", "password": PASSWORD, "password_again": PASSWORD}
IDENTITY = {"name": "张三", "document_type": "resident_id", "document_number": resident(), "gender": "", "birth_date": ""}
BANK = {"bank": "CCB", "card_number": CARD, "phone": PHONE}


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser beside one web chat of the house."""

    http: httpx.AsyncClient
    house: House
    chat_id: int

    async def open(self, purpose: PagePurpose) -> str:
        """The address of a fresh page."""
        return f"/secure/{await self.house.pages.open(self.chat_id, purpose)}"

    async def send(self, purpose: PagePurpose, fields: dict[str, str], **options) -> httpx.Response:
        """Send a form on a fresh page."""
        return await self.http.post(await self.open(purpose), data=fields, **options)


@pytest_asyncio.fixture
async def house(sqlite_store: Store, clock: FixedClock, vault: Vault) -> AsyncIterator[House]:
    async with house_on(sqlite_store, clock, vault) as opened:
        yield opened


@pytest.fixture
def app(house: House) -> FastAPI:
    app = FastAPI()
    mount_static(app)
    chats = WebChats(house.store, house.clock)
    app.include_router(routes(house.pages, house.accounts, chats, public_url="https://kaoban.example"))
    return app


@pytest_asyncio.fixture
async def browser(app: FastAPI, house: House) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://kaoban.test") as http:
        yield Browser(http, house, await house.chat())


def error_beside(page: httpx.Response, name: str) -> str:
    found = re.search(rf'id="{name}-error">(.*?)</p>', page.text, re.DOTALL)
    return found[1] if found else ""


async def walk_to_the_end(browser: Browser) -> httpx.Response:
    """All three pages in a row, as a person does; the last answer."""
    answer = await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN)
    for fields in (IDENTITY, BANK):
        assert answer.status_code == 303
        answer = await browser.http.post(answer.headers["location"], data=fields)
    return answer


async def test_three_pages_in_a_row_and_a_code_in_the_chat_make_an_account(browser: Browser):
    answer = await walk_to_the_end(browser)
    assert answer.status_code == 200
    assert 'href="/"' in answer.text
    registered = await browser.house.accounts.enter_code(browser.chat_id, browser.house.code())
    assert isinstance(registered, Registered)
    chat = await browser.house.store.read(lambda tx: get_chat(tx, browser.chat_id))
    assert chat is not None
    assert chat.account_id == registered.account_id


@pytest.mark.parametrize("purpose", list(PagePurpose))
async def test_every_page_opens_in_every_language(house: House, app: FastAPI, purpose: PagePurpose):
    for number, locale in enumerate(("zh_CN", "zh_TW", "en")):
        chat_id = await house.chat(number)
        await house.store.write(lambda tx, chat=chat_id, to=locale: _set_locale(tx, chat, to))
        await house.make_due(chat_id, purpose, Person(username=f"user{number}", document_number=resident(number)))
        token = await house.pages.open(chat_id, purpose)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kaoban.test") as http:
            page = await http.get(f"/secure/{token}")
        assert page.status_code == 200
        assert '<form class="form" method="post"' in page.text


async def test_headers_keep_a_page_out_of_caches_referrers_and_foreign_frames(browser: Browser):
    for answer in (
        await browser.http.get(await browser.open(PagePurpose.LOGIN)),
        await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN),
        await browser.http.get("/secure/unknown"),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_pages_work_without_scripts_or_anything_from_elsewhere(browser: Browser):
    await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN)
    page = await browser.http.get(await browser.open(PagePurpose.REGISTER_IDENTITY))
    assert "<style" not in page.text
    assert all(src.startswith("/static/") for src in re.findall(r'(?:src|href)="([^"#]+)"', page.text) if src != "/")
    for name in IDENTITY:
        assert f'name="{name}"' in page.text


async def test_fields_have_labels_and_help_the_keyboard(browser: Browser):
    page = await browser.http.get(await browser.open(PagePurpose.REGISTER_LOGIN))
    for name, hint in (("username", "username"), ("password", "new-password"), ("password_again", "new-password")):
        assert f'<label for="{name}"' in page.text
        assert re.search(rf'<input[^>]*id="{name}"[^>]*autocomplete="{hint}"', page.text)
    await browser.house.up_to_bank(browser.chat_id, Person())
    bank = await browser.http.get(await browser.open(PagePurpose.REGISTER_BANK))
    assert re.search(r'<input[^>]*id="card_number"[^>]*inputmode="numeric"', bank.text)
    assert bank.text.count("<option") == 13


async def test_faults_stand_beside_the_fields_and_only_harmless_values_come_back(browser: Browser):
    page = await browser.send(PagePurpose.REGISTER_LOGIN, {"username": "1&<b>", "password": "hunter2", "password_again": "hunter3"})
    assert page.status_code == 422
    assert error_beside(page, "username")
    assert error_beside(page, "password_again")
    assert 'value="1&amp;&lt;b&gt;"' in page.text
    assert "hunter" not in page.text


async def test_a_card_number_never_comes_back(browser: Browser):
    await browser.house.up_to_bank(browser.chat_id, Person())
    for fields in ({**BANK, "phone": "1"}, {**BANK, "card_number": CARD[:-1] + "0"}):
        page = await browser.send(PagePurpose.REGISTER_BANK, fields)
        assert page.status_code == 422
        assert CARD[:10] not in page.text
        assert 'value="CCB" selected' in page.text


async def test_the_page_of_the_bank_shows_who_it_is_masked_and_what_was_mended(browser: Browser):
    answer = await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN)
    spaced = {**IDENTITY, "document_number": f"{resident()[:6]} {resident()[6:]}"}
    answer = await browser.http.post(answer.headers["location"], data=spaced)
    page = await browser.http.get(answer.headers["location"])
    assert f"440***********{resident()[-4:]}" in page.text
    assert resident() not in page.text
    assert "notice-info" in page.text


async def test_a_failed_form_leaves_its_page_open_and_a_good_one_uses_it_up(browser: Browser):
    address = await browser.open(PagePurpose.REGISTER_LOGIN)
    assert (await browser.http.post(address, data={**LOGIN, "password_again": "x"})).status_code == 422
    assert (await browser.http.get(address)).status_code == 200
    assert (await browser.http.post(address, data=LOGIN)).status_code == 303
    assert (await browser.http.get(address)).status_code == 410
    assert (await browser.http.post(address, data={**LOGIN, "username": "other1"})).status_code == 410


async def test_a_double_click_leads_to_the_same_next_page_both_times(browser: Browser):
    address = await browser.open(PagePurpose.REGISTER_LOGIN)
    for _ in range(2):
        answer = await browser.http.post(address, data=LOGIN)
        assert answer.status_code == 303
        page = await browser.http.get(answer.headers["location"])
        assert 'name="document_number"' in page.text


async def test_a_double_click_at_the_end_sends_one_code(browser: Browser):
    await browser.house.up_to_bank(browser.chat_id, Person())
    address = await browser.open(PagePurpose.REGISTER_BANK)
    answers = [await browser.http.post(address, data=BANK) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert len(browser.house.phones.messages()) == 1


async def test_pages_end_with_their_time_and_unknown_ones_never_were(browser: Browser):
    address = await browser.open(PagePurpose.LOGIN)
    browser.house.clock.forward(minutes=10)
    for sent in (await browser.http.get(address), await browser.http.post(address, data=LOGIN)):
        assert sent.status_code == 410
    for token in ("x", "x" * 3000, "%00", "%ff%fe", "..%2f..", "张"):
        assert (await browser.http.get(f"/secure/{token}")).status_code == 404
        assert (await browser.http.post(f"/secure/{token}", data=LOGIN)).status_code == 404


async def test_a_page_out_of_order_says_so(browser: Browser):
    for purpose in (PagePurpose.REGISTER_IDENTITY, PagePurpose.REGISTER_BANK):
        assert (await browser.http.get(await browser.open(purpose))).status_code == 409
    assert (await browser.send(PagePurpose.REGISTER_IDENTITY, IDENTITY)).status_code == 409


async def test_a_browser_of_another_web_chat_is_refused(browser: Browser, house: House):
    chats = WebChats(house.store, house.clock)
    mine, other = await chats.open(None, "zh_CN"), await chats.open(None, "zh_CN")
    chat = await house.store.read(lambda tx: find_chat(tx, "web", mine.native_id))
    assert chat is not None
    address = f"/secure/{await house.pages.open(chat.id, PagePurpose.REGISTER_LOGIN)}"
    browser.http.cookies.set("kaoban_chat", other.token)
    assert (await browser.http.get(address)).status_code == 404
    assert (await browser.http.post(address, data=LOGIN)).status_code == 404
    browser.http.cookies.set("kaoban_chat", mine.token)
    assert (await browser.http.get(address)).status_code == 200
    assert (await browser.http.post(address, data=LOGIN)).status_code == 303


async def test_a_page_of_a_messenger_opens_in_a_browser_that_has_a_web_chat(browser: Browser, house: House):
    web = await WebChats(house.store, house.clock).open(None, "zh_CN")
    chat_id = await house.chat(77, "telegram")
    browser.http.cookies.set("kaoban_chat", web.token)
    page = await browser.http.get(f"/secure/{await house.pages.open(chat_id, PagePurpose.LOGIN)}")
    assert page.status_code == 200
    assert 'href="/"' not in page.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "null"}, 403),
        ({"Origin": "//["}, 403),
        ({"Origin": "http://kaoban.test"}, 303),
        ({"Origin": "https://kaoban.example"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
async def test_a_form_from_another_site_is_refused(browser: Browser, headers: dict[str, str], status: int):
    assert (await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN, headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"{}", "application/json", 415),
        (b"", "", 415),
        (b"&".join(b"a=%d" % number for number in range(100)), "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 422),
        (b"username=%00%ff%ed%a0%80&password=%00&password_again=%00", "application/x-www-form-urlencoded", 422),
        (b"username[]=1&=&&;=%", "application/x-www-form-urlencoded; charset=utf-8", 422),
    ],
)
@pytest.mark.parametrize("purpose", [PagePurpose.REGISTER_LOGIN, PagePurpose.LOGIN, PagePurpose.RECOVER_USERNAME])
async def test_garbage_gets_a_page_and_changes_nothing(
    browser: Browser, purpose: PagePurpose, content: bytes, kind: str, status: int
):
    address = await browser.open(purpose)
    answer = await browser.http.post(address, content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert (await browser.http.get(address)).status_code == 200


async def test_a_store_that_is_gone_gives_a_page_that_says_so(browser: Browser):
    address = await browser.open(PagePurpose.LOGIN)
    await browser.house.store.close()
    answer = await browser.http.post(address, data=LOGIN)
    assert answer.status_code == 503
    assert "<h1" in answer.text


async def test_a_doubtful_name_is_shown_with_both_ways_and_the_candidate_chooses(browser: Browser):
    answer = await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN)
    address = answer.headers["location"]
    asked = await browser.http.post(address, data={**IDENTITY, "name": "李\ue863"})
    assert asked.status_code == 422
    assert "U+E863" in asked.text
    assert "U+4DAE \u4dae" in asked.text
    changed = {**IDENTITY, "name": "李\ue863", "name_asked": "李\ue863", "name_choice": "change"}
    assert (await browser.http.post(address, data=changed)).status_code == 303
    view = await browser.house.accounts.registration_of(browser.chat_id)
    assert view is not None


async def test_a_choice_about_one_name_says_nothing_about_another(browser: Browser):
    answer = await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN)
    choice = {**IDENTITY, "name": "王\ue863", "name_asked": "李\ue863", "name_choice": "keep"}
    assert (await browser.http.post(answer.headers["location"], data=choice)).status_code == 422
    kept = {**choice, "name_asked": "王\ue863"}
    assert (await browser.http.post(answer.headers["location"], data=kept)).status_code == 303


async def test_logging_in_says_the_same_to_everybody(browser: Browser, house: House):
    await house.register(await house.chat(5), Person())
    known = await browser.send(PagePurpose.LOGIN, {"username": "zhangsan", "password": "wrong 1234"})
    unknown = await browser.send(PagePurpose.LOGIN, {"username": "zhangsan2", "password": "wrong 1234"})
    assert known.status_code == unknown.status_code == 422
    assert known.text.replace("zhangsan", "") == unknown.text.replace("zhangsan2", "")
    good = await browser.send(PagePurpose.LOGIN, {"username": "zhangsan", "password": PASSWORD})
    assert good.status_code == 200


async def test_too_many_tries_say_until_when(browser: Browser):
    answers = [await browser.send(PagePurpose.LOGIN, {"username": "nobody1", "password": "x"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "10:00" in answers[5].text


async def test_recovery_says_the_same_to_everybody(browser: Browser, house: House):
    await house.register(await house.chat(5), Person())
    house.clock.forward(minutes=2)
    fields = {"name": "张三", "document_type": "resident_id", "document_number": resident()}
    known = await browser.send(PagePurpose.RECOVER_USERNAME, fields)
    house.clock.forward(minutes=2)
    unknown = await browser.send(PagePurpose.RECOVER_USERNAME, {**fields, "document_number": resident(9)})
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text


async def test_the_bank_that_says_no_is_quoted_with_its_clause(browser: Browser):
    await browser.house.up_to_bank(browser.chat_id, Person())
    browser.house.bank.answer_next("mismatch")
    page = await browser.send(PagePurpose.REGISTER_BANK, BANK)
    assert page.status_code == 422
    assert "人员姓名或证件名或证件号与银行登记不匹配" in page.text
    assert "说明 三(一)" in page.text


def _set_locale(tx, chat_id: int, locale: str) -> None:
    from core.store.queries.chats import set_locale

    set_locale(tx, chat_id, locale)


async def test_who_opens_a_log_in_from_elsewhere_is_warned_and_the_chats_own_browser_is_not(browser: Browser, house: House):
    mine = await WebChats(house.store, house.clock).open(None, "en")
    chat = await house.store.read(lambda tx: find_chat(tx, "web", mine.native_id))
    assert chat is not None
    address = f"/secure/{await house.pages.open(chat.id, PagePurpose.LOGIN)}"
    assert "only if you opened this page from your own chat" in (await browser.http.get(address)).text
    browser.http.cookies.set("kaoban_chat", mine.token)
    assert "only if you opened this page from your own chat" not in (await browser.http.get(address)).text


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "X-Original-URL"])
async def test_no_header_of_a_stranger_gets_into_a_page_or_a_redirect(browser: Browser, name: str):
    answer = await browser.send(PagePurpose.REGISTER_LOGIN, LOGIN, headers={name: "evil.example"})
    assert answer.status_code == 303
    assert "evil" not in answer.headers["location"]
    page = await browser.http.get(answer.headers["location"], headers={name: "evil.example"})
    assert "evil" not in page.text + str(page.headers)
