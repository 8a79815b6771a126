"""Where Redis is configured, dialog state is there: the same calls, every part of a key told apart."""

import secrets
from collections.abc import AsyncIterator

import pytest_asyncio
from aiogram.fsm.storage.base import StorageKey
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.storage import RedisDialogStorage
from tests.support.machine import REDIS, missing

KEY = StorageKey(bot_id=secrets.randbelow(10**12), chat_id=5, user_id=5)
STACK = StorageKey(KEY.bot_id, 5, 5, destiny="aiogd:stack:")
OTHER_BOT = StorageKey(KEY.bot_id + 1, 5, 5)


@pytest_asyncio.fixture
async def storage() -> AsyncIterator[RedisDialogStorage]:
    redis = Redis.from_url(REDIS)
    storage = RedisDialogStorage(redis)
    try:
        await redis.ping()
    except RedisError as error:
        await storage.close()
        missing(f"Redis doesn't answer at {REDIS}: {error}")
    yield storage
    for key in (KEY, STACK, OTHER_BOT):
        await storage.set_data(key, {})
    await storage.close()


async def test_an_update_keeps_its_changes_and_keys_are_told_apart(storage: RedisDialogStorage) -> None:
    async with storage.update(KEY.bot_id, KEY.chat_id):
        for number, key in enumerate((KEY, STACK, OTHER_BOT)):
            await storage.set_data(key=key, data={"number": number, "教育": "本科"})
    assert [(await storage.get_data(key=key))["number"] for key in (KEY, STACK, OTHER_BOT)] == [0, 1, 2]


async def test_empty_data_leaves_nothing(storage: RedisDialogStorage) -> None:
    await storage.set_data(key=KEY, data={"a": 1})
    await storage.set_data(key=KEY, data={})
    assert not await storage.redis.keys(f"fsm:{KEY.bot_id}:*")
