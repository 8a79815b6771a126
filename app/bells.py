"""What one process announces rings in all of them, over Redis. A hint: what gets lost on the way is found by looking."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.services.leases import new_holder
from core.store.signals import Signals

log = structlog.get_logger("bells")

_AGAIN_SECONDS = 1.0
_LISTEN_SECONDS = 5.0


class Bells:
    """Relays the signals of one process, and rings those of the others.

    :param place: what tells this product apart from others on the same Redis: the address of its database.
    """

    def __init__(self, redis: Redis, signals: Signals, place: str) -> None:
        self._redis = redis
        self._signals = signals
        self._channel = "kaoban:bells:" + hashlib.sha256(place.encode()).hexdigest()[:16]
        self._me = new_holder()
        self._waiting: set[str] = set()
        self._told = asyncio.Event()

    async def run(self) -> None:
        """Relay and ring until cancelled; connects again where Redis goes away."""
        self._signals.relay = self._relay
        try:
            await asyncio.gather(self._again(self._publish), self._again(self._listen))
        finally:
            self._signals.relay = None

    def _relay(self, names: Iterable[str]) -> None:
        self._waiting.update(names)
        self._told.set()

    async def _again(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (RedisError, OSError) as error:
                log.warning("other processes can't be heard right now", error=type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _publish(self) -> None:
        while True:
            await self._told.wait()
            self._told.clear()
            names, self._waiting = sorted(self._waiting), set()
            await self._redis.publish(self._channel, json.dumps([self._me, names]))

    async def _listen(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as heard:
            await heard.subscribe(self._channel)
            while True:
                message = await heard.get_message(timeout=_LISTEN_SECONDS)
                if message is not None:
                    self._ring(message["data"])

    def _ring(self, data: bytes) -> None:
        sender, names = json.loads(data)
        if sender != self._me:
            self._signals.ring(names)
