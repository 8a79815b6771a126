"""Characters off a picture: nobody is asked before the first failure; then every form is, and each answer is good for one."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fastapi import FastAPI

from core.model.account import PagePurpose
from core.services.accounts.addresses import network_of
from core.services.accounts.captchas import Captchas, Challenge
from core.services.web_chats import WebChats
from core.store.engine import Store, open_store
from core.store.queries.chats import find_chat
from core.store.tables.gates import captcha
from core.store.vault import Vault
from gateways.captchas import CaptchaArtist
from tests.support.accounts import PASSWORD, House, Person, house_on
from tests.support.clock import FixedClock
from web.page import mount_static
from web.secure.door import Door
from web.secure.routes import routes

WRONG = {"username": "zhangsan", "password": "wrong password 1"}
RIGHT = {"username": "zhangsan", "password": PASSWORD}
LOGIN = PagePurpose.LOGIN


@dataclass
class Notebook:
    """Draws for real, and remembers what it drew."""

    artist: CaptchaArtist = field(default_factory=CaptchaArtist)
    drawn: list[str] = field(default_factory=list)

    async def picture(self, text: str) -> bytes:
        self.drawn.append(text)
        return await self.artist.picture(text)

    async def sound(self, text: str) -> bytes:
        self.drawn.append(text)
        return await self.artist.sound(text)


@dataclass(frozen=True)
class Browser:
    """A browser at the pages of one chat whose account exists."""

    http: httpx.AsyncClient
    house: House
    notebook: Notebook
    chat_id: int

    async def open(self, purpose: PagePurpose = LOGIN) -> str:
        return f"/secure/{await self.house.pages.open(self.chat_id, purpose)}"

    async def send(self, fields: dict[str, str], page: str = "") -> httpx.Response:
        return await self.http.post(page or await self.open(), data=fields)

    def solved(self, answer: httpx.Response, fields: dict[str, str]) -> dict[str, str]:
        """The form again with the characters that stand on this page."""
        return {**fields, "captcha_token": token_on(answer), "captcha_answer": self.notebook.drawn[-1]}


def token_on(answer: httpx.Response) -> str:
    """The token of the characters on a page, "" where it shows none."""
    found = re.search(r'name="captcha_token" value="([^"]+)"', answer.text)
    return found[1] if found else ""


@pytest_asyncio.fixture
async def browser(store: Store, clock: FixedClock, vault: Vault) -> AsyncIterator[Browser]:
    app, notebook, chats = FastAPI(), Notebook(), WebChats(store, clock)
    mount_static(app)
    async with house_on(store, clock, vault) as house:
        door = Door(Captchas(store, clock, vault), notebook)
        app.include_router(routes(house.pages, house.accounts, chats, public_url="https://kaoban.example", door=door))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://kaoban.example") as http:
            opened = await chats.open(None, "en")
            chat = await store.read(lambda tx: find_chat(tx, "web", opened.native_id))
            assert chat is not None
            await house.register(await house.chat(99), Person())
            yield Browser(http, house, notebook, chat.id)


async def test_nobody_is_asked_before_the_first_failure(browser: Browser):
    assert token_on(await browser.http.get(await browser.open())) == ""
    assert (await browser.send(RIGHT)).status_code == 200
    assert browser.notebook.drawn == []


async def test_after_a_failure_the_right_password_alone_isnt_enough(browser: Browser):
    assert token_on(await browser.send(WRONG))
    answer = await browser.send(RIGHT)
    assert (answer.status_code, "also type the characters" in answer.text) == (422, True)
    assert (await browser.send(browser.solved(answer, RIGHT))).status_code == 200


async def test_characters_are_good_for_one_form(browser: Browser):
    page = browser.solved(await browser.send(WRONG), WRONG)
    assert "isn&#39;t right" in (await browser.send(page)).text
    answer = await browser.send({**page, **RIGHT})
    assert (answer.status_code, "characters" in answer.text) == (422, True)


async def test_the_same_form_sent_twice_leads_to_the_same(browser: Browser):
    fields, page = browser.solved(await browser.send(WRONG), RIGHT), await browser.open()
    answers = await asyncio.gather(*(browser.send(fields, page) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [200, 200, 200]


async def test_one_form_cant_be_sent_with_every_answer_there_is(browser: Browser):
    fields, page = browser.solved(await browser.send(WRONG), RIGHT), await browser.open()
    assert (await browser.send({**fields, "captcha_answer": "000000"}, page)).status_code == 422
    assert (await browser.send(fields, page)).status_code == 422


@pytest.mark.parametrize("minutes", [5, 60])
async def test_characters_last_five_minutes(browser: Browser, minutes: int):
    fields = browser.solved(await browser.send(WRONG), RIGHT)
    browser.house.clock.forward(minutes=minutes)
    assert (await browser.send(fields)).status_code == 422


async def test_characters_of_another_chat_are_of_no_use(browser: Browser):
    await browser.send(WRONG)
    other = await Captchas(browser.house.store, browser.house.clock, browser.house.vault).challenge(await browser.house.chat(7))
    assert isinstance(other, Challenge)
    answer = await browser.send({**RIGHT, "captcha_token": other.token, "captcha_answer": other.text})
    assert answer.status_code == 422


async def test_whoever_was_recognised_starts_anew(browser: Browser):
    assert (await browser.send(browser.solved(await browser.send(WRONG), RIGHT))).status_code == 200
    assert token_on(await browser.http.get(await browser.open())) == ""


async def test_a_picture_can_be_had_as_sound_without_scripts(browser: Browser):
    await browser.send(WRONG)
    answer = await browser.http.get(f"{await browser.open()}?captcha=sound")
    assert '<audio controls src="data:audio/wav;base64,UklGR' in answer.text
    assert "media-src data:" in answer.headers["content-security-policy"]
    assert (await browser.send(browser.solved(answer, RIGHT))).status_code == 200


async def test_the_answer_stands_neither_on_the_page_nor_in_the_store(browser: Browser):
    answer = await browser.send(WRONG)
    kept = await browser.house.store.read(lambda tx: tx.execute(sa.select(captcha)).all())
    text = browser.notebook.drawn[-1]
    assert text not in re.sub(r"base64,[^\"]+", "", answer.text)
    assert text not in str(kept)
    assert token_on(answer) not in str(kept)


async def test_a_recovery_may_be_begun_once_and_then_with_characters(browser: Browser):
    fields = {"name": "张三", "document_type": "resident_id", "document_number": Person().document_number}
    first = await browser.http.post(await browser.open(PagePurpose.RECOVER_USERNAME), data=fields)
    browser.house.clock.forward(minutes=2)
    second = await browser.http.post(await browser.open(PagePurpose.RECOVER_USERNAME), data=fields)
    assert (first.status_code, second.status_code) == (200, 422)
    assert token_on(second)


async def test_failures_in_many_chats_of_one_address_are_one_address(browser: Browser, database_url: str):
    house = browser.house
    captchas = Captchas(house.store, house.clock, house.vault)
    chats = [await house.chat(200 + n) for n in range(10)]
    await asyncio.gather(*(captchas.note_failure(chat_id, "203.0.113.7") for chat_id in chats))
    again = open_store(database_url)
    asked = Captchas(again, house.clock, house.vault)
    assert [await asked.is_needed(browser.chat_id, one) for one in ("203.0.113.7", "203.0.113.8", "")] == [True, False, False]
    await again.close()


async def test_failures_about_one_username_count_in_whatever_chat(browser: Browser, database_url: str):
    house = browser.house
    captchas = Captchas(house.store, house.clock, house.vault)
    await captchas.note_failure(await house.chat(300), "", "login:ＺhangSan ")
    again = open_store(database_url)
    asked = Captchas(again, house.clock, house.vault)
    assert [await asked.is_needed(browser.chat_id, "", name) for name in ("login:zhangsan", "login:lisi", "")] == [
        True,
        False,
        False,
    ]
    await again.close()


async def test_who_is_guessed_elsewhere_types_characters_and_then_none(browser: Browser):
    house = browser.house
    await Captchas(house.store, house.clock, house.vault).note_failure(await house.chat(300), "", "login:zhangsan")
    answer = await browser.send(RIGHT)
    assert (answer.status_code, bool(token_on(answer))) == (422, True)
    assert (await browser.send(browser.solved(answer, RIGHT))).status_code == 200
    assert (await browser.send(RIGHT)).status_code == 200


async def test_a_recovery_that_is_begun_does_not_hinder_the_log_in_elsewhere(browser: Browser, database_url: str):
    await browser.http.post(await browser.open(PagePurpose.RECOVER_PASSWORD), data={"username": "zhangsan"})
    house = browser.house
    captchas = Captchas(house.store, house.clock, house.vault)
    elsewhere = await house.chat(300)
    asked = [await captchas.is_needed(elsewhere, "", f"{wanted}:zhangsan") for wanted in ("login", "recover_password")]
    assert asked == [False, True]


async def test_an_operator_may_grant_an_address_more(browser: Browser):
    house = browser.house
    captchas = Captchas(house.store, house.clock, house.vault, address_factor=3)
    for number in range(29):
        await captchas.note_failure(await house.chat(400 + number), "203.0.113.7")
    assert not await captchas.is_needed(browser.chat_id, "203.0.113.7")
    await captchas.note_failure(await house.chat(500), "203.0.113.7")
    assert await captchas.is_needed(browser.chat_id, "203.0.113.7")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("testclient", ""),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
    ],
)
def test_what_counts_as_one_address(address: str, network: str):
    assert network_of(address) == network
