"""Ten codes a day, counted by phone, chat, account and address; exact however many ask at once, and after a restart."""

import asyncio
from dataclasses import replace

import pytest

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.codes import CodePurpose
from core.services.accounts import PageDone, TypedPerson
from core.services.accounts.codes import Parcel, write_down
from core.services.accounts.means import Hashing, Means
from core.store.engine import Tx, open_store
from core.store.queries.chats import add_chat, bind, get_chat
from locales.messages import ShortMessages
from tests.support.accounts import House, Person, resident

HERE = "203.0.113.9"


def means_of(house: House) -> Means:
    """The means of the house's services."""
    nothing = object()
    return Means(
        house.store,
        house.clock,
        house.vault,
        nothing,
        nothing,
        house.exams,
        ShortMessages(),
        Hashing(house.vault),  # type: ignore[arg-type]
    )


async def ask(house: House, chat_id: int, phone: str, address: str = "", account_id: int | None = None) -> Parcel | Refused:
    """Ask for one code."""

    def work(tx: Tx) -> Parcel | Refused:
        chat, means, now = get_chat(tx, chat_id), means_of(house), house.clock.now()
        assert chat is not None
        return write_down(tx, means, chat, CodePurpose.REGISTER, phone, "1", now, account_id=account_id, address=address)

    return await house.store.write(work)


async def given(house: House, asked: list[tuple[int, str, str]]) -> int:
    """How many codes are given of those asked for at once."""
    answers = await asyncio.gather(*(ask(house, *one) for one in asked))
    assert {answer.reason for answer in answers if isinstance(answer, Refused)} <= {Reason.TOO_MANY_TRIES}
    return sum(isinstance(answer, Parcel) for answer in answers)


async def test_one_chat_gets_ten_codes_a_day_whatever_the_phones(house: House):
    chat_id = await house.chat()
    assert await given(house, [(chat_id, f"1381234{n:04}", "") for n in range(14)]) == 10
    house.clock.forward(days=1)
    assert isinstance(await ask(house, chat_id, "13812349999"), Parcel)


async def test_one_address_gets_ten_codes_a_day_whatever_the_chats(house: House):
    chats = [await house.chat(n) for n in range(14)]
    asked = [(chat_id, f"1381234{n:04}", HERE) for n, chat_id in enumerate(chats)]
    assert await given(house, asked) == 10
    assert isinstance(await ask(house, await house.chat(99), "13812349999", "198.51.100.1"), Parcel)


async def test_one_account_gets_ten_codes_a_day_whatever_the_chats(house: House):
    account_id = await house.register(await house.chat(50), Person())
    house.clock.forward(days=2)
    for n in range(10):
        assert isinstance(await ask(house, await house.chat(n), f"1391234{n:04}", account_id=account_id), Parcel)

    def bound(tx: Tx) -> int:
        chat = add_chat(tx, "web", 60, "en", house.clock.now())
        bind(tx, chat.id, account_id, house.clock.now())
        return chat.id

    refused = await ask(house, await house.store.write(bound), "13912349999")
    assert isinstance(refused, Refused)


async def test_one_phone_gets_ten_codes_a_day_and_one_a_minute_whatever_the_chats(house: House):
    answers = []
    for n in range(12):
        answers.append(await ask(house, await house.chat(n), "13812345678"))
        house.clock.forward(minutes=1)
    assert sum(isinstance(answer, Parcel) for answer in answers) == 10


async def test_counts_outlast_a_restart(house: House, database_url: str):
    chat_id = await house.chat()
    await given(house, [(chat_id, f"1381234{n:04}", HERE) for n in range(10)])
    again = replace(house, store=open_store(database_url))
    assert isinstance(await ask(again, chat_id, "13812349999"), Refused)
    await again.store.close()


@pytest.mark.parametrize("document", [resident(), resident(7)], ids=["somebody", "nobody"])
async def test_the_address_counts_the_same_whether_an_account_exists(small_house: House, document: str):
    house, answers = small_house, []
    await house.register(await house.chat(50), Person())
    house.clock.forward(days=2)
    for n in range(11):
        submission = replace(await house.page(await house.chat(n), PagePurpose.RECOVER_USERNAME), address=HERE)
        person = TypedPerson("张三", "resident_id", document if n == 10 else resident(20 + n))
        answers.append(await house.accounts.recover_username(submission, person))
    assert [isinstance(answer, PageDone) for answer in answers] == [True] * 10 + [False]
