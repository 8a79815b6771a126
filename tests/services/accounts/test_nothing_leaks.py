"""After a whole registration, log-in and recovery: no secret in the database file, its log, or what was logged."""

import logging
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.services.accounts import PageDone, Submission, TypedPerson, UsernameSent
from core.store.tables import metadata
from tests.support.accounts import CARD, PASSWORD, PHONE, House, Person, resident

ME = Person()
WRONG_PASSWORD = "my other secret 7"
SECRETS = (PASSWORD, WRONG_PASSWORD, CARD, resident(), PHONE)


async def live_through(house: House) -> list[str]:
    """Everything a candidate does with secrets; the codes and tokens used on the way."""
    first, second = await house.chat(1), await house.chat(2)
    await house.register(first, ME)
    codes = [house.code()]
    await house.log_in(second, ME.username, WRONG_PASSWORD)
    await house.log_in(second, ME.username, PASSWORD)
    house.clock.forward(minutes=5)
    token = await house.pages.open(second, PagePurpose.RECOVER_USERNAME)
    typed = TypedPerson(ME.name, "resident_id", resident())
    assert isinstance(await house.accounts.recover_username(Submission.of(token, {}), typed), PageDone)
    await house.accounts.settle()
    codes.append(house.code())
    assert await house.accounts.enter_recovery_code(second, codes[1]) == UsernameSent()
    return [*codes, token]


async def test_no_secret_is_in_the_database_file(small_house: House, sqlite_url: str):
    *_, token = await live_through(small_house)
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert b"zhangsan" in kept
    for secret in (*SECRETS, token):
        assert secret.encode() not in kept


async def test_no_code_is_in_any_row(house: House):
    used = await live_through(house)
    for table in metadata.sorted_tables:
        rows = await house.store.read(lambda tx, table=table: tx.execute(sa.select(table)).all())
        for code in used:
            assert not any(re.search(rf"(?<!\w){code}(?!\w)", str(row)) for row in rows), table.name


async def test_nothing_secret_is_logged(small_house: House, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    used = await live_through(small_house)
    for secret in (*SECRETS, *used):
        assert secret not in caplog.text


async def test_typed_data_and_refusals_do_not_carry_what_was_typed(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    small_house.bank.answer_next("mismatch")
    answer = await small_house.accounts.give_bank_data(await small_house.page(chat_id, PagePurpose.REGISTER_BANK), ME.bank_data)
    assert isinstance(answer, Refused)
    assert not any(secret in repr(answer) for secret in SECRETS)
