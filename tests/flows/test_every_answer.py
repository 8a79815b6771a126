"""Every entry is opened once in every language, and its button leads to a window, for somebody new and somebody who has paid."""

import html
import itertools

import pytest
from aiogram import Bot
from aiogram.types import Update
from aiogram_dialog import ShowMode

from benchmarks.dispatch import QuietNetwork
from benchmarks.rooms import CHANNEL, PACK
from bot.build import build_dispatcher
from bot.moves import go_home
from core.model.application import Status
from core.packs import read_pack
from locales.words import LOCALES
from tests.answers.questions import router
from tests.support.houses import TestHouse, house_on
from tests.support.packs import bundled_pack

EXAM = bundled_pack().exam
ENTRIES = [entry for entry in EXAM.answers if entry.same_as is None]
QUESTIONS = bundled_pack().questions.phrasings
NUMBERS = itertools.count(5000)


class Recorder(QuietNetwork):
    """Nobody's network, which remembers what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def make_request(self, bot, method, **options):
        self.said.append(str(getattr(method, "text", "") or ""))
        return await super().make_request(bot, method, **options)


class Chat:
    """A candidate in front of the real dispatcher, with nobody on the line."""

    def __init__(self, house: TestHouse, number: int) -> None:
        self.house, self.number = house, number
        self.network = Recorder()
        self.bot = Bot("424242:answers", session=self.network)
        self.dispatcher, self.managers = build_dispatcher(house.services, house.dispatcher.storage, {self.bot.id: CHANNEL})

    async def begin(self) -> None:
        await self.dispatcher.emit_startup()
        async with self.house.turns.hold(self.bot.id, self.number), self._background().fg() as manager:
            await go_home(manager, ShowMode.SEND)

    def _background(self):
        return self.managers.bg(self.bot, self.number, self.number)

    async def says(self, text: str) -> None:
        await self._feed({"message": {**self._head(), "text": text}})

    async def presses(self, data: str) -> str:
        """Press a button under an answer; the window that stands afterwards."""
        pressed = {**self._head(), "from": {"id": self.bot.id, "is_bot": True, "first_name": "k"}, "text": "…", "date": 1}
        await self._feed(
            {"callback_query": {"id": "1", "from": self._user(), "chat_instance": "1", "data": data, "message": pressed}}
        )
        return self.network.last[self.number].text or ""

    async def _feed(self, event: dict) -> None:
        update = Update.model_validate({"update_id": next(NUMBERS)} | event, context={"bot": self.bot})
        async with self.house.turns.hold(self.bot.id, self.number):
            await self.dispatcher.feed_update(self.bot, update)

    def _head(self) -> dict:
        return {"message_id": next(NUMBERS), "date": 0, "chat": {"id": self.number, "type": "private"}, "from": self._user()}

    def _user(self) -> dict:
        return {"id": self.number, "is_bot": False, "first_name": "c"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("status", [Status.NONE, Status.PAID])
async def test_every_entry_is_shown_and_its_button_opens_a_window(sqlite_url: str, locale: str, status: Status) -> None:
    async with house_on(sqlite_url) as house:
        await house.exams.load(read_pack(PACK))
        house.house.routers[EXAM.id] = router()
        person = (await house.make(1, status))[0]
        chat = Chat(house, person.chat_id)
        await chat.begin()
        await house.speak(person.chat_id, locale)
        for entry in ENTRIES:
            question = next(one for one in QUESTIONS[entry.id] if router().route(one).id == entry.id)
            await chat.says(question)
            chat.network.said.clear()
            await chat.presses(f"ask:show:1:{entry.id}")
            told = html.unescape("\n".join(chat.network.said))
            assert entry.answer.in_(locale) in told
            assert entry.clause in told
            assert await chat.presses(f"ask:go:1:{entry.id}"), entry.id
            assert not any("<b>" + entry.question.in_(locale) in one for one in chat.network.said[-1:])


async def test_a_button_of_yesterday_or_of_nobody_shows_the_window_under_way(sqlite_url: str) -> None:
    async with house_on(sqlite_url) as house:
        await house.exams.load(read_pack(PACK))
        person = (await house.make(1, Status.NONE))[0]
        chat = Chat(house, person.chat_id)
        await chat.begin()
        for data in ("ask:show:999:op_pay", "ask:no:x:y", "ask:go:1:gone", "ask:", "ask:none:99999999999999999999:", "ask:show:1"):
            assert await chat.presses(data)
