"""How much of a messenger library's speed is left when every update is a real one?

Ours: the form's dialog with the middleware, our dialog storage and one transaction an update. Baseline, in the same run: the same
windows over services that answer from memory, with the library's memory storage. Both talk to a network that answers at once.
Rounds of both alternate, so that noise of the machine meets both.
"""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import Message, Update

from benchmarks.rooms import Room, memory_room, store_room

NUMBER = 424242


class QuietNetwork(BaseSession):
    """A Bot API that answers at once and keeps the last message of each chat."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = itertools.count(1)
        self.last: dict[int, Message] = {}

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        """The answer of the method, without any network."""
        if isinstance(method, SendMessage):
            return self._keep(bot, method.chat_id, next(self.ids), method.text, method.reply_markup)
        if isinstance(method, (EditMessageText, EditMessageReplyMarkup)):
            text = method.text if isinstance(method, EditMessageText) else "…"
            return self._keep(bot, method.chat_id, method.message_id, text, method.reply_markup)
        return True

    def _keep(self, bot: Bot, chat_id: Any, message_id: Any, text: str | None, markup: Any) -> Message:
        plain = {"message_id": message_id, "date": 0, "chat": {"id": chat_id, "type": "private"}, "text": text}
        if markup is not None and hasattr(markup, "inline_keyboard"):
            plain["reply_markup"] = markup.model_dump(exclude_none=True)
        message = Message.model_validate(plain, context={"bot": bot})
        self.last[int(chat_id)] = message
        return message

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Nothing is ever downloaded."""
        yield b""

    async def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians over the rounds: updates a second by the wall clock, and microseconds of processor an update.

    ``ratio`` is ours against the baseline of the same round; ``alone`` is one chat by itself, update after update.
    """

    database: str
    chats: int
    rounds: int
    ours_per_s: float
    baseline_per_s: float
    ratio: float
    ours_cpu_us: float
    baseline_cpu_us: float
    ratio_cpu: float
    ours_alone_per_s: float
    baseline_alone_per_s: float
    ratio_alone: float


async def measure(database_url: str | None = None, *, chats: int = 16, rounds: int = 7, updates: int = 40) -> dict[str, Any]:
    """Measure on SQLite, or on the database named.

    :param updates: answers of each chat in each round.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{Path(folder) / 'bench.db'}"
        network = QuietNetwork()
        bot = Bot(f"{NUMBER}:bench", session=network)
        ours, baseline = await store_room(url, bot, chats), await memory_room(bot, chats)
        try:
            await _round(ours, network, 5), await _round(baseline, network, 5)
            crowd = [(await _round(ours, network, updates), await _round(baseline, network, updates)) for _ in range(rounds)]
            alone = [(await _round(ours, network, updates, 1), await _round(baseline, network, updates, 1)) for _ in range(rounds)]
        finally:
            await ours.close()
            await baseline.close()
    return asdict(_figures(url.split(":")[0], chats, crowd, alone))


Pair = tuple["_Spent", "_Spent"]


def _figures(database: str, chats: int, crowd: list[Pair], alone: list[Pair]) -> Figures:
    return Figures(
        database=database,
        chats=chats,
        rounds=len(crowd),
        ours_per_s=_median(ours.per_s for ours, _ in crowd),
        baseline_per_s=_median(baseline.per_s for _, baseline in crowd),
        ratio=_median((ours.per_s / baseline.per_s for ours, baseline in crowd), 3),
        ours_cpu_us=_median(ours.cpu_us for ours, _ in crowd),
        baseline_cpu_us=_median(baseline.cpu_us for _, baseline in crowd),
        ratio_cpu=_median((baseline.cpu_us / ours.cpu_us for ours, baseline in crowd), 3),
        ours_alone_per_s=_median(ours.per_s for ours, _ in alone),
        baseline_alone_per_s=_median(baseline.per_s for _, baseline in alone),
        ratio_alone=_median((ours.per_s / baseline.per_s for ours, baseline in alone), 3),
    )


def _median(values: Iterable[float], digits: int = 1) -> float:
    return round(statistics.median(values), digits)


@dataclass(slots=True)
class _Spent:
    """What the answers of one round cost; the presses that open the question before each of them aren't counted."""

    answers: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def per_s(self) -> float:
        return self.answers / self.seconds

    @property
    def cpu_us(self) -> float:
        return self.cpu_seconds / self.answers * 1e6


async def _round(room: Room, network: QuietNetwork, updates: int, chats: int | None = None) -> _Spent:
    spent, people = _Spent(), room.chats[:chats]
    for number in range(updates):
        await asyncio.gather(*(_feed(room, chat, _pressed(network, chat, room.bot)) for chat in people))
        answers = [_said(chat, f"Sample street {number}") for chat in people]
        began, cpu_began = time.perf_counter(), time.process_time()
        await asyncio.gather(*(_feed(room, chat, answer) for chat, answer in zip(people, answers, strict=True)))
        spent.seconds += time.perf_counter() - began
        spent.cpu_seconds += time.process_time() - cpu_began
        spent.answers += len(people)
    return spent


async def _feed(room: Room, chat: int, update: dict[str, Any]) -> None:
    dispatcher: Dispatcher = room.dispatcher
    async with room.turns.hold(room.bot.id, chat):
        await dispatcher.feed_update(room.bot, Update.model_validate(update, context={"bot": room.bot}))


def _said(chat: int, text: str) -> dict[str, Any]:
    message = {"message_id": next(_NUMBERS), "date": 0, "chat": {"id": chat, "type": "private"}, "from": _user(chat), "text": text}
    return {"update_id": next(_NUMBERS), "message": message}


def _pressed(network: QuietNetwork, chat: int, bot: Bot) -> dict[str, Any]:
    message = network.last[chat]
    assert message.reply_markup is not None
    buttons = [button for row in message.reply_markup.inline_keyboard for button in row]
    data = next(button.callback_data for button in buttons if button.callback_data and "form_address" in button.callback_data)
    shown = message.model_dump(exclude_none=True, mode="json") | {
        "date": 1,
        "from": {"id": bot.id, "is_bot": True, "first_name": "k"},
    }
    query = {"id": "1", "from": _user(chat), "chat_instance": "1", "data": data, "message": shown}
    return {"update_id": next(_NUMBERS), "callback_query": query}


def _user(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "c"}


_NUMBERS = itertools.count(1_000_000)
