"""Dialog state in the store, entry by entry: gathered for an update, whole or not at all."""

import asyncio
import itertools
from contextlib import suppress

import pytest
import sqlalchemy as sa
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import StorageKey

from bot.storage import StoreStorage
from core.store.engine import Store, StoreUnavailable
from core.store.tables.chats import dialog_state
from tests.support.counting_store import CountingStore

KEY = StorageKey(bot_id=777, chat_id=5, user_id=5)
STACK = StorageKey(bot_id=777, chat_id=5, user_id=5, destiny="aiogd:stack:")


@pytest.fixture(params=[0, 100], ids=["forgetting", "remembering"])
def remembered_chats(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def counted(store: Store) -> CountingStore:
    return CountingStore(store)


@pytest.fixture
def storage(counted: CountingStore, remembered_chats: int) -> StoreStorage:
    return StoreStorage(counted, remembered_chats=remembered_chats)


async def rows(store: Store) -> int:
    return await store.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(dialog_state)).scalar_one())


async def test_what_was_set_is_found_again_also_by_another_process(storage: StoreStorage, store: Store) -> None:
    async with storage.update(777, 5):
        await storage.set_state(key=KEY, state=State("waiting", "Group"))
        await storage.set_data(key=KEY, data={"教育": ["本科", None, 1.5], "deep": {"er": True}})
    for one in (storage, StoreStorage(store)):
        assert await one.get_state(key=KEY) == "Group:waiting"
        assert await one.get_data(key=KEY) == {"教育": ["本科", None, 1.5], "deep": {"er": True}}


async def test_every_part_of_a_key_counts(storage: StoreStorage) -> None:
    parts = {"bot_id": (1, 2), "chat_id": (1, 2), "user_id": (1, 2), "thread_id": (None, 1), "business_connection_id": (None, "1")}
    keys = [StorageKey(**dict(zip(parts, values, strict=True))) for values in itertools.product(*parts.values())]
    keys += [StorageKey(1, 1, 1, destiny=destiny) for destiny in ("aiogd:stack:", "aiogd:context:1")]
    for number, key in enumerate(keys):
        await storage.set_data(key=key, data={"number": number})
    assert [(await storage.get_data(key=key))["number"] for key in keys] == list(range(len(keys)))


async def test_nothing_set_is_nothing_found(storage: StoreStorage) -> None:
    assert await storage.get_data(key=KEY) == {}
    assert await storage.get_state(key=KEY) is None
    assert await storage.get_value(KEY, "any", "default") == "default"


@pytest.mark.parametrize("gathered", [True, False])
async def test_empty_data_without_a_state_leaves_no_row(storage: StoreStorage, store: Store, gathered: bool) -> None:
    await storage.set_data(key=KEY, data={"a": 1})
    await storage.set_state(key=STACK, state="Group:waiting")
    assert await rows(store) == 2
    async with storage.update(777, 5 if gathered else 6):
        await storage.set_data(key=KEY, data={})
        await storage.set_data(key=STACK, data={})
    assert await rows(store) == 1
    assert await storage.get_state(key=STACK) == "Group:waiting"


async def test_an_update_reads_once_and_writes_once(storage: StoreStorage, counted: CountingStore, remembered_chats: int) -> None:
    for round_ in range(3):
        async with storage.update(777, 5):
            for key in (KEY, STACK):
                await storage.update_data(key=key, data={"round": round_})
                await storage.set_state(key=key, state=f"Group:{round_}")
        first_or_forgetting = round_ == 0 or not remembered_chats
        assert counted.counted() == (int(first_or_forgetting), 1)


async def test_an_update_that_changes_nothing_in_the_end_writes_nothing(storage: StoreStorage, counted: CountingStore) -> None:
    await storage.set_data(key=KEY, data={"a": 1})
    counted.counted()
    async with storage.update(777, 5):
        await storage.set_data(key=KEY, data={"a": 2})
        await storage.set_data(key=KEY, data={"a": 1})
        await storage.set_data(key=STACK, data={})
    assert counted.writes == 0
    async with storage.update(777, 5):
        pass
    assert counted.counted() == (1, 0)


async def test_an_update_that_raises_leaves_everything_as_it_was(storage: StoreStorage) -> None:
    await storage.set_data(key=KEY, data={"a": 1})
    with suppress(LookupError):
        async with storage.update(777, 5):
            await storage.set_data(key=KEY, data={"a": 2})
            await storage.set_data(key=STACK, data={"b": 2})
            assert await storage.get_data(key=KEY) == {"a": 2}
            raise LookupError
    assert await storage.get_data(key=KEY) == {"a": 1}
    assert await storage.get_data(key=STACK) == {}


async def test_changes_can_be_undone_within_an_update(storage: StoreStorage) -> None:
    await storage.set_data(key=KEY, data={"a": 1})
    async with storage.update(777, 5):
        await storage.set_data(key=KEY, data={"a": 2})
        storage.undo()
        assert await storage.get_data(key=KEY) == {"a": 1}
        await storage.set_data(key=STACK, data={"b": 2})
    assert await storage.get_data(key=KEY) == {"a": 1}
    assert await storage.get_data(key=STACK) == {"b": 2}


