"""Changing the secret: everything is sealed and indexed anew, nothing is lost, and nobody is served in between."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.accounts import PageDone
from core.services.rekeying import Rekeying, StillOld
from core.store.engine import Store
from core.store.queries.accounts import get_account
from core.store.queries.rekeying import SEALED
from core.store.tables.accounts import account
from core.store.tables.types import metadata
from core.store.vault import SealBroken, Vault
from tests.support.accounts import PASSWORD, Person, house_on, resident
from tests.support.clock import FixedClock

OLD, NEW = "the first secret that somebody has seen", "the second secret that nobody has seen"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
AFTER = Vault(NEW, old=[OLD], hasher=CHEAP)
ONLY_NEW = Vault(NEW, hasher=CHEAP)


async def filled(store: Store, clock: FixedClock) -> int:
    """Somebody is registered, somebody else has got as far as the code; all under the first secret."""
    async with house_on(store, clock, Vault(OLD, hasher=CHEAP)) as house:
        registered = await house.register(await house.chat(1), Person())
        other = replace(Person(), username="lisi", document_number=resident(2), phone="13987654321")
        await house.up_to_code(await house.chat(2), other)
    return registered


def test_what_an_older_secret_sealed_is_opened_and_nothing_is_sealed_with_it():
    sealed = Vault(OLD).seal("value", place="here")
    assert AFTER.open(sealed, place="here") == "value"
    assert ONLY_NEW.open(AFTER.seal("value", place="here"), place="here") == "value"
    with pytest.raises(SealBroken):
        ONLY_NEW.open(sealed, place="here")


@pytest.mark.parametrize("damaged", [b"", b"\x02", b"\x01" * 40, Vault(NEW).prefix, Vault(NEW).prefix + b"x" * 11])
def test_damaged_bytes_are_a_broken_seal_and_nothing_worse(damaged: bytes):
    with pytest.raises(SealBroken):
        ONLY_NEW.open(damaged, place="here")


def test_every_sealed_column_there_is_stands_in_the_list():
    columns = {column for table in metadata.tables.values() for column in table.c if column.name.endswith("_sealed")}
    assert columns == {sealed.column for sealed in SEALED}


async def test_nobody_is_served_until_all_is_sealed_anew(store: Store, clock: FixedClock):
    await filled(store, clock)
    with pytest.raises(StillOld, match="kaoban rekey"):
        await Rekeying(store, clock, AFTER).expect_none()
    await Rekeying(store, clock, AFTER).run(lambda _: None)
    await Rekeying(store, clock, ONLY_NEW).expect_none()


async def test_the_new_secret_alone_opens_everything_afterwards(store: Store, clock: FixedClock):
    account_id, seen = await filled(store, clock), list[int]()
    report = await Rekeying(store, clock, AFTER).run(seen.append)
    opened = await store.read(lambda tx: get_account(tx, ONLY_NEW, account_id))
    assert (opened.identity.document_number, opened.phone) == (Person().document_number, Person().phone)
    assert (report.failed, report.done) == ((), sum(seen))
    assert await Rekeying(store, clock, ONLY_NEW).left() == {}


async def test_who_is_registered_is_found_again_under_the_new_secret(store: Store, clock: FixedClock):
    await filled(store, clock)
    await Rekeying(store, clock, AFTER).run(lambda _: None)
    async with house_on(store, clock, ONLY_NEW) as house:
        chat_id = await house.chat(3)
        assert isinstance(await house.log_in(chat_id, "zhangsan", PASSWORD), PageDone)
        again = replace(Person(), username="wangwu")
        other = await house.chat(4)
        await house.accounts.give_login_data(await house.page(other, PagePurpose.REGISTER_LOGIN), again.login)
        refused = await house.accounts.give_identity(await house.page(other, PagePurpose.REGISTER_IDENTITY), again.identity)
    assert Reason.DOCUMENT_USED in str(refused)
    assert not isinstance(refused, PageDone)


async def test_a_registration_under_way_goes_on(store: Store, clock: FixedClock):
    await filled(store, clock)
    await Rekeying(store, clock, AFTER).run(lambda _: None)
    clock.forward(minutes=2)
    async with house_on(store, clock, ONLY_NEW) as house:
        view = await house.accounts.registration_of(2)
        assert view is not None
        assert not isinstance(await house.accounts.resend_code(2), Refused)


async def test_what_no_secret_opens_is_named_and_left_alone(store: Store, clock: FixedClock):
    account_id = await filled(store, clock)
    await store.write(lambda tx: tx.execute(account.update().values(phone_sealed=b"\x02nonsense")))
    report = await Rekeying(store, clock, AFTER).run(lambda _: None)
    assert report.failed == (f"account.phone_sealed {account_id}",)
    kept = await store.read(lambda tx: tx.execute(sa.select(account.c.phone_sealed)).scalar_one())
    assert bytes(kept) == b"\x02nonsense"


async def test_running_again_changes_nothing(store: Store, clock: FixedClock):
    await filled(store, clock)
    await Rekeying(store, clock, AFTER).run(lambda _: None)
    before = await store.read(lambda tx: tx.execute(sa.select(account)).all())
    assert (await Rekeying(store, clock, AFTER).run(lambda _: None)).done == 0
    assert await store.read(lambda tx: tx.execute(sa.select(account)).all()) == before
