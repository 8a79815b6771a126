"""Dialog storage as a database behaves: everything is copied through JSON, nothing comes at once, empty data is no record."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey


class CopyingStorage(BaseStorage):
    def __init__(self) -> None:
        self.states: dict[StorageKey, str] = {}
        self.data: dict[StorageKey, str] = {}

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await asyncio.sleep(0)
        value = state.state if isinstance(state, State) else state
        if value:
            self.states[key] = value
        else:
            self.states.pop(key, None)

    async def get_state(self, key: StorageKey) -> str | None:
        await asyncio.sleep(0)
        return self.states.get(key)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        kept = json.dumps(data)
        await asyncio.sleep(0)
        if data:
            self.data[key] = kept
        else:
            self.data.pop(key, None)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        await asyncio.sleep(0)
        return json.loads(self.data.get(key, "{}"))

    async def close(self) -> None:
        pass
