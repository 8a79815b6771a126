"""Two rooms for the same conversation: one on the store, one in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from aiogram import Bot, Dispatcher
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram_dialog import BgManagerFactory, ShowMode

from app.build import build
from app.settings import Settings
from bot.build import build_dispatcher
from bot.locks import LocalChatLocks
from bot.moves import open_from_home
from bot.services import Services
from bot.states import FormSG
from bot.storage import StoreStorage
from bot.turns import Turns
from core.model.account import Chat
from core.model.application import Application, Status
from core.packs import read_pack
from core.services.applications.filling import Changed
from core.services.applications.views import Home
from core.services.chats import Speaker
from core.services.made_up import Rehearsal
from core.store.migrate import migrate
from gateways.sandbox.clock import MovableClock

PACK = Path(__file__).parents[1] / "exams" / "shenzhen-2021"
CHANNEL = "web"
_BEGIN = datetime(2020, 11, 16, 2, 0, tzinfo=UTC)


@dataclass(slots=True)
class Room:
    """A Dispatcher with people in it, each standing at the form."""

    bot: Bot
    dispatcher: Dispatcher
    turns: Turns
    chats: list[int]
    house: Any = None

    async def close(self) -> None:
        """Let go of the store."""
        if self.house is not None:
            await self.house.close()


async def store_room(url: str, bot: Bot, chats: int) -> Room:
    """The real house on that database."""
    await asyncio.to_thread(migrate, url)
    house = build(Settings(database_url=url, secret_key="b" * 40), clock=MovableClock(_BEGIN))
    exam = read_pack(PACK)
    await house.exams.load(exam)
    assert exam.exam is not None
    maker = Rehearsal(house.store, house.clock, house.vault, house.exams, house.web_chats, house.services.payments, b"photo")
    people = await maker.make(chats, Status.FORM_COMPLETE, exam.exam.id)
    alone = url.startswith("sqlite")
    storage = StoreStorage(house.store, remembered_chats=10_000 if alone else 0)
    dispatcher, managers = build_dispatcher(house.services, storage, {bot.id: CHANNEL})
    room = Room(bot, dispatcher, Turns(LocalChatLocks(), storage), [person.chat_id for person in people], house)
    await _enter(room, managers)
    return room


async def memory_room(bot: Bot, chats: int) -> Room:
    """The same windows over services that answer from memory."""
    dispatcher, managers = build_dispatcher(_remembering(), MemoryStorage(), {bot.id: CHANNEL})
    room = Room(bot, dispatcher, Turns(LocalChatLocks(), _Ungathered()), [10_000 + number for number in range(chats)])
    await _enter(room, managers)
    return room


class _Ungathered:
    """Dialog storage that gathers nothing."""

    @asynccontextmanager
    async def update(self, bot_id: int, chat_id: int) -> AsyncIterator[None]:
        yield


def _remembering() -> Services:
    exam = read_pack(PACK).exam
    assert exam is not None
    chat = Chat(1, CHANNEL, 1, "zh_CN", 1, exam.id)
    accepted = {text.id: text.version for text in exam.agreements}
    application = Application(1, 1, exam.id, _BEGIN, accepted, agreed_at=_BEGIN)
    home = Home(chat, _BEGIN, exam, None, application, None, Status.AGREED, None, ())
    changed, speaker = Changed(complete=False, missing=()), Speaker(chat, exam.tz)

    async def answer_home(chat_id: int) -> Home:
        return home

    async def answer_meet(channel: str, native_id: int, locale: str, *, speaks: bool = True) -> Speaker:
        return speaker

    async def answer_put(chat_id: int, name: str, value: str) -> Changed:
        return changed

    async def answer_nothing(chat_id: int) -> None:
        return None

    async def answer_standing(chat: Chat) -> None:
        return None

    services = SimpleNamespace(
        chats=SimpleNamespace(meet=answer_meet),
        journey=SimpleNamespace(home=answer_home),
        filling=SimpleNamespace(put_field=answer_put),
        choosing=SimpleNamespace(may_change=answer_nothing),
        tickets=SimpleNamespace(
            candidates=SimpleNamespace(standing=answer_standing), troubles=SimpleNamespace(understood=answer_nothing)
        ),
    )
    return cast(Services, services)


async def _enter(room: Room, managers: BgManagerFactory) -> None:
    await room.dispatcher.emit_startup()
    for chat in room.chats:
        async with room.turns.hold(room.bot.id, chat), managers.bg(room.bot, chat, chat).fg() as manager:
            await open_from_home(manager, FormSG.summary, show_mode=ShowMode.SEND)
