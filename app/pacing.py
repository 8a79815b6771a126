"""Paces Telegram's bot: within one process by clocks of its own, over several by clocks in Redis."""

from aiogram import Bot
from redis.asyncio import Redis

from app.settings import Settings
from bot.pacing import Clocks, LocalClocks, Pacer, Rates
from bot.pacing.shared import RedisClocks

_SHARE_ALONE = 0.25


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
