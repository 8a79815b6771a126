"""A candidate in front of the real dispatcher with nobody on the line: what the bot says is remembered, nothing travels."""

import html
import itertools

from aiogram import Bot
from aiogram.types import Update
from aiogram_dialog import ShowMode

from benchmarks.dispatch import QuietNetwork
from benchmarks.rooms import CHANNEL
from bot.build import build_dispatcher
from bot.moves import go_home
from tests.support.houses import TestHouse

NUMBERS = itertools.count(5000)


class Recorder(QuietNetwork):
    """Nobody's network, which remembers what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.keys: list[object] = []

    async def make_request(self, bot, method, **options):
        self.keys.append(getattr(method, "reply_markup", None))
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

    async def says(self, text: str) -> str:
        """Type; everything that is said to it."""
        return await self.sends(text=text)

    async def sends(self, **content: object) -> str:
        """Any message, by the fields of the Bot API; everything that is said to it."""
        self.network.said.clear()
        self.network.keys.clear()
        await self._feed({"message": {**self._head(), **content}})
        return html.unescape("\n".join(self.network.said))

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
