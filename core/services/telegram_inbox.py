"""Telegram's inbox: an update is written down before Telegram is told that it arrived, and handled once.

So nothing is lost when the process dies between the two, and what Telegram sends again isn't done again.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from core.ports import Clock
from core.store.engine import Store
from core.store.queries import telegram
from core.store.queries.telegram import RawUpdate

_LEASE = timedelta(minutes=10)
_REMEMBERED = timedelta(days=3)
_SWEEP_EVERY = 64
_MOST_TRIES = 3
_AT_ONCE = 100
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


def chat_of(update: RawUpdate) -> int:
    """The number of the chat that an update belongs to; 0 where it belongs to none."""
    for part in update.values():
        if isinstance(part, dict):
            message = part.get("message")
            for place in (part.get("chat"), message.get("chat") if isinstance(message, dict) else None, part.get("from")):
                if isinstance(place, dict) and isinstance(place.get("id"), int):
                    return int(place["id"])
    return 0


class TelegramInbox:
    """The inbox of every Telegram bot, by the bot's number."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, bot_id: int, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Write updates down; those that weren't seen before, in their order. Each has an ``update_id``."""
        now = self._clock.now()

        def work(tx: sa.Connection) -> set[int]:
            if any(update["update_id"] % _SWEEP_EVERY == 0 for update in updates):
                telegram.forget(tx, bot_id, now - _REMEMBERED)
            return telegram.keep(tx, bot_id, [(chat_of(update), update) for update in updates], now, now + _LEASE)

        if not updates:
            return []
        fresh = await self._store.write(work)
        return [update for update in updates if update["update_id"] in fresh]

    async def finish(self, bot_id: int, update_id: int) -> None:
        """An update was handled, well or badly; what it said is forgotten."""
        await self._store.write(lambda tx: telegram.finish(tx, bot_id, update_id))

    async def next_of_chat(self, bot_id: int, chat_id: int) -> RawUpdate | None:
        """For whoever has the chat's lock: its oldest unfinished update, whoever took it in; each at most three times."""
        return await self._store.write(lambda tx: telegram.next_of_chat(tx, bot_id, chat_id, most_tries=_MOST_TRIES))

    async def waiting_chats(self, bot_id: int, longer_than: timedelta) -> list[int]:
        """Chats whose updates have waited for so long that whoever took them in may have died."""
        before = self._clock.now() - longer_than
        return await self._store.read(lambda tx: telegram.waiting_chats(tx, bot_id, received_before=before, limit=_AT_ONCE))

    async def left_over(self, bot_id: int, *, alone: bool) -> list[RawUpdate]:
        """Updates whose handling was cut off, to be handled now: at most 100 at once, each at most three times.

        :param alone: no other process hears this bot, so that every unfinished update is one that was cut off; otherwise only
            those count whose ten minutes are over.
        """
        now = self._clock.now()
        return await self._store.write(
            lambda tx: telegram.claim_left_over(
                tx,
                bot_id,
                leased_before=_END_OF_TIME if alone else now,
                lease_until=now + _LEASE,
                most_tries=_MOST_TRIES,
                limit=_AT_ONCE,
            )
        )
