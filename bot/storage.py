"""Dialog state in the store: read once and written once an update, and nothing of an update that failed.

Around everything that is done in a chat, inside the chat's lock::

    async with locks.hold(bot.id, chat_id), storage.update(bot.id, chat_id):
        await dispatcher.feed_update(bot, update)

and the same around a push. The first look reads all of the chat's entries; changes are collected and written together at the end,
unless the update raised. What is done outside of such an update, or in another chat, goes straight to the store.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from aiogram.fsm.storage.redis import RedisStorage
from redis.asyncio import Redis

from bot.recent import RecentChats
from core.store.engine import Store, Work
from core.store.queries.dialog_state import NO_ENTRY, Entry, change_entry, load_entries, save_entries

_write_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class DialogStorage(Protocol):
    """A storage of aiogram whose reads and writes can be gathered for one update."""

    def update(self, bot_id: int, chat_id: int) -> AbstractAsyncContextManager[None]:
        """Gather what is done in this chat meanwhile."""


@dataclass(slots=True)
class _Update:
    """What one update has read of its chat and wants to change there."""

    chat_key: str
    before: Mapping[str, Entry] | None = None
    changes: dict[str, Entry] = field(default_factory=dict)
    over: bool = False

    def entry(self, name: str) -> Entry:
        assert self.before is not None
        return self.changes.get(name, self.before.get(name, NO_ENTRY))

    def change(self, name: str, entry: Entry) -> None:
        assert self.before is not None
        if entry == self.before.get(name, NO_ENTRY):
            self.changes.pop(name, None)
        else:
            self.changes[name] = entry


_current: ContextVar[_Update | None] = ContextVar("dialog_state_of_update", default=None)


class StoreStorage(BaseStorage):
    """aiogram's storage on our store.

    :param remembered_chats: of how many chats the entries stay in memory, so that reading them is free. Only for the one process
        that has the store to itself; 0 where several share it.
    """

    def __init__(self, store: Store, *, remembered_chats: int = 0) -> None:
        self._store = store
        self._recent = RecentChats(remembered_chats)
        self._unsure: set[str] = set()

    @asynccontextmanager
    async def update(self, bot_id: int, chat_id: int) -> AsyncIterator[None]:
        """Read the chat's entries once and write what was changed once, at the end; nothing where the body raises.

        Raises ``StoreUnavailable``. An update within an update of the same chat is part of it.
        """
        chat_key = _chat_key(bot_id, chat_id)
        if self._open_update(chat_key):
            yield
            return
        update = _Update(chat_key)
        token = _current.set(update)
        try:
            yield
            update.over = True
            if update.changes:
                await self._save(chat_key, partial(save_entries, chat_key=chat_key, changes=update.changes))
                self._recent.change(chat_key, update.changes)
        finally:
            update.over = True
            _current.reset(token)

    def undo(self) -> None:
        """Forget what the present update has changed so far: for whoever answers an error instead of raising it."""
        update = _current.get()
        if update is not None:
            update.changes.clear()

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._entry(key)).state

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._change(key, "state", name)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        data = (await self._entry(key)).data
        found: dict[str, Any] = json.loads(data) if data else {}
        return found

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Raises ``TypeError`` or ``ValueError`` for what isn't JSON."""
        text = _write_json(dict(data)) if data else None
        await self._change(key, "data", text)

    async def close(self) -> None:
        """Nothing to let go of: the store belongs to whoever opened it."""

    async def _entry(self, key: StorageKey) -> Entry:
        chat_key, name = _chat_key(key.bot_id, key.chat_id), _entry_name(key)
        update = self._open_update(chat_key)
        if update is None:
            return (await self._load(chat_key)).get(name, NO_ENTRY)
        if update.before is None:
            update.before = await self._load(chat_key)
        return update.entry(name)

    async def _change(self, key: StorageKey, part: str, value: str | None) -> None:
        chat_key, name = _chat_key(key.bot_id, key.chat_id), _entry_name(key)
        if update := self._open_update(chat_key):
            update.change(name, (await self._entry(key))._replace(**{part: value}))
        else:
            await self._save(chat_key, partial(change_entry, chat_key=chat_key, name=name, part=part, value=value))
            self._recent.forget(chat_key)

    def _open_update(self, chat_key: str) -> _Update | None:
        """The present update where it is of that chat. A task it left behind may come when it is over."""
        update = _current.get()
        return update if update is not None and update.chat_key == chat_key and not update.over else None

    async def _load(self, chat_key: str) -> Mapping[str, Entry]:
        remembered = self._recent.recall(chat_key)
        if remembered is not None:
            return remembered
        # Behind a write whose end nobody waited for, only the writer knows what stands.
        look = self._store.write if chat_key in self._unsure else self._store.glance
        with self._recent.loading(chat_key) as loading:
            loading.found = await look(partial(load_entries, chat_key=chat_key))
        self._unsure.discard(chat_key)
        return loading.found

    async def _save(self, chat_key: str, work: Work[None]) -> None:
        try:
            await self._store.write(work)
        except BaseException:
            self._unsure.add(chat_key)
            self._recent.forget(chat_key)
            raise


class RedisDialogStorage(RedisStorage):
    """aiogram's storage on Redis, for several processes; it writes at once, so an update gathers nothing."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis, DefaultKeyBuilder(with_bot_id=True, with_business_connection_id=True, with_destiny=True))

    def update(self, bot_id: int, chat_id: int) -> AbstractAsyncContextManager[None]:
        """Nothing is gathered."""
        return nullcontext()


def _chat_key(bot_id: int, chat_id: int) -> str:
    return f"{bot_id}:{chat_id}"


def _entry_name(key: StorageKey) -> str:
    return f"{key.user_id}:{key.thread_id or ''}:{key.business_connection_id or ''}:{key.destiny}"
