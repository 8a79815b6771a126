"""Wakes those who wait for something a unit of work has announced, once it is committed.

A signal is a hint inside one process, never the truth: whoever waits also looks from time to time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

_KEY = "kaoban_announced"


def announce(tx: sa.Connection, name: str) -> None:
    """Send signal ``name`` if and when this transaction commits."""
    tx.info.setdefault(_KEY, set()).add(name)


def take(tx: sa.Connection) -> Iterable[str]:
    """What the transaction announced; forgets it."""
    names: set[str] = tx.info.pop(_KEY, set())
    return names


class Signals:
    """Named events of one process and one event loop."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def send(self, names: Iterable[str]) -> None:
        """Wake everybody who waits for one of ``names``."""
        for name in names:
            for event in self._waiting.get(name, ()):
                event.set()

    async def wait(self, name: str, seconds: float) -> None:
        """Return when ``name`` is sent, or after ``seconds``."""
        event = asyncio.Event()
        self._waiting[name].add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting[name].discard(event)
            if not self._waiting[name]:
                del self._waiting[name]
