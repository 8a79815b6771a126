"""Drains the outbox: tells candidates what happened while they weren't speaking, and moves their dialog on."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter
from aiogram_dialog import BgManagerFactory, DialogManager, ShowMode
from markupsafe import escape

from bot.letters import Wording, told, wording_of
from bot.locks import ChatLocks
from bot.moves import open_from_home
from bot.services import Services
from core.model.account import Chat
from core.ports import Clock
from core.store.engine import Store
from core.store.queries import outbox
from core.store.queries.outbox import Letter
from core.store.queries.web import Body
from locales.words import words_in

_BATCH = 50
_AT_ONCE = 16
_LEASE = timedelta(minutes=2)
_PAUSE_SECONDS = 2.0
_RETRIES = 8
_SHOWING_SECONDS = 15.0
_SECOND_TRY = 2
_LOOKED_THROUGH = 50

log = structlog.get_logger("push")


class Journal(Protocol):
    """A channel that knows what stands in its chats."""

    async def messages(self, native_id: int, limit: int) -> list[Body]:
        """The last messages as they stand now, oldest first."""


class Push:
    """One drainer; several may run, a letter is claimed by one of them.

    Whoever claims a letter and dies leaves it to be told again when the lease is over. Where the channel keeps a journal, what was
    told already is seen there and not said twice; Telegram can't be asked, so there a letter cut off in that moment comes twice.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        services: Services,
        bots: Mapping[str, Bot],
        managers: BgManagerFactory,
        turns: ChatLocks,
        journals: Mapping[str, Journal],
    ) -> None:
        self._store = store
        self._clock = clock
        self._services = services
        self._bots = bots
        self._managers = managers
        self._turns = turns
        self._journals = journals
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Drain for ever; woken by new letters, looking from time to time anyway."""
        with self._store.signals.bell(outbox.SIGNAL) as bell:
            while True:
                try:
                    await self.drain()
                except Exception:  # a boundary: whatever one letter does, the next ones go out
                    log.exception("draining the outbox failed")
                await bell.wait(_PAUSE_SECONDS)

    async def drain(self) -> int:
        """Deliver every letter that is due now; returns how many."""
        total = 0
        while letters := await self._claim():
            await asyncio.gather(*(self._deliver_in_order(same) for same in _by_recipient(letters)))
            total += len(letters)
        return total

    async def _deliver_in_order(self, letters: Sequence[Letter]) -> None:
        """Letters to one recipient keep their order; a slow recipient holds nobody else up."""
        for letter in letters:
            async with self._at_once:
                await self._deliver(letter)

    async def _claim(self) -> list[Letter]:
        now = self._clock.now()
        return await self._store.write(lambda tx: outbox.claim(tx, now=now, lease=_LEASE, limit=_BATCH))

    async def _deliver(self, letter: Letter) -> None:
        wording = wording_of(letter)
        chats = await self._chats(letter)
        if wording is None or not chats:
            await self._finish(letter, "no_chat" if wording else "not_for_candidates")
            return
        outcomes = [await self._tell(letter, wording, chat) for chat in chats]
        if "later" in outcomes and letter.tries < _RETRIES:
            until = self._clock.now() + timedelta(seconds=2**letter.tries)
            await self._store.write(lambda tx: outbox.postpone(tx, letter.id, until=until))
            return
        await self._finish(letter, "sent" if "sent" in outcomes else outcomes[0])

    async def _chats(self, letter: Letter) -> list[Chat]:
        if letter.chat_id is not None:
            speaker = await self._services.chats.get(letter.chat_id)
            found = [speaker.chat] if speaker else []
        else:
            found = await self._services.chats.of_account(letter.account_id) if letter.account_id is not None else []
        return [chat for chat in found if chat.channel in self._bots]

    async def _tell(self, letter: Letter, wording: Wording, chat: Chat) -> str:
        bot = self._bots[chat.channel]
        try:
            async with self._turns.hold(bot.id, chat.native_id):
                text = told(letter, wording, words_in(chat.locale))
                if text and not await self._stands_already(letter, chat, text):
                    await bot.send_message(chat.native_id, str(escape(text)))
                await asyncio.wait_for(self._move(bot, chat, wording), _SHOWING_SECONDS)
        except TelegramForbiddenError:
            return "blocked"
        except TelegramRetryAfter:
            return "later"
        except (TelegramNetworkError, TimeoutError):
            return "unknown"
        except TelegramAPIError as error:
            log.warning("a letter was refused", kind=letter.kind, error=type(error).__name__)
            return "failed"
        return "sent"

    async def _stands_already(self, letter: Letter, chat: Chat, text: str) -> bool:
        """Whether whoever claimed this letter before told it in this chat, and died before it could be marked."""
        journal = self._journals.get(chat.channel)
        if letter.tries < _SECOND_TRY or journal is None:
            return False
        since = int(letter.created_at.timestamp())
        messages = await journal.messages(chat.native_id, _LOOKED_THROUGH)
        return any(one.get("text") == text and one["from"]["is_bot"] and one["date"] >= since for one in messages)

    async def _move(self, bot: Bot, chat: Chat, wording: Wording) -> None:
        async with self._managers.bg(bot, chat.native_id, chat.native_id).fg() as manager:
            await show(manager, wording)

    async def _finish(self, letter: Letter, outcome: str) -> None:
        now = self._clock.now()
        await self._store.write(lambda tx: outbox.finish(tx, letter.id, now=now, outcome=outcome))


def _by_recipient(letters: Sequence[Letter]) -> list[list[Letter]]:
    groups: defaultdict[tuple[int | None, int | None], list[Letter]] = defaultdict(list)
    for letter in letters:
        groups[letter.account_id, letter.chat_id].append(letter)
    return list(groups.values())


async def show(manager: DialogManager, wording: Wording) -> None:
    """Open the letter's window, or show the present one below the letter, so that a step under way stays where it was."""
    stands = manager.current_context().state if manager.has_context() else None
    if wording.state is not None and wording.state != stands:
        await open_from_home(manager, wording.state, show_mode=ShowMode.DELETE_AND_SEND)
    elif stands is not None:  # the same window keeps its mark, so that a press on its way still counts
        await manager.show(ShowMode.DELETE_AND_SEND)
