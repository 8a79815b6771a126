"""How long an answer takes tells nobody who has an account: medians of many tries, interleaved, within noise."""

import time
from statistics import median

import pytest

from core.model.account import PagePurpose
from core.services.accounts import TypedPerson
from tests.support.accounts import House, Person, resident

ME = Person()
TRIES = 200


async def log_in(house: House, chat_id: int, *, known: bool) -> object:
    return await house.log_in(chat_id, ME.username if known else f"nobody{chat_id}", "not it 123")


async def forget_username(house: House, chat_id: int, *, known: bool) -> object:
    number = ME.document_number if known else resident(7)
    page = await house.page(chat_id, PagePurpose.RECOVER_USERNAME)
    return await house.accounts.recover_username(page, TypedPerson(ME.name, "resident_id", number))


async def forget_password(house: House, chat_id: int, *, known: bool) -> object:
    return await house.begin_reset(chat_id, ME.username if known else "nobody_here")


async def answer_questions(house: House, chat_id: int, *, known: bool) -> object:
    await house.begin_reset(chat_id, ME.username if known else ASKED)
    return await house.answer(chat_id, ("x", "y", "z"))


ASKED = "nobody0"


@pytest.mark.long
@pytest.mark.parametrize("attempt", [log_in, forget_username, forget_password, answer_questions])
async def test_known_and_unknown_take_the_same_time(small_house: House, attempt) -> None:
    house = small_house
    owner = await house.chat(0)
    await house.register(owner, ME)
    await house.set_questions(owner)
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * TRIES):
        known = number % 2 == 0
        chat_id = await house.chat(number + 1)
        house.clock.forward(days=1, minutes=1)
        begun = time.perf_counter()
        await attempt(house, chat_id, known=known)
        taken[known].append(time.perf_counter() - begun)
        await house.accounts.settle()
    noise = max(abs(median(one[::2]) - median(one[1::2])) for one in taken.values())
    difference = abs(median(taken[True]) - median(taken[False]))
    assert difference <= max(3 * noise, 0.15 * median(taken[True])), (difference, noise, median(taken[True]))
