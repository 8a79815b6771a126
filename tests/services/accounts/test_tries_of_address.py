"""Tries from one address slow down whatever the chats and names; exact at once and after a restart; an operator may grant more."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.throttling import FREE_TRIES_OF_ADDRESS
from core.services.accounts import PageDone, Submission, TypedPerson
from core.services.accounts.tries import Shared, begin_try, forgive_try, of_address
from core.store.engine import Store, Tx, open_store
from core.store.vault import Vault
from tests.services.accounts.test_code_limits import means_of
from tests.support.accounts import PASSWORD, Answer, House, Person, house_on, resident
from tests.support.clock import FixedClock

CAMPUS, ELSEWHERE = "203.0.113.9", "198.51.100.1"
FREE = FREE_TRIES_OF_ADDRESS


async def page(house: House, number: int, purpose: PagePurpose, address: str = CAMPUS) -> Submission:
    return replace(await house.page(await house.chat(number), purpose), address=address)


async def log_in(house: House, number: int, username: str, password: str, address: str = CAMPUS) -> PageDone | Refused:
    return await house.accounts.log_in(await page(house, number, PagePurpose.LOGIN, address), username, password)


async def forget(house: House, number: int, address: str = CAMPUS) -> Answer:
    submission = await page(house, number, PagePurpose.RECOVER_PASSWORD, address)
    return await house.accounts.resetting.begin(submission, f"somebody{number}")


def is_slowed(answer: object) -> bool:
    return isinstance(answer, Refused) and answer.reason is Reason.TOO_MANY_TRIES


async def test_failed_log_ins_of_one_address_come_to_a_pause_that_others_do_not_feel(house: House):
    answers = [await log_in(house, n, f"nobody{n}", "wrong 12345") for n in range(FREE + 2)]
    assert [is_slowed(answer) for answer in answers] == [False] * FREE + [True] * 2
    assert not is_slowed(await log_in(house, 99, "nobody99", "wrong 12345", ELSEWHERE))
    house.clock.forward(seconds=31)
    assert not is_slowed(await log_in(house, 100, "nobody100", "wrong 12345"))
    house.clock.forward(seconds=31)
    assert is_slowed(await log_in(house, 101, "nobody101", "wrong 12345"))


async def test_right_passwords_of_one_address_never_come_to_a_pause(small_house: House):
    await small_house.register(await small_house.chat(500), Person())
    answers = [await log_in(small_house, n, "zhangsan", PASSWORD) for n in range(FREE + 5)]
    assert all(isinstance(answer, PageDone) for answer in answers)


async def test_recoveries_begun_at_one_address_come_to_a_pause(house: House):
    answers = [await forget(house, n) for n in range(FREE + 1)]
    assert [is_slowed(answer) for answer in answers] == [False] * FREE + [True]
    assert not is_slowed(await forget(house, 99, ELSEWHERE))


async def test_tries_at_once_are_counted_one_by_one(house: House):
    keys = [(f"login:chat:{n}", f"login:username:{n}") for n in range(FREE + 15)]
    shared = of_address(means_of(house), "login", CAMPUS)
    now = house.clock.now()
    answers = await asyncio.gather(*(house.store.write(lambda tx, one=one: begin_try(tx, one, now, shared)) for one in keys))
    assert answers.count(None) == FREE


async def test_forgiving_at_once_takes_back_exactly_what_was_right(house: House):
    shared, now = Shared("login:address:x", FREE), house.clock.now()
    pairs = [(f"a{n}", f"b{n}") for n in range(FREE)]

    def right(tx: Tx, pair: tuple[str, str]) -> None:
        assert begin_try(tx, pair, now, shared) is None
        forgive_try(tx, *pair, now, shared)

    await asyncio.gather(*(house.store.write(lambda tx, pair=pair: right(tx, pair)) for pair in pairs))
    more = [await house.store.write(lambda tx, n=n: begin_try(tx, (f"c{n}",), now, shared)) for n in range(FREE + 1)]
    assert [answer is None for answer in more] == [True] * FREE + [False]


async def test_a_restart_forgives_nothing(house: House, database_url: str, clock: FixedClock, vault: Vault):
    for n in range(FREE):
        await log_in(house, n, f"nobody{n}", "wrong 12345")
    async with AsyncExitStack() as stack:
        store = open_store(database_url)
        stack.push_async_callback(store.close)
        again = await stack.enter_async_context(house_on(store, clock, vault))
        assert is_slowed(await log_in(again, 99, "nobody99", "wrong 12345"))


async def test_an_operator_may_grant_a_campus_more(store: Store, clock: FixedClock, vault: Vault):
    async with house_on(store, clock, vault, address_factor=2) as house:
        answers = [await log_in(house, n, f"nobody{n}", "wrong 12345") for n in range(2 * FREE + 1)]
        assert [is_slowed(answer) for answer in answers] == [False] * 2 * FREE + [True]
        house.clock.forward(days=2)
        typed = [TypedPerson("张三", "resident_id", resident(20 + n)) for n in range(21)]
        pages = [await page(house, 100 + n, PagePurpose.RECOVER_USERNAME) for n in range(21)]
        codes = [await house.accounts.recover_username(one, who) for one, who in zip(pages, typed, strict=True)]
        assert [isinstance(answer, PageDone) for answer in codes] == [True] * 20 + [False]


async def test_one_chat_slows_down_when_its_recoveries_lead_nowhere(house: House):
    chat_id = await house.chat()
    answers = [await house.begin_reset(chat_id, f"somebody{n}") for n in range(6)]
    assert [is_slowed(answer) for answer in answers] == [False] * 5 + [True]
    house.clock.forward(seconds=31)
    assert not is_slowed(await house.begin_reset(chat_id, "somebody"))
