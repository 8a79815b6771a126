"""Remembers which updates of the web chat were handled, so that a phone that lost the answer may simply send again."""

from datetime import timedelta

import sqlalchemy as sa

from core.ports import Clock
from core.store.engine import Store, Tx
from core.store.tables.web_deliveries import web_delivery

_KEPT = timedelta(days=2)


class WebDeliveries:
    """The keys of updates that were handled, for two days."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def is_handled(self, native_id: int, key: str) -> bool:
        """Whether the update that this chat sent under ``key`` was handled before."""
        wanted = sa.select(sa.literal(1)).where(web_delivery.c.native_id == native_id, web_delivery.c.key == key)

        def work(tx: Tx) -> bool:
            return tx.execute(wanted).first() is not None

        return await self._store.read(work)

    async def mark_handled(self, native_id: int, key: str) -> None:
        """Keep ``key`` (at most 128 characters) of this chat, and forget what is too old to be sent again."""
        now = self._clock.now()
        same = sa.and_(web_delivery.c.native_id == native_id, web_delivery.c.key == key)

        def work(tx: Tx) -> None:
            tx.execute(sa.delete(web_delivery).where(sa.or_(same, web_delivery.c.at < now - _KEPT)))
            tx.execute(sa.insert(web_delivery).values(native_id=native_id, key=key, at=now))

        await self._store.write(work)
