"""Telegram beside the house: polling, or a webhook with secrets derived from the house's own."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiogram import Bot
from fastapi import APIRouter

from app.build import TELEGRAM, House
from app.duties import Duties
from app.settings import Settings
from bot.channels.introduction import introduce
from bot.channels.telegram import TelegramChannel, telegram_bot
from bot.group import Keeper
from bot.introduction import INTRODUCTION
from core.services.telegram_inbox import TelegramInbox
from webhooks.telegram import routes

log = structlog.get_logger("telegram")

_POLL_LEASE = timedelta(seconds=15)


def bot_of(settings: Settings) -> Bot | None:
    """Telegram's bot, where a token is set."""
    return telegram_bot(settings.telegram_token, settings.telegram_api_base) if settings.telegram_token else None


@dataclass(slots=True)
class Telegram:
    """One house's way to Telegram."""

    house: House
    channel: TelegramChannel
    path_secret: str
    header_secret: str
    duties: Duties
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def is_polling(self) -> bool:
        """Whether updates are fetched rather than brought."""
        return self.house.settings.telegram_mode == "polling"

    def routes(self) -> APIRouter:
        """The webhook's route."""
        return routes(self.channel.accept, path_secret=self.path_secret, header_secret=self.header_secret)

    async def start(self) -> None:
        """Go on with what a crash cut off, then fetch updates or ask for them."""
        if self.house.redis is None:
            await self.channel.resume(alone=True)
        jobs = [self._introduce, self._poll if self.is_polling else self._listen]
        if self.house.redis is not None:
            jobs.append(self.channel.look_after)
        self._tasks = [asyncio.create_task(job()) for job in jobs]

    async def stop(self) -> None:
        """Fetch nothing more and let handlers end."""
        await self.channel.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _poll(self) -> None:
        """Telegram lets one process at a time fetch updates."""
        if self.house.redis is None:
            await self.channel.poll()
        else:
            await self.duties.forever(f"telegram:{self.house.bots[TELEGRAM].id}", _POLL_LEASE, self.channel.poll)

    async def _introduce(self) -> None:
        await introduce(self.house.bots[TELEGRAM], INTRODUCTION)

    async def _listen(self) -> None:
        await self.channel.listen(f"{self.house.settings.public_url}/webhooks/telegram/{self.path_secret}", self.header_secret)


def keeper_of(house: House) -> Keeper | None:
    """Who keeps the staff's group up to date; ``None`` where there is no group."""
    bot, group = house.bots.get(TELEGRAM), house.settings.telegram_support_group
    return Keeper(bot, group, house.services.tickets, house.store) if bot is not None and group is not None else None


def telegram_of(house: House, duties: Duties) -> Telegram | None:
    """The house's way to Telegram; ``None`` without a token."""
    bot = house.bots.get(TELEGRAM)
    if bot is None:
        return None
    inbox = TelegramInbox(house.store, house.clock)
    channel = TelegramChannel(bot, house.dispatcher, house.turns, inbox, is_shared=house.redis is not None)
    path_secret, header_secret = (house.vault.index(part, place="telegram.webhook") for part in ("path", "header"))
    return Telegram(house, channel, path_secret, header_secret, duties)
