"""A store that counts the units of work it passes on."""

from core.store.engine import Result, Store, Work


class CountingStore:
    """Passes everything on to another store."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.signals = inner.signals
        self.stream = inner.stream
        self.reads = 0
        self.writes = 0

    async def write(self, work: Work[Result]) -> Result:
        """Counted."""
        self.writes += 1
        return await self._inner.write(work)

    async def read(self, work: Work[Result]) -> Result:
        """Counted."""
        self.reads += 1
        return await self._inner.read(work)

    async def glance(self, work: Work[Result]) -> Result:
        """Counted as a read."""
        self.reads += 1
        return await self._inner.glance(work)

    async def close(self) -> None:
        """The inner store belongs to whoever opened it."""

    def counted(self) -> tuple[int, int]:
        """Reads and writes since the last time."""
        counted = (self.reads, self.writes)
        self.reads = self.writes = 0
        return counted
