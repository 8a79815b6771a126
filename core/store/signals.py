"""Wakes those who wait for something a unit of work has announced, once it is committed.

A signal is a hint, never the truth: whoever waits also looks from time to time. It stays inside one process unless it is relayed.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

_KEY = "kaoban_announced"


def announce(tx: sa.Connection, name: str) -> None:
    """Send signal ``name`` if and when this transaction commits."""
    tx.info.setdefault(_KEY, set()).add(name)


def take(tx: sa.Connection) -> Iterable[str]:
    """What the transaction announced; forgets it. A connection that broke has forgotten by itself."""
    if tx.invalidated:
        return ()
    names: set[str] = tx.info.pop(_KEY, set())
    return names


class Bell:
    """Rings when its signal is sent; what rang before anybody waited isn't lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """The signal was sent."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Return when it has rung since the last ``wait``, or after ``seconds``."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
        self._event.clear()


class Signals:
    """Named events of one process and one event loop.

    :ivar relay: is told what this process sends, where other processes want to hear it too.
    """

    def __init__(self) -> None:
        self.relay: Callable[[Iterable[str]], None] | None = None
        self._bells: defaultdict[str, set[Bell]] = defaultdict(set)

    def send(self, names: Iterable[str]) -> None:
        """Wake everybody who waits for one of ``names``."""
        self.ring(names)
        if self.relay is not None:
            self.relay(names)

    def ring(self, names: Iterable[str]) -> None:
        """Wake everybody in this process who waits for one of ``names``."""
        for name in names:
            for bell in self._bells.get(name, ()):
                bell.ring()

    @contextmanager
    def bell(self, name: str) -> Iterator[Bell]:
        """A bell for ``name``. Whoever looks and then waits hangs it up first: what happens in between is heard."""
        bell = Bell()
        self._bells[name].add(bell)
        try:
            yield bell
        finally:
            self._bells[name].discard(bell)
            if not self._bells[name]:
                del self._bells[name]

    async def wait(self, name: str, seconds: float) -> None:
        """Return when ``name`` is sent from now on, or after ``seconds``."""
        with self.bell(name) as bell:
            await bell.wait(seconds)
