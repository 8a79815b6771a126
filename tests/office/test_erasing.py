"""What isn't needed any more is erased by itself, or for one account when asked; money facts and proof stay."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from core.errors import NotFound
from core.model.application import Status
from core.model.decisions import Refused
from core.model.exam import Kept
from core.model.reasons import Reason
from core.services.running.erasing import Erased, Erasing
from core.store.queries import accounts, applications, backups
from core.store.queries.audit import history
from tests.support.facts import at, exam
from tests.support.houses import TestHouse, house_on
from tests.support.packs import bundled_pack

OVER = exam().papers[-1].ends_at


@pytest_asyncio.fixture
async def house(database_url: str) -> AsyncIterator[TestHouse]:
    async with house_on(database_url) as house:
        await house.exams.load(bundled_pack())
        yield house


def erasing(house: TestHouse) -> Erasing:
    return Erasing(house.house.store, house.house.clock, house.exams, house.house.vault)


async def after(house: TestHouse, days: int) -> Erased:
    house.house.clock.set(OVER + timedelta(days=days, hours=1))  # type: ignore[attr-defined]
    return await erasing(house).erase_due()


async def text_of(house: TestHouse) -> bytes:
    store = house.house.store
    return await store.read(lambda tx: b"".join(line for name in backups.table_names() for line in backups.lines(tx, name)))


async def test_each_kind_goes_when_its_time_is_over_and_not_before(house: TestHouse) -> None:
    await house.make(3, Status.PAID)
    assert (await after(house, 179)).counts == {}
    early = (await after(house, 180)).counts
    assert (early[Kept.PHOTO], early[Kept.CHAT], early[Kept.FORM]) == (3, 3, 0)
    late = (await after(house, 365)).counts
    assert (late[Kept.FORM], late[Kept.IDENTITY]) == (3, 3)
    assert sum((await after(house, 400)).counts.values()) == 0


async def test_nothing_names_the_person_afterwards_and_the_money_stays(house: TestHouse) -> None:
    (made,) = await house.make(1, Status.PAID)
    before = await text_of(house)
    await after(house, 400)
    left = await text_of(house)
    for word in (b"Sample Candidate", made.username.encode(), b"Sample University"):
        assert word in before
        assert word not in left
    found = await house.house.store.read(lambda tx: applications.get_application(tx, made.application_id or 0))
    assert found is not None
    assert found.paid_at is not None


async def test_nobody_logs_in_to_an_erased_account_and_the_proof_stays(house: TestHouse) -> None:
    (made,) = await house.make(1, Status.NONE)
    done = await erasing(house).erase(made.username, "operator")
    assert isinstance(done, Erased)
    store = house.house.store
    assert await store.read(lambda tx: accounts.find_credentials(tx, made.username)) is None
    rows = await store.read(lambda tx: history(tx, "account", made.account_id))
    assert [(row.actor, row.after) for row in rows if row.what == "erased"] == [("operator", {"chat": 1, "identity": 1})]


async def test_who_is_in_a_running_exam_is_not_erased_unless_that_is_meant(house: TestHouse) -> None:
    (made,) = await house.make(1, Status.STASHED)
    refused = await erasing(house).erase(str(made.account_id), "operator")
    assert refused == Refused(Reason.ERASE_NOT_DUE, at=OVER)
    assert isinstance(await erasing(house).erase(made.username, "operator", even_if_needed=True), Erased)


async def test_an_account_that_isn_t_there_is_told(house: TestHouse) -> None:
    with pytest.raises(NotFound):
        await erasing(house).erase("nobody", "operator")
    assert at("11-16 10:00:00") < OVER
