"""Keeps the topics up to date: makes those that are missing, posts what was said elsewhere, closes and opens them.

Every step is written down right after it was done, so that a restart goes on where it stopped; one that dies between the two posts
a message twice, never not at all. A topic that somebody deleted is made anew with everything in it.
"""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiogram.types import BufferedInputFile

from bot.group.posts import Post, name_of, posts_of, state_of
from core.errors import NotFound, OutsideWorldError
from core.model.exam import DEFAULT_LOCALE
from core.model.tickets import CaseState, Line
from core.services.tickets import Tickets, TopicWork
from core.store.engine import Store
from locales.words import words_in

_GONE = ("thread not found", "topic_deleted", "topic_id_invalid")
_PAUSE_SECONDS = 5.0
_AFTER_TROUBLE_SECONDS = 30.0

log = structlog.get_logger("group")


class Keeper:
    """The topics of one group. One process runs it."""

    def __init__(self, bot: Bot, group_id: int, tickets: Tickets, store: Store) -> None:
        self._bot = bot
        self._group_id = group_id
        self._tickets = tickets
        self._store = store
        self._words = words_in(DEFAULT_LOCALE)

    async def run(self) -> None:
        """For ever: woken by changes, looking from time to time anyway."""
        with self._store.signals.bell(self._tickets.reading.SIGNAL) as bell:
            while True:
                is_well = await self.keep()
                await bell.wait(_PAUSE_SECONDS) if is_well else await asyncio.sleep(_AFTER_TROUBLE_SECONDS)

    async def keep(self) -> bool:
        """Bring every topic up to date once; ``False`` where the group couldn't be written in."""
        try:
            for number in await self._tickets.topics.behind(self._group_id):
                await self._bring(number)
        except TelegramRetryAfter as ban:
            await asyncio.sleep(ban.retry_after)
        except (TelegramAPIError, OutsideWorldError) as error:
            log.warning("the staff's group can't be written in", error=str(error), group=self._group_id)
            return False
        return True

    async def _bring(self, number: int) -> None:
        try:
            await self._catch_up(await self._tickets.topics.work(number, self._group_id))
        except NotFound:
            return  # erased meanwhile
        except TelegramBadRequest as error:
            if not any(gone in error.message.lower() for gone in _GONE):
                raise
            log.info("a topic was deleted; it is made anew", case=number)
            await self._tickets.topics.gone(number)
            await self._catch_up(await self._tickets.topics.work(number, self._group_id))

    async def _catch_up(self, work: TopicWork) -> None:
        case, is_closed = work.ticket, work.ticket.state is CaseState.CLOSED
        thread = work.topic.thread_id
        if thread is None:
            made = await self._bot.create_forum_topic(self._group_id, name_of(work, self._words))
            thread = made.message_thread_id
            await self._tickets.topics.made(case.id, thread)
        elif not work.topic.is_open and not is_closed:
            await self._open(thread, opens=True)
        for post in posts_of(work, self._words):
            await self._post(thread, post)
        if is_closed and work.topic.is_open:
            await self._open(thread, opens=False)
        await self._tickets.topics.settled(case.id, work.revision, state_of(work, self._words), is_open=not is_closed)

    async def _post(self, thread: int, post: Post) -> None:
        sent = await self._bot.send_message(self._group_id, post.text, message_thread_id=thread)
        await self._tickets.topics.posted([(line, sent.message_id, told) for line, told in post.lines])
        for line, _ in post.lines:
            if line.file is not None and line.edited_at is None:
                await self._send_file(thread, line)

    async def _send_file(self, thread: int, line: Line) -> None:
        assert line.file is not None
        file = BufferedInputFile(await self._tickets.topics.file(line.ticket_id, line.file.id), line.file.name)
        await self._bot.send_document(self._group_id, file, message_thread_id=thread)

    async def _open(self, thread: int, *, opens: bool) -> None:
        change = self._bot.reopen_forum_topic if opens else self._bot.close_forum_topic
        try:
            await change(self._group_id, thread)
        except TelegramBadRequest as error:
            if "not_modified" not in error.message.lower():
                raise
