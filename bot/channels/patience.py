"""Waits out the short bans with which Telegram answers too many calls (429); the Bot API client itself doesn't."""

import asyncio
from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Patience(BaseRequestMiddleware):
    """Repeats a call that was refused with ``retry_after``: nothing was done then, so nothing is done twice.

    Only while a person can be kept waiting: a ban beyond ``longest`` seconds in all is passed on. Calls for updates are left
    alone, for whoever polls waits by itself.
    """

    def __init__(self, longest: float = 10.0, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._longest = longest
        self._sleep = sleep

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, again and again as long as waiting is worth it."""
        left = self._longest
        while True:
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as ban:
                if method.__api_method__ == "getUpdates" or ban.retry_after > left:
                    raise
                left -= ban.retry_after
                await self._sleep(ban.retry_after)
