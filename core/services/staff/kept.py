"""A figure that is costly to work out is worked out once for everybody who looks within a few seconds.

Seconds are those of the machine, which pass even where the product's clock was stopped; where that one is moved, nothing is kept.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from core.ports import Clock

Value = TypeVar("Value")
_MOST = 50


class Kept(Generic[Value]):
    """Values by key, each kept for ``span``; those who ask meanwhile wait for the one who works it out."""

    def __init__(self, clock: Clock, span: timedelta) -> None:
        self._clock, self._span = clock, span
        self._values: dict[Hashable, tuple[datetime, float, Value]] = {}
        self._turn = asyncio.Lock()

    async def get(self, key: Hashable, work_out: Callable[[], Awaitable[Value]]) -> Value:
        """The value of ``key``, worked out where none is fresh."""
        async with self._turn:
            now, passed, span = self._clock.now(), asyncio.get_running_loop().time(), self._span
            known = self._values.get(key)
            if known is not None and abs(now - known[0]) < span and passed - known[1] < span.total_seconds():
                return known[2]
            value = await work_out()
            if len(self._values) >= _MOST:
                self._values.clear()
            self._values[key] = (now, passed, value)
            return value

    def forget(self) -> None:
        """Something has changed."""
        self._values.clear()
