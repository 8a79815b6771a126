"""What only one process at a time may do: under a lease that is held longer while it is done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog

from core.errors import OutsideWorldError
from core.services.leases import Leases, new_holder

log = structlog.get_logger("duties")

_PARTS = 3
_LOOKS = timedelta(seconds=2)


class Duties:
    """The duties of one process."""

    def __init__(self, leases: Leases, holder: str | None = None) -> None:
        self.holder = holder or new_holder()
        self._leases = leases

    async def once(self, name: str, for_: timedelta, work: Callable[[], Awaitable[None]]) -> bool:
        """Do ``work`` if no other process does it; the duty stays here as long as it is asked for again within ``for_``.

        Returns whether it was done. Raises what ``work`` raises, and ``StoreUnavailable``.
        """
        if not await self._leases.hold(name, self.holder, for_):
            return False
        async with self._held(name, for_, asyncio.Event()):
            await work()
        return True

    async def forever(self, name: str, for_: timedelta, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work`` whenever no other process does it. When the lease is lost it is stopped, and waited for again."""
        try:
            while True:
                if await self._may(name, for_):
                    await self._until_lost(name, for_, work)
                await asyncio.sleep(_LOOKS.total_seconds())
        finally:
            with suppress(OutsideWorldError):
                await self._leases.give_back(name, self.holder)

    async def _until_lost(self, name: str, for_: timedelta, work: Callable[[], Awaitable[None]]) -> None:
        lost = asyncio.Event()
        async with self._held(name, for_, lost):
            working, waiting = asyncio.ensure_future(work()), asyncio.create_task(lost.wait())
            try:
                await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                working.cancel()
                waiting.cancel()
                await asyncio.gather(working, waiting, return_exceptions=True)

    async def _may(self, name: str, for_: timedelta) -> bool:
        try:
            return await self._leases.hold(name, self.holder, for_)
        except OutsideWorldError:
            return False

    @asynccontextmanager
    async def _held(self, name: str, for_: timedelta, lost: asyncio.Event) -> AsyncIterator[None]:
        renewing = asyncio.create_task(self._renew(name, for_, lost))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, name: str, for_: timedelta, lost: asyncio.Event) -> None:
        while True:
            await asyncio.sleep(for_.total_seconds() / _PARTS)
            try:
                if not await self._leases.hold(name, self.holder, for_):
                    log.warning("another process has taken this over", duty=name)
                    lost.set()
                    return
            except OutsideWorldError:
                continue  # nobody else can take it over either
