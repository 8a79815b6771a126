"""The clocks of a bot that several processes speak for: in Redis, in one script, by the clock of Redis."""

import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.pacing.clocks import GO, Clocks, Holds, Rates, Verdict

log = logging.getLogger(__name__)

_TAKE = """
local time = redis.call('time')
local now = time[1] * 1000000 + time[2]
local interval, ahead, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local paused = tonumber(redis.call('get', KEYS[1]) or '0')
if paused > now then return {1, paused - now} end
-- Further ahead than any call could have pushed it: the clock of Redis was set back.
local idle = math.min(tonumber(redis.call('get', KEYS[2]) or '0'), now + most)
if idle - ahead > now then return {1, idle - ahead - now} end
if KEYS[3] then
  local step, lead = tonumber(ARGV[4]), tonumber(ARGV[5])
  local mine = math.min(tonumber(redis.call('get', KEYS[3]) or '0'), now + lead + step)
  if mine - lead > now then return {2, mine - lead - now} end
  mine = math.max(mine, now) + step
  redis.call('set', KEYS[3], string.format('%.0f', mine), 'px', math.ceil((mine - now) / 1000) + 1)
end
idle = math.max(idle, now) + interval
redis.call('set', KEYS[2], string.format('%.0f', idle), 'px', math.ceil((idle - now) / 1000) + 1)
return {0, 0}
"""
_PAUSE = """
local time = redis.call('time')
local until_ = time[1] * 1000000 + time[2] + tonumber(ARGV[1])
if tonumber(redis.call('get', KEYS[1]) or '0') < until_ then
  redis.call('set', KEYS[1], string.format('%.0f', until_), 'px', math.ceil(tonumber(ARGV[1]) / 1000) + 1)
end
return 0
"""
_MICRO = 1_000_000
_HOLDS = (Holds.NOTHING, Holds.ALL, Holds.CHAT)


class RedisClocks:
    """Shared clocks; idle ones end by themselves. While Redis doesn't answer each process keeps to ``alone``, its own share."""

    def __init__(self, redis: Redis, bot_id: int, rates: Rates, alone: Clocks) -> None:
        self._redis = redis
        self._rates = rates
        self._alone = alone
        self._place = f"kaoban:pace:{bot_id}"
        self._take = redis.register_script(_TAKE)
        self._pause = redis.register_script(_PAUSE)
        self._most = _micro(max(rates.person_burst, rates.bulk_burst) / rates.per_second + 1 / rates.per_second)

    async def take(self, lane: str, chat_id: int | None) -> Verdict:
        """See ``Clocks``."""
        rate = self._rates.of_all(lane)
        keys, arguments = [f"{self._place}:pause", f"{self._place}:all"], [_micro(rate.interval), _micro(rate.ahead), self._most]
        if chat_id is not None:
            of_chat = self._rates.of_chat(chat_id)
            keys.append(f"{self._place}:{chat_id}")
            arguments += [_micro(of_chat.interval), _micro(of_chat.ahead)]
        try:
            holds, wait = await self._take(keys=keys, args=arguments)
        except (RedisError, OSError):
            log.warning("Redis doesn't answer; this process keeps to its own share of the rate", exc_info=True)
            return await self._alone.take(lane, chat_id)
        return Verdict(_HOLDS[holds], wait / _MICRO) if holds else GO

    async def pause_left(self) -> float:
        """See ``Clocks``."""
        try:
            left = await self._redis.pttl(f"{self._place}:pause")
        except (RedisError, OSError):
            return await self._alone.pause_left()
        return max(0.0, int(left) / 1000)

    async def pause(self, seconds: float) -> None:
        """See ``Clocks``."""
        await self._alone.pause(seconds)
        try:
            await self._pause(keys=[f"{self._place}:pause"], args=[_micro(seconds)])
        except (RedisError, OSError):
            log.warning("Redis doesn't answer; the others aren't told of the pause", exc_info=True)


def _micro(seconds: float) -> int:
    return round(seconds * _MICRO)
