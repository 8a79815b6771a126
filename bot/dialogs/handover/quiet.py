"""While a person has the case the assistant keeps quiet: every message but commands goes there, edits follow it."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject
from aiogram_dialog.utils import split_reply_callback

from bot.dialogs.handover.adding import add_to_case, source_of
from bot.services import Services
from core.model.account import Chat
from locales.words import LOCALES, T, words_in

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
_BACK = T("Back to the assistant")
_BACK_WORDS = frozenset(words_in(locale)(_BACK).casefold() for locale in LOCALES)


class WithAPerson(BaseMiddleware):
    """An outer middleware of messages, behind the one that knows who speaks. Presses aren't messages: they work as always."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Message) or "chat" not in data or _is_command(event):
            return await handler(event, data)
        services: Services = data["services"]
        standing = await services.tickets.candidates.standing(data["chat"])
        if standing is None or not standing.is_quiet or is_wish_to_go_back(event.text or ""):
            return await handler(event, data)
        if await add_to_case(event, data):
            return None
        return await handler(event, data)  # closed in this very moment


async def follow_edit(message: Message, services: Services, chat: Chat, **_: Any) -> None:
    """An edited message that is part of a case is changed there; any other edit means nothing."""
    text = message.text or message.caption
    if text:
        await services.tickets.candidates.edit(source_of(message, chat), text)


def is_wish_to_go_back(text: str) -> bool:
    """Whether somebody types what stands on the button."""
    return text.strip().casefold() in _BACK_WORDS


def _is_command(message: Message) -> bool:
    entities = message.entities or ()
    starts = any(entity.type == "bot_command" and entity.offset == 0 for entity in entities)
    return starts or bool(split_reply_callback(message.text)[1])
