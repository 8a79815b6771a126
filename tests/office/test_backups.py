"""A backup brings back every row, on either database and from one to the other; a bad one changes nothing."""

import io
import zipfile
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from core.model.application import Status
from core.services.backups import Backups, BadBackup
from core.store.engine import Store, open_store
from core.store.migrate import migrate
from core.store.queries import backups
from core.store.vault import Vault
from tests.support.clock import FixedClock
from tests.support.houses import TestHouse, house_on
from tests.support.packs import bundled_pack

VAULT = Vault("t" * 40)


@pytest_asyncio.fixture
async def lived_in(sqlite_url: str) -> AsyncIterator[TestHouse]:
    """A house with three paid candidates."""
    async with house_on(sqlite_url) as house:
        await house.exams.load(bundled_pack())
        await house.make(3, Status.PAID)
        yield house


async def written(house: TestHouse) -> bytes:
    """Everything as a file."""
    file = io.BytesIO()
    await Backups(house.house.store, house.house.clock, VAULT).write(file, lambda *_: None)
    return file.getvalue()


async def whole(store: Store) -> dict[str, list[bytes]]:
    return await store.read(lambda tx: {name: list(backups.lines(tx, name)) for name in backups.table_names()})


@pytest.fixture
def another_url(request: pytest.FixtureRequest, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty migrated database beside the first: a file of its own, or the one on PostgreSQL."""
    if database_url.startswith("postgres"):
        return database_url
    url = f"sqlite:///{tmp_path_factory.mktemp('other') / 'restored.db'}"
    migrate(url)
    return url


async def test_what_was_written_is_restored_row_by_row(lived_in: TestHouse, another_url: str, clock: FixedClock) -> None:
    content, other = await written(lived_in), open_store(another_url)
    try:
        done = await Backups(other, clock, VAULT).restore(io.BytesIO(content), lambda *_: None)
        assert done.rows["application"] == 3
        assert await whole(other) == await whole(lived_in.house.store)
    finally:
        await other.close()


async def test_life_goes_on_after_restoring(lived_in: TestHouse, another_url: str, clock: FixedClock) -> None:
    content, other = await written(lived_in), open_store(another_url)
    await Backups(other, clock, VAULT).restore(io.BytesIO(content), lambda *_: None)
    await other.close()
    async with house_on(another_url) as house:
        made = await house.make(2, Status.PAID)
    assert sorted(one.application_id or 0 for one in made) == [4, 5]


async def test_a_database_with_anything_in_it_is_not_touched(lived_in: TestHouse, clock: FixedClock) -> None:
    before = await whole(lived_in.house.store)
    with pytest.raises(BadBackup, match="isn't empty"):
        await Backups(lived_in.house.store, clock, VAULT).restore(io.BytesIO(await written(lived_in)), lambda *_: None)
    assert await whole(lived_in.house.store) == before


async def test_a_changed_row_is_noticed(lived_in: TestHouse, clock: FixedClock) -> None:
    forged, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(await written(lived_in)))
    with zipfile.ZipFile(forged, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b"made", b"mad3") if name == "account.jsonl" else source.read(name))
    with pytest.raises(BadBackup, match="account is damaged"):
        Backups(lived_in.house.store, clock, VAULT).check(forged)


async def test_another_secret_and_a_file_cut_off_are_told(lived_in: TestHouse, clock: FixedClock) -> None:
    content = await written(lived_in)
    with pytest.raises(BadBackup, match="another secret"):
        Backups(lived_in.house.store, clock, Vault("u" * 40)).check(io.BytesIO(content))
    with pytest.raises(BadBackup, match="cut off"):
        Backups(lived_in.house.store, clock, VAULT).check(io.BytesIO(content[: len(content) // 2]))


async def test_no_identity_stands_in_clear_in_a_backup(lived_in: TestHouse) -> None:
    archive = zipfile.ZipFile(io.BytesIO(await written(lived_in)))
    assert b"19960304" not in b"".join(archive.read(name) for name in archive.namelist())
