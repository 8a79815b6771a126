"""Tells one letter in one chat: its words, then the window it opens; and what the channel answers to that."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import InlineKeyboardMarkup
from aiogram_dialog import BgManagerFactory, DialogManager, ShowMode
from aiohttp import ClientConnectorError
from markupsafe import escape
from redis.exceptions import RedisError

from bot.channels.formatting import formatted
from bot.letters import Wording, told, wording_of
from bot.locks import ChatLocks
from bot.moves import open_from_home
from core.errors import OutsideWorldError
from core.model.account import Chat
from core.model.letters import TryOutcome
from core.services.letters import Parcel
from core.store.queries.outbox import Letter
from core.store.queries.web import Body
from locales.words import words_in

_SHOWING_SECONDS = 15.0
_LOOKED_THROUGH = 50
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid")

log = structlog.get_logger("push")


class Journal(Protocol):
    """A channel that knows what stands in its chats."""

    async def messages(self, native_id: int, limit: int) -> list[Body]:
        """The last messages as they stand now, oldest first."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message that stands for itself: Bot API HTML, and a button or two. It moves no dialog."""

    text: str
    markup: InlineKeyboardMarkup | None = None


Speaker = Callable[[Letter, Chat], Awaitable[Said]]
"""Writes the letters of a kind whose words aren't fixed."""

Courier = Callable[[Letter, Chat, Bot, Callable[[str], Awaitable[bool]]], Awaitable[None]]
"""Brings the letters of a kind himself; told how to ask whether a text stands in the chat already. Raises what the channel does."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it; ``pause`` is how many seconds the channel wants to be left alone."""

    outcome: TryOutcome
    detail: str | None = None
    pause: float | None = None


@dataclass(slots=True)
class _Saying:
    """One try under way; ``is_said`` once the words have arrived, whatever becomes of the window after them."""

    letter: Letter
    chat: Chat
    bot: Bot
    is_said: bool = False


class Teller:
    """Speaks on every channel of the house.

    :param speakers: who writes the letters of a kind, where ``bot.letters`` doesn't; such a letter is one call to the channel.
    :param couriers: who brings the letters of a kind himself: files, edits.
    """

    def __init__(
        self,
        bots: Mapping[str, Bot],
        managers: BgManagerFactory,
        turns: ChatLocks,
        journals: Mapping[str, Journal],
        speakers: Mapping[str, Speaker] | None = None,
        couriers: Mapping[str, Courier] | None = None,
    ) -> None:
        self._speakers = speakers or {}
        self._couriers = couriers or {}
        self._bots = bots
        self._managers = managers
        self._turns = turns
        self._journals = journals

    def can_tell(self, letter: Letter) -> bool:
        """Whether the letter is for candidates at all."""
        return letter.kind in self._speakers or letter.kind in self._couriers or wording_of(letter) is not None

    async def tell(self, parcel: Parcel, chat: Chat, *, leaves: bool) -> Told:
        """Tell the letter in that chat. What the channel answers is an outcome, never an exception."""
        arrived = Told(TryOutcome.LEFT if leaves else TryOutcome.SENT)
        saying = _Saying(parcel.letter, chat, self._bots[chat.channel])
        try:
            async with self._turns.hold(saying.bot.id, chat.native_id):
                await self._say(parcel, saying)
        except TelegramAPIError as error:
            return replace(arrived, detail="no_window") if saying.is_said else refused(error, parcel.letter)
        except TimeoutError:
            return replace(arrived, detail="no_window") if saying.is_said else Told(TryOutcome.UNKNOWN, "timeout")
        except (OutsideWorldError, RedisError) as error:
            log.warning("a chat can't be spoken in right now", error=type(error).__name__)
            return replace(arrived, detail="no_window") if saying.is_said else Told(TryOutcome.NO_LINE, "house")
        return arrived

    async def _say(self, parcel: Parcel, saying: "_Saying") -> None:
        letter, chat = saying.letter, saying.chat
        if letter.kind in self._couriers:
            await self._couriers[letter.kind](letter, chat, saying.bot, lambda text: self._stands_already(parcel, chat, text))
            return
        wording = wording_of(letter)
        if letter.kind in self._speakers:
            said = await self._speakers[letter.kind](letter, chat)
        else:
            assert wording is not None
            said = Said(str(escape(told(letter, wording, words_in(chat.locale)))))
        if said.text and not await self._stands_already(parcel, chat, said.text):
            await saying.bot.send_message(chat.native_id, said.text, reply_markup=said.markup)
        saying.is_said = bool(said.text)
        if wording is not None and letter.kind not in self._speakers:
            await asyncio.wait_for(self._move(saying.bot, chat, wording), _SHOWING_SECONDS)

    async def _stands_already(self, parcel: Parcel, chat: Chat, text: str) -> bool:
        """Whether whoever claimed this letter before told it in this chat, and died before it could be marked."""
        journal = self._journals.get(chat.channel)
        if parcel.letter.tries < 2 or journal is None:
            return False
        since = int(parcel.letter.created_at.timestamp())
        messages = await journal.messages(chat.native_id, _LOOKED_THROUGH)
        plain = formatted(text, "HTML").text
        return any(one.get("text") == plain and one["from"]["is_bot"] and one["date"] >= since for one in messages)

    async def _move(self, bot: Bot, chat: Chat, wording: Wording) -> None:
        async with self._managers.bg(bot, chat.native_id, chat.native_id).fg() as manager:
            await show(manager, wording)


def refused(error: TelegramAPIError, letter: Letter) -> Told:
    """What an error of the channel means for the letter."""
    match error:
        case TelegramRetryAfter():
            return Told(TryOutcome.HELD, pause=error.retry_after)
        case TelegramForbiddenError():
            return Told(TryOutcome.BLOCKED, "forbidden")
        case TelegramBadRequest() if any(gone in error.message.lower() for gone in _GONE):
            return Told(TryOutcome.BLOCKED, "gone")
        case TelegramNetworkError():
            # No connection came about: surely nothing was sent. Any other break may have come after it arrived.
            unsent = isinstance(error.__cause__, ClientConnectorError)
            return Told(TryOutcome.NO_LINE if unsent else TryOutcome.UNKNOWN, "no_connection" if unsent else "broken")
        case TelegramServerError():
            return Told(TryOutcome.UNKNOWN, "server_error")
    log.warning("a letter was refused", kind=letter.kind, error=type(error).__name__)
    return Told(TryOutcome.REFUSED, type(error).__name__)


async def show(manager: DialogManager, wording: Wording) -> None:
    """Open the letter's window, or show the present one below the letter, so that a step under way stays where it was."""
    stands = manager.current_context().state if manager.has_context() else None
    if wording.state is not None and wording.state != stands:
        await open_from_home(manager, wording.state, show_mode=ShowMode.DELETE_AND_SEND)
    elif stands is not None:  # the same window keeps its mark, so that a press on its way still counts
        await manager.show(ShowMode.DELETE_AND_SEND)
