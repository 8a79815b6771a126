"""Two devices at once: one account in several chats, a chat of one account, pages that belong to one chat."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from core.model.application import Status
from gateways.sandbox.clock import MovableClock
from tests.flows import walk
from tests.flows.conftest import at_web_chat
from tests.flows.people import PASSWORD_PAGE, at_telegram, log_in, made_up
from tests.flows.talkers import Talker
from tests.support.bot_api import TOKEN, BotApi
from tests.support.facts import at
from tests.support.serving import Served, serving

ELSEWHERE = 4711


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi(MovableClock(at("11-16 10:00:00"))) as api:
        yield api


@pytest_asyncio.fixture
async def both(sqlite_url: str, tmp_path: Path, telegram: BotApi) -> AsyncIterator[Served]:
    """The product with both channels."""
    settings = {"telegram_token": TOKEN, "telegram_api_base": telegram.base_url}
    async with serving(sqlite_url, tmp_path, **settings) as running:
        yield running


async def at_consequence(talker: Talker) -> None:
    await talker.presses("Check and confirm", "check everything once more")
    await talker.presses("All correct", "This is final")


async def test_one_account_speaks_in_the_web_chat_and_in_telegram(both: Served, telegram: BotApi) -> None:
    async with made_up(both, Status.STASHED) as web, at_telegram(both, telegram, ELSEWHERE) as phone:
        await log_in(phone, web.login)
        await phone.sees("only stashed so far")
        await at_consequence(phone)
        await phone.presses("for good", "报名信息提交成功")
        await web.sees("报名信息提交成功")
        await walk.pay(web)
        for talker in (web, phone):
            await talker.sees("Received. Your payment has arrived")
            assert await talker.count("Received. Your payment has arrived") == 1


async def test_of_two_devices_about_to_confirm_the_earlier_reading_is_void(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as first, at_web_chat(embedded) as second:
        await log_in(second, first.login)
        await second.sees("only stashed so far")
        await at_consequence(first)
        await at_consequence(second)
        await first.presses("for good", "check everything once more")
        assert await first.count("报名信息提交成功") == 0
        await at_consequence_again(first)
        await first.presses("for good", "报名信息提交成功")
        await second.sees("报名信息提交成功")
        assert await second.count("报名信息提交成功") == 1


async def at_consequence_again(talker: Talker) -> None:
    await talker.presses("All correct", "This is final")


async def test_a_change_on_one_device_voids_what_the_other_has_read(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as first, at_web_chat(embedded) as second:
        await log_in(second, first.login)
        await second.sees("only stashed so far")
        await at_consequence(first)
        await second.says(walk.OTHER_CODE, walk.OTHER_CODE)
        await walk.take(second, "Only stash it", "Stashed, not confirmed")
        await first.presses("for good", "check everything once more")
        assert await first.count("报名信息提交成功") == 0
        await first.sees(walk.OTHER_CODE)


async def test_logging_out_on_one_device_leaves_the_other_and_the_application(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as first, at_web_chat(embedded) as second:
        await log_in(second, first.login)
        await second.sees("only stashed so far")
        await first.presses("My account", "Username")
        await first.presses("Log out", "Your application is kept")
        await second.says("/start", "only stashed so far")
        await log_in(first, first.login)
        await first.sees("only stashed so far")


async def test_a_chat_that_has_an_account_takes_no_other_one(embedded: Served) -> None:
    async with (
        at_web_chat(embedded) as talker,
        made_up(embedded, Status.CONFIRMED) as other,
        made_up(embedded, Status.PAID) as third,
    ):
        await talker.presses("Register or log in", "Real-name account")
        await talker.presses("Log in", "typed on a page of their own")
        early = await talker.opens(PASSWORD_PAGE)
        await talker.presses("Back", "Real-name account")
        await talker.presses("Log in", "typed on a page of their own")
        await talker.fills(await talker.opens(PASSWORD_PAGE), **other.login)
        await talker.sees("awaiting payment")
        refused = await talker.fills(early, **third.login)
        assert "This chat belongs to another account" in refused.text
        await talker.says("/start", "awaiting payment")


async def test_a_page_works_once_and_in_its_own_chat_only(embedded: Served) -> None:
    async with at_web_chat(embedded) as talker, at_web_chat(embedded) as stranger:
        await talker.presses("Register or log in", "Real-name account")
        await talker.presses("Register", "Step 1 of 3")
        page = await talker.opens("Open the page")
        foreign = await stranger.browser.get(page)
        assert foreign.status_code in {403, 404}
        assert 'name="username"' not in foreign.text
        first = {"username": "lihua", "password": "correct horse 1", "password_again": "correct horse 1"}
        await talker.fills(page, **first)
        used = await talker.browser.get(page)
        assert used.status_code in {403, 404, 410}
        assert "used already" in used.text


async def test_a_used_document_leads_to_the_username_which_comes_by_short_message_only(embedded: Served) -> None:
    async with at_web_chat(embedded) as first, at_web_chat(embedded) as second:
        await walk.register(first, username="lihua_2020")
        before = await walk.newest_code(first, walk.PHONE)
        embedded.clock.set(at("11-16 10:05:00"))
        await second.presses("Register or log in", "Real-name account")
        used = await walk.register_identity(second, "another_name")
        assert "already has an account. Recover the username" in used.text
        await second.presses("Forgot username", "Recover the username")
        person = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER}
        await second.fills(await second.opens("Open the page"), **person)
        await second.sees("a code was sent to its registered phone")
        await second.says(await walk.next_code(second, walk.PHONE, before), "sent to your registered phone")
        told = [message["text"] for message in (await second.browser.get("/demo/sms")).json()]
        assert any("lihua_2020" in text for text in told)
        assert await second.count("lihua_2020") == 0
        await second.fills(await second.opens(PASSWORD_PAGE), username="lihua_2020", password=walk.PASSWORD)
        await second.sees("Read and accept the agreements")
