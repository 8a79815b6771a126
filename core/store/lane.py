"""A lane: threads that each own something (a connection) and do one job after the other, each in a single hop from the event loop.

Measured against an executor of the standard library: 44 against 54 microseconds a hop for one caller, 2 against 12 for sixteen.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol


class Worker(Protocol):
    """What does the jobs of one thread."""

    def run(self, job: Any) -> tuple[Any, Iterable[str]]:
        """Do ``job``: its result, and what it announces."""

    def close(self) -> None:
        """Let go of what the thread owns."""


@dataclass(frozen=True, slots=True)
class _Order:
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    job: Any


Orders = SimpleQueue[_Order | None]
Announce = Callable[[Iterable[str]], None]


class LaneClosed(Exception):
    """The lane takes no more jobs."""


class Lane:
    """Jobs for ``threads`` workers, done in the order they came.

    A caller that is cancelled while its job waits or runs doesn't stop the job: it is done, and what it announces is told.
    """

    def __init__(self, name: str, worker: Callable[[], Worker], announce: Announce, threads: int = 1) -> None:
        self._orders: Orders = SimpleQueue()
        self._closed = False
        self._threads = [_thread(name, self._orders, worker, announce) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Any) -> asyncio.Future[Any]:
        """A future of what ``job`` results in. Raises ``LaneClosed``."""
        if self._closed:
            raise LaneClosed
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._orders.put(_Order(loop, future, job))
        return future

    def stop(self) -> None:
        """Take no more jobs; the threads end once the waiting ones are done."""
        if not self._closed:
            self._closed = True
            for _ in self._threads:
                self._orders.put(None)

    async def close(self) -> None:
        """``stop``, and wait for the end."""
        self.stop()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)


def _thread(name: str, orders: Orders, worker: Callable[[], Worker], announce: Announce) -> Thread:
    # It knows nothing of the lane, so that a lane that is forgotten can be collected. A daemon, so that it keeps no process alive.
    return Thread(target=_serve, args=(orders, worker, announce), name=name, daemon=True)


def _serve(orders: Orders, make: Callable[[], Worker], announce: Announce) -> None:
    worker = make()
    try:
        while (order := orders.get()) is not None:
            _answer(order, worker, announce)
    finally:
        worker.close()


def _answer(order: _Order, worker: Worker, announce: Announce) -> None:
    try:
        result, announced = worker.run(order.job)
    except StopIteration as error:  # a future can't carry it
        _tell(order, _fail, RuntimeError(f"a unit of work let {error!r} escape"))
    except BaseException as error:  # noqa: BLE001 - the boundary: it is raised again where the job was asked for
        _tell(order, _fail, error)
    else:
        if announced:
            _tell(order, lambda _, names: announce(names), announced)
        _tell(order, _succeed, result)


def _tell(order: _Order, callback: Callable[[asyncio.Future[Any], Any], None], value: Any) -> None:
    try:
        order.loop.call_soon_threadsafe(callback, order.future, value)
    except RuntimeError:
        # The loop is closed: nobody waits any more.
        return


def _succeed(future: asyncio.Future[Any], result: Any) -> None:
    if not future.cancelled():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.cancelled():
        future.set_exception(error)
