"""Leases: of several processes that could do a recurring job, one does it."""

import os
import secrets
import socket
from datetime import timedelta

from core.ports import Clock
from core.store.engine import Store
from core.store.queries import leases


def new_holder() -> str:
    """A name for one process, different from every other's, telling machine and process to whoever reads the table."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(6)}"


class Leases:
    """Leases on the store, by the product's clock. Whoever dies with one is succeeded when its time is over."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def hold(self, name: str, holder: str, for_: timedelta) -> bool:
        """Take ``name`` for ``holder`` during ``for_``, or hold it longer; ``False`` where another holds it.

        Ask with the same ``for_`` each time. Raises ``StoreUnavailable``.
        """
        now = self._clock.now()
        return await self._store.write(lambda tx: leases.take(tx, name, holder, now=now, for_=for_))

    async def give_back(self, name: str, holder: str) -> None:
        """Let another have it at once. Raises ``StoreUnavailable``."""
        await self._store.write(lambda tx: leases.give_back(tx, name, holder))
