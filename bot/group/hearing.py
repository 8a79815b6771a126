"""What colleagues write in the group: a message in a topic answers its candidate; ``/note``, ``/claim``, ``/close``, ``/link``."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message, TelegramObject, Update
from markupsafe import escape

from bot.dialogs.handover.uploads import has_file, upload_of
from core.model.decisions import Refused
from core.model.exam import DEFAULT_LOCALE
from core.model.tickets import Agent, CloseReason
from core.services.tickets import Done, Tickets
from locales.cases import CLOSINGS
from locales.reasons import sentence
from locales.words import T, words_in

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class StaffGroup(BaseMiddleware):
    """An outer middleware of updates, in front of all others: whatever comes from the group ends here.

    Whoever isn't tied to a colleague by a one-time code is refused, however well known in the group.
    """

    def __init__(self, tickets: Tickets, group_id: int) -> None:
        self._tickets = tickets
        self._group_id = group_id
        self._words = words_in(DEFAULT_LOCALE)
        self._strangers: set[int] = set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update):
            return await handler(event, data)
        message = event.message or event.edited_message
        if message is None or message.chat.id != self._group_id:
            return await handler(event, data)
        await self.hear(message, edited=event.edited_message is not None)
        return None

    async def hear(self, message: Message, *, edited: bool = False) -> None:
        """One message of the group. What is no word to us (joins, pins, topics made by hand) is passed over."""
        text = message.text or message.caption or ""
        user = message.from_user
        if user is None or not (text or has_file(message)):
            return None
        command, _, rest = text.partition(" ")
        command = command.partition("@")[0].lower() if text.startswith("/") else ""
        if command == "/link":
            return await self._link(message, user.id, rest)
        thread = message.message_thread_id if message.is_topic_message else None
        ticket_id = await self._tickets.topics.ticket_in(self._group_id, thread) if thread is not None else None
        if ticket_id is None:
            return None
        agent = await self._tickets.linking.agent_of(user.id)
        if agent is None:
            return await self._refuse_stranger(message, user.id)
        if edited:
            return await self._edit(message, ticket_id, agent, text)
        return await self._do(message, ticket_id, agent, command, rest.strip() if command else text)

    async def _do(self, message: Message, ticket_id: int, agent: Agent, command: str, text: str) -> None:
        source, staff = _source(message), self._tickets.staff
        match command:
            case "":
                done = await self._reply(message, ticket_id, agent, text)
            case "/note":
                done = await staff.note(ticket_id, agent, text, once=source)
            case "/claim":
                done = await staff.claim(ticket_id, agent)
            case "/close" if text in ("", *CloseReason):
                done = await staff.close(ticket_id, agent, CloseReason(text) if text else CloseReason.SOLVED)
            case "/close":
                return await self._say(message, self._reasons())
            case _:
                return await self._say(message, self._words(T("I know /note, /claim and /close here.")))
        if isinstance(done, Refused):
            await self._say(message, sentence(done, self._words, await self._tickets.topics.zone()))
        elif done is not None and done.line is not None:
            await self._tickets.topics.said_there(source, message.message_id)
        return None

    async def _reply(self, message: Message, ticket_id: int, agent: Agent, text: str) -> Done | Refused:
        upload = await upload_of(message)
        if isinstance(upload, Refused):
            return upload
        return await self._tickets.staff.reply(ticket_id, agent, text, upload=upload, once=_source(message))

    async def _edit(self, message: Message, ticket_id: int, agent: Agent, text: str) -> None:
        line = await self._tickets.topics.line_of(_source(message))
        if line is None:
            return
        done = await self._tickets.staff.edit(ticket_id, line.id, agent, text)
        if isinstance(done, Refused):
            await self._say(message, sentence(done, self._words, await self._tickets.topics.zone()))
        else:
            await self._tickets.topics.said_there(_source(message), message.message_id)

    async def _link(self, message: Message, user_id: int, code: str) -> None:
        agent = await self._tickets.linking.link(user_id, code)
        if agent is None:
            await self._say(message, self._words(T("This code isn't good (any more). Please make a new one at the console.")))
            return
        self._strangers.discard(user_id)
        await self._say(message, self._words(T("You are {name} here from now on."), name=agent.name))

    async def _refuse_stranger(self, message: Message, user_id: int) -> None:
        """Said once to each, for a group takes few messages; nothing of theirs reaches a candidate, ever."""
        if user_id in self._strangers:
            return
        self._strangers.add(user_id)
        said = T("I don't know who you are at the console, so nothing was sent. Make a code there and write /link CODE here.")
        await self._say(message, self._words(said))

    def _reasons(self) -> str:
        lines = [
            f"/close {reason} · {self._words(said)}" for reason, said in CLOSINGS.items() if reason is not CloseReason.BACK_TO_BOT
        ]
        return "\n".join([self._words(T("Why? Please write one of these:")), *lines])

    @staticmethod
    async def _say(message: Message, text: str) -> None:
        try:
            await message.reply(str(escape(text)))
        except TelegramAPIError:
            return  # the topic is gone, or the group is: nobody would read it


def _source(message: Message) -> str:
    return f"group:{message.chat.id}:{message.message_id}"
