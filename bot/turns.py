"""A chat's turn: its lock, and inside it the dialog state read once and written once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.locks import ChatLocks
from bot.storage import DialogStorage


class Turns:
    """The lock that channels and pushes hold around everything they do in a chat."""

    def __init__(self, locks: ChatLocks, storage: DialogStorage) -> None:
        self._locks = locks
        self._storage = storage

    @asynccontextmanager
    async def hold(self, bot_id: int, chat_id: int) -> AsyncIterator[None]:
        """Wait for the chat's turn; what its dialog changes is kept together at the end. Raises ``HeldAlready``."""
        async with self._locks.hold(bot_id, chat_id), self._storage.update(bot_id, chat_id):
            yield
