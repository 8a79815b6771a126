"""How long an answer takes tells nobody who has an account: medians of many tries, interleaved, within noise."""

import sys
import time
from dataclasses import replace
from statistics import median

import pytest

from core.model.account import PagePurpose
from core.services.accounts import TypedPerson, TypedPhone
from tests.support.accounts import CARD, PHONE, House, Person, resident

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


async def show_face(house: House, chat_id: int, *, known: bool) -> object:
    typed = TypedPerson(ME.name, "resident_id", ME.document_number if known else resident(7))
    page = await house.page(chat_id, PagePurpose.FACE_FOR_USERNAME)
    return await house.accounts.facing.begin(page, PagePurpose.FACE_FOR_USERNAME, typed)


async def type_document(house: House, chat_id: int, *, known: bool) -> object:
    await house.begin_reset(chat_id, ME.username)
    return await house.give_document(chat_id, ME if known else replace(ME, document_number=resident(7)))


async def replace_phone(house: House, chat_id: int, *, known: bool) -> object:
    """What the bank confirms is the phone the account has; nothing changes, so that each try is like the one before."""
    await house.begin_reset(chat_id, "nobody_here")
    number = ME.document_number if known else resident(7)
    typed = TypedPhone(ME.name, "resident_id", number, "CCB", CARD, PHONE)
    return await house.accounts.replacing_phone.replace(await house.page(chat_id, PagePurpose.REPLACE_PHONE), typed)


async def log_in_by_old_name(house: House, chat_id: int, *, known: bool) -> object:
    return await house.log_in(chat_id, OLD if known else OLD_OF_NOBODY, "not it 123")


ASKED = "nobody0"
OLD, OLD_OF_NOBODY = "szks_0755", "laokaosheng2019"
ATTEMPTS = [
    log_in,
    log_in_by_old_name,
    forget_username,
    show_face,
    forget_password,
    type_document,
    answer_questions,
    replace_phone,
]


@pytest.mark.long
@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_known_and_unknown_take_the_same_time(small_house: House, attempt) -> None:
    house = small_house
    owner = await house.chat(0)
    await house.register(owner, ME)
    await house.set_questions(owner)
    await house.register(await house.chat(9_999), Person(username=OLD, document_number=resident(3), phone="13500000000"))
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
    known, unknown = (f"{median(taken[who]) * 1000:.2f}" for who in (True, False))
    sys.stdout.write(f"{attempt.__name__}: known {known} ms, unknown {unknown} ms, noise {noise * 1000:.2f} ms\n")
    difference = abs(median(taken[True]) - median(taken[False]))
    assert difference <= max(3 * noise, 0.15 * median(taken[True])), (difference, noise, median(taken[True]))
