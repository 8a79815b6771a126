"""One person before the dialogs, over either channel; what the person does comes back when it has been handled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aiogram import Bot, Dispatcher
from aiogram_dialog import BgManagerFactory

from bot.channels.book import Body
from bot.channels.telegram import Pace, TelegramChannel, telegram_bot
from bot.channels.web import WebChannel, web_bot
from bot.locks import LocalChatLocks
from bot.pacing import LocalClocks, Pacer, Rates
from core.services.telegram_inbox import TelegramInbox
from core.services.web_chats import WebChats
from core.store.engine import Store
from tests.channels.dialogs import build
from tests.channels.storage import CopyingStorage
from tests.support.bot_api import TOKEN, BotApi
from tests.support.clock import FixedClock

QUICK = Pace(poll=5, at_once=100, shortest=0.02, longest=0.1, last_orders=2)


class Stage(Protocol):
    """What both channels offer to a test."""

    bot: Bot
    dispatcher: Dispatcher
    background: BgManagerFactory
    locks: LocalChatLocks
    storage: CopyingStorage
    chat: int

    async def text(self, text: str) -> None: ...
    async def send(self, message_id: int, data: str) -> None: ...
    async def upload(self, kind: str, name: str, content: bytes) -> None: ...
    async def screen(self) -> list[Body]: ...
    async def answers(self) -> list[Body]: ...


@dataclass
class WebStage:
    bot: Bot
    dispatcher: Dispatcher
    background: BgManagerFactory
    locks: LocalChatLocks
    storage: CopyingStorage
    chat: int
    chats: WebChats
    channel: WebChannel

    async def text(self, text: str) -> None:
        await self.channel.text(self.chat, text, "zh_CN")

    async def send(self, message_id: int, data: str) -> None:
        await self.channel.press(self.chat, message_id, data)

    async def upload(self, kind: str, name: str, content: bytes) -> None:
        await self.channel.upload(self.chat, kind, name, "application/octet-stream", content)

    async def screen(self) -> list[Body]:
        return await self.chats.messages(self.chat)

    async def answers(self) -> list[Body]:
        return [event.body for event in await self.chats.events_after(self.chat, 0, 10_000) if event.kind == "answer"]


@dataclass
class TelegramStage:
    bot: Bot
    dispatcher: Dispatcher
    background: BgManagerFactory
    locks: LocalChatLocks
    storage: CopyingStorage
    chat: int
    telegram: BotApi
    channel: TelegramChannel

    async def text(self, text: str) -> None:
        await self.telegram.text(self.chat, text)
        await self.settled()

    async def send(self, message_id: int, data: str) -> None:
        await self.telegram.press(self.chat, message_id, data, as_seen_before=True)
        await self.settled()

    async def upload(self, kind: str, name: str, content: bytes) -> None:
        if kind == "photo":
            await self.telegram.photo(self.chat, content)
        else:
            await self.telegram.document(self.chat, content, name)
        await self.settled()

    async def screen(self) -> list[Body]:
        return self.telegram.screen(self.chat)

    async def answers(self) -> list[Body]:
        return self.telegram.answers(self.chat)

    async def settled(self) -> None:
        await asyncio.wait_for(self.telegram.delivery.taken(), 5)
        await asyncio.wait_for(self.channel.idle(), 5)


async def web_stage(store: Store, clock: FixedClock, picture: Path | None = None) -> WebStage:
    chats, locks, storage = WebChats(store, clock), LocalChatLocks(), CopyingStorage()
    dispatcher, background = build(storage, picture)
    bot = web_bot(chats, clock)
    channel = WebChannel(bot, dispatcher, locks, chats, clock)
    opened = await chats.open(None, "en")
    return WebStage(bot, dispatcher, background, locks, storage, opened.native_id, chats, channel)


@asynccontextmanager
async def telegram_stage(store: Store, clock: FixedClock, picture: Path | None = None) -> AsyncIterator[TelegramStage]:
    locks, storage = LocalChatLocks(), CopyingStorage()
    dispatcher, background = build(storage, picture)
    async with BotApi(clock) as telegram:
        bot = paced_bot(telegram)
        channel = TelegramChannel(bot, dispatcher, locks, TelegramInbox(store, clock), pace=QUICK)
        polling = asyncio.create_task(channel.poll())
        yield TelegramStage(bot, dispatcher, background, locks, storage, 7001, telegram, channel)
        await channel.stop()
        await asyncio.wait_for(polling, 5)
        await hang_up(bot)


def paced_bot(telegram: BotApi) -> Bot:
    """The product's bot before that server, in more of a hurry than Telegram allows."""
    bot = telegram_bot(TOKEN, telegram.base_url)
    bot.session.middleware(Pacer(LocalClocks(Rates(per_second=1000, chat_per_second=1000))))
    return bot


async def hang_up(bot: Bot) -> None:
    """Close the bot's connections, without the quarter of a second that aiogram gives to TLS."""
    if bot.session._session is not None:
        await bot.session._session.close()


def last_with_buttons(screen: list[Body]) -> Body:
    return next(body for body in reversed(screen) if "inline_keyboard" in body.get("reply_markup", {}))


def button(body: Body, label: str) -> str:
    rows: Any = body["reply_markup"]["inline_keyboard"]
    return next(button["callback_data"] for row in rows for button in row if button["text"] == label)


def said(screen: list[Body]) -> list[str]:
    return [body.get("text", body.get("caption", "")) for body in screen]


async def press(stage: Stage, label: str) -> None:
    """Press the button of that label on the last message that has buttons."""
    body = last_with_buttons(await stage.screen())
    await stage.send(body["message_id"], button(body, label))


async def press_all(stage: Stage, presses: list[tuple[int, str]]) -> None:
    """Press all at the same moment."""
    await asyncio.gather(*(stage.send(message_id, data) for message_id, data in presses))