async def test_what_was_found_is_a_copy(storage: StoreStorage) -> None:
    given = {"list": [1]}
    async with storage.update(777, 5):
        await storage.set_data(key=KEY, data=given)
        given["list"].append(2)
        found = await storage.get_data(key=KEY)
        found["list"].append(3)
        assert await storage.get_data(key=KEY) == {"list": [1]}
    (await storage.get_data(key=KEY))["list"].append(4)
    assert await storage.get_data(key=KEY) == {"list": [1]}


@pytest.mark.parametrize(
    "data", [{"set": {1}}, {"object": object()}, {"not a number": float("nan")}], ids=lambda data: next(iter(data))
)
async def test_only_json_is_taken(storage: StoreStorage, data: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        await storage.set_data(key=KEY, data=data)


async def test_an_update_within_an_update_of_the_same_chat_is_part_of_it(storage: StoreStorage, counted: CountingStore) -> None:
    with suppress(LookupError):
        async with storage.update(777, 5):
            async with storage.update(777, 5):
                await storage.set_data(key=KEY, data={"a": 1})
            raise LookupError
    assert counted.writes == 0


async def test_another_chat_within_an_update_is_written_at_once(storage: StoreStorage, counted: CountingStore) -> None:
    other = StorageKey(bot_id=777, chat_id=6, user_id=6)
    with suppress(LookupError):
        async with storage.update(777, 5):
            await storage.set_data(key=other, data={"a": 1})
            raise LookupError
    assert counted.writes == 1
    assert await storage.get_data(key=other) == {"a": 1}


async def test_a_task_that_outlives_its_update_writes_by_itself(storage: StoreStorage) -> None:
    over = asyncio.Event()

    async def later() -> None:
        await over.wait()
        await storage.set_data(key=KEY, data={"late": True})

    async with storage.update(777, 5):
        task = asyncio.create_task(later())
        await storage.set_data(key=STACK, data={"b": 2})
    over.set()
    await task
    assert await storage.get_data(key=KEY) == {"late": True}
    assert await storage.get_data(key=STACK) == {"b": 2}


async def test_many_chats_at_once_keep_their_own(storage: StoreStorage) -> None:
    async def press(chat_id: int) -> None:
        key = StorageKey(bot_id=777, chat_id=chat_id, user_id=chat_id)
        async with storage.update(777, chat_id):
            presses = (await storage.get_data(key=key)).get("presses", 0)
            await asyncio.sleep(0)
            await storage.set_data(key=key, data={"presses": presses + 1})

    for _ in range(5):
        await asyncio.gather(*(press(chat_id) for chat_id in range(20)))
    assert [await storage.get_value(StorageKey(777, chat_id, chat_id), "presses") for chat_id in range(20)] == [5] * 20


async def test_entries_changed_at_once_outside_of_updates_are_all_kept(storage: StoreStorage) -> None:
    key = {number: StorageKey(777, 5, 5, destiny=str(number)) for number in range(10)}
    sets = (storage.set_data(key=key[number], data={"number": number}) for number in key)
    states = (storage.set_state(key=key[number], state=str(number)) for number in key)
    gets = (storage.get_data(key=key[number]) for number in key)
    await asyncio.gather(*sets, *gets, *states)
    assert [await storage.get_value(key[number], "number") for number in key] == list(key)
    assert [await storage.get_state(key=key[number]) for number in key] == [str(number) for number in key]


async def test_a_caller_cancelled_while_saving_leaves_what_the_store_has(storage: StoreStorage, store: Store) -> None:
    async def press(number: int) -> None:
        async with storage.update(777, 5):
            await storage.set_data(key=KEY, data={"number": number})

    for steps in range(1, 12):
        task = asyncio.create_task(press(steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert await storage.get_data(key=KEY) == await StoreStorage(store).get_data(key=KEY)


async def test_a_store_that_is_gone_is_told_and_nothing_is_remembered_wrongly(storage: StoreStorage, store: Store) -> None:
    await storage.set_data(key=KEY, data={"a": 1})
    await store.close()
    with pytest.raises(StoreUnavailable):
        async with storage.update(777, 5):
            await storage.set_data(key=KEY, data={"a": 2})
    with pytest.raises(StoreUnavailable):
        await storage.get_data(key=KEY)


async def test_no_more_chats_are_remembered_than_asked_for(store: Store) -> None:
    counted = CountingStore(store)
    storage = StoreStorage(counted, remembered_chats=2)
    keys = [StorageKey(777, chat_id, chat_id) for chat_id in (1, 2, 3)]
    for key in keys:
        await storage.get_data(key=key)
    counted.counted()
    await storage.get_data(key=keys[2])
    await storage.get_data(key=keys[1])
    assert counted.reads == 0
    await storage.get_data(key=keys[0])
    assert counted.reads == 1
