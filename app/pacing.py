"""What several processes share over Redis, first of all the pace of Telegram's bot; within one process by clocks of its own."""

from aiogram import Bot
from redis.asyncio import Redis

from app.settings import Settings
from bot.pacing import Clocks, LocalClocks, Pacer, Rates
from bot.pacing.shared import RedisClocks

_SHARE_ALONE = 0.25
_ANSWERS_WITHIN_SECONDS = 5.0


def redis_of(url: str) -> Redis:
    """A client that gives up on a server which takes a connection and then says nothing."""
    return Redis.from_url(url, socket_timeout=_ANSWERS_WITHIN_SECONDS, socket_connect_timeout=_ANSWERS_WITHIN_SECONDS)


def paced(bot: Bot, settings: Settings, redis: Redis | None) -> Pacer:
    """Let every call of the bot go through a pacer; that pacer comes back."""
    pacer = Pacer(_clocks(bot.id, settings, redis))
    bot.session.middleware(pacer)
    return pacer


def _clocks(bot_id: int, settings: Settings, redis: Redis | None) -> Clocks:
    rates = _rates(settings, 1.0)
    if redis is None:
        return LocalClocks(rates)
    return RedisClocks(redis, bot_id, rates, LocalClocks(_rates(settings, _SHARE_ALONE)))


def _rates(settings: Settings, share: float) -> Rates:
    return Rates(
        per_second=settings.telegram_per_second * share,
        chat_per_second=settings.telegram_chat_per_second,
        group_per_minute=settings.telegram_group_per_minute,
    )
