"""What went wrong last in a chat, so that a colleague doesn't ask for it, and the assistant knows when a person is due."""

from core.model.decisions import Refused
from core.services.tickets.setting import Setting
from core.store.queries import tickets_trouble

ENOUGH = 2
"""So many messages in a row that weren't understood are enough."""


class Troubles:
    """Notes of a chat; none of them is ever read by a candidate."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def refused(self, chat_id: int, refused: Refused) -> None:
        """Remember the last "no" that this chat was told."""
        now = self._setting.clock.now()
        await self._setting.store.write(lambda tx: tickets_trouble.note_refusal(tx, chat_id, refused, now))

    async def not_understood(self, chat_id: int) -> bool:
        """One more message that wasn't understood; whether a person should be offered by now."""
        return await self._setting.store.write(lambda tx: tickets_trouble.not_understood(tx, chat_id)) >= ENOUGH

    async def understood(self, chat_id: int) -> None:
        """A message was understood: count from nothing again."""
        if await self._setting.store.glance(lambda tx: tickets_trouble.count_of(tx, chat_id)):
            await self._setting.store.write(lambda tx: tickets_trouble.understood(tx, chat_id))
