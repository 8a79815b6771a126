"""Log in and out: the same words for everybody, slower with every failure, one account for a chat."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.accounts import Outcome, PageDone
from core.store.queries.audit import history
from core.store.queries.chats import chats_of, get_chat
from tests.support.accounts import PASSWORD, House, Person, resident

ME = Person()
SOMEBODY = replace(ME, username="lisi", document_number=resident(2), phone="13987654321")


def reason(answer: PageDone | Refused) -> Reason | None:
    return answer.reason if isinstance(answer, Refused) else None


async def test_one_account_may_be_open_in_several_chats(house: House):
    account_id = await house.register(await house.chat(1), ME)
    other = await house.chat(2)
    assert await house.log_in(other, "ZhangSan", PASSWORD) == PageDone(other, Outcome.LOGGED_IN)
    bound = await house.store.read(lambda tx: chats_of(tx, account_id))
    assert [chat.native_id for chat in bound] == [1, 2]
    rows = await house.store.read(lambda tx: history(tx, "account", account_id))
    assert [row.what for row in rows] == ["registered", "logged_in"]


async def test_a_chat_belongs_to_one_account_until_it_logs_out(house: House):
    chat_id, other = await house.chat(1), await house.chat(2)
    await house.register(chat_id, ME)
    account_id = await house.register(other, SOMEBODY)
    assert await house.log_in(chat_id, "lisi", PASSWORD) == Refused(Reason.CHAT_BOUND_TO_OTHER)
    assert await house.log_in(chat_id, "zhangsan", PASSWORD) == PageDone(chat_id, Outcome.LOGGED_IN)
    await house.accounts.log_out(chat_id)
    await house.accounts.log_out(chat_id)
    assert await house.log_in(chat_id, "lisi", PASSWORD) == PageDone(chat_id, Outcome.LOGGED_IN)
    chat = await house.store.read(lambda tx: get_chat(tx, chat_id))
    assert chat is not None
    assert chat.account_id == account_id


async def test_words_are_the_same_whether_the_account_exists_or_not(house: House):
    await house.register(await house.chat(1), ME)
    chat_id = await house.chat(2)
    wrong = await house.log_in(chat_id, "zhangsan", "not it 123")
    assert wrong == await house.log_in(chat_id, "nobody_at_all", PASSWORD)
    assert reason(wrong) is Reason.LOGIN_FAILED
    assert isinstance(wrong, Refused)
    assert wrong.clause is not None


@pytest.mark.parametrize("username", ["", "\x00", "x" * 5000, "张三", "' or 1=1 --", "\ud7ff\U0010ffff"])
async def test_any_text_as_username_just_fails(house: House, username: str):
    assert reason(await house.log_in(await house.chat(), username, "\x00" + "x" * 3000)) is Reason.LOGIN_FAILED


async def test_failures_slow_down_and_a_right_password_starts_afresh(house: House):
    await house.register(await house.chat(1), ME)
    chat_id = await house.chat(2)
    for _ in range(5):
        assert reason(await house.log_in(chat_id, "zhangsan", "not it 123")) is Reason.LOGIN_FAILED
    later = house.clock.now() + timedelta(seconds=30)
    assert await house.log_in(chat_id, "zhangsan", PASSWORD) == Refused(Reason.TOO_MANY_TRIES, at=later)
    house.clock.set(later)
    assert await house.log_in(chat_id, "zhangsan", "not it 123") != Refused(Reason.TOO_MANY_TRIES)
    house.clock.forward(minutes=1)
    assert await house.log_in(chat_id, "zhangsan", PASSWORD) == PageDone(chat_id, Outcome.LOGGED_IN)


async def test_guessing_from_ever_new_chats_is_slowed_down_by_username(house: House):
    await house.register(await house.chat(1), ME)
    answers = [await house.log_in(await house.chat(number), "zhangsan", "not it 123") for number in range(2, 8)]
    assert [reason(answer) for answer in answers] == [Reason.LOGIN_FAILED] * 5 + [Reason.TOO_MANY_TRIES]


async def test_guessing_ever_new_usernames_is_slowed_down_by_chat(house: House):
    chat_id = await house.chat()
    answers = [await house.log_in(chat_id, f"user{number}", "not it 123") for number in range(6)]
    assert [reason(answer) for answer in answers] == [Reason.LOGIN_FAILED] * 5 + [Reason.TOO_MANY_TRIES]


async def test_many_tries_at_once_are_counted_one_by_one(house: House):
    await house.register(await house.chat(1), ME)
    chats = [await house.chat(number) for number in range(2, 12)]
    answers = await asyncio.gather(*(house.log_in(chat_id, "zhangsan", "not it 123") for chat_id in chats))
    assert [reason(answer) for answer in answers].count(Reason.LOGIN_FAILED) == 5


async def test_a_day_later_nothing_counts_and_a_clock_set_back_locks_nobody_out(small_house: House):
    chat_id = await small_house.chat()
    for _ in range(5):
        await small_house.log_in(chat_id, "zhangsan", "not it 123")
    small_house.clock.forward(days=1)
    assert reason(await small_house.log_in(chat_id, "zhangsan", "not it 123")) is Reason.LOGIN_FAILED
    small_house.clock.forward(hours=-3)
    assert reason(await small_house.log_in(chat_id, "zhangsan", "not it 123")) is Reason.LOGIN_FAILED


async def test_a_log_in_sent_twice_is_one_log_in(house: House):
    account_id = await house.register(await house.chat(1), ME)
    chat_id = await house.chat(2)
    page = await house.page(chat_id, PagePurpose.LOGIN)
    answers = await asyncio.gather(*(house.accounts.log_in(page, "zhangsan", PASSWORD) for _ in range(2)))
    assert answers == [PageDone(chat_id, Outcome.LOGGED_IN)] * 2
    rows = await house.store.read(lambda tx: history(tx, "account", account_id))
    assert [row.what for row in rows] == ["registered", "logged_in"]


async def test_a_failed_log_in_leaves_the_page_open(small_house: House):
    await small_house.register(await small_house.chat(1), ME)
    page = await small_house.page(await small_house.chat(2), PagePurpose.LOGIN)
    assert reason(await small_house.accounts.log_in(page, "zhangsan", "not it 123")) is Reason.LOGIN_FAILED
    assert reason(await small_house.accounts.log_in(page, "zhangsan", PASSWORD)) is None
