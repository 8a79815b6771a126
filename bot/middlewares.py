"""Before every update of a person: who speaks, in which language, in which zone. Handlers and getters take these by name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import TelegramObject, Update
from aiogram_dialog.api.entities import DialogUpdate

from bot.services import Services
from locales.words import known_locale, words_in

_SHUT = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class WhoSpeaks(BaseMiddleware):
    """Adds ``chat``, ``words``, ``zone`` and ``services`` to an update from a private chat; lets nothing else through."""

    def __init__(self, services: Services, channels: Mapping[int, str]) -> None:
        self._services = services
        self._channels = channels

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user, chat, bot = data.get("event_from_user"), data.get("event_chat"), data["bot"]
        if user is None or chat is None or (chat.type and chat.type != ChatType.PRIVATE):
            return None
        locale = known_locale(getattr(user, "language_code", None))
        speaker = await self._services.chats.meet(self._channel(bot), chat.id, locale, speaks=_speaks(event))
        await self._note_block(event, speaker.chat.id)
        words = words_in(speaker.chat.locale)
        # In place: what answers an error later sees the same data.
        data.update(chat=speaker.chat, words=words, zone=speaker.zone, services=self._services)
        return await handler(event, data)

    def _channel(self, bot: Bot) -> str:
        return self._channels[bot.id]

    async def _note_block(self, event: TelegramObject, chat_id: int) -> None:
        """Telegram tells when somebody blocks the bot, and when they let it speak again."""
        member = event.my_chat_member if isinstance(event, Update) else None
        if member is not None:
            await self._services.chats.set_reachable(chat_id, member.new_chat_member.status not in _SHUT)


def _speaks(event: TelegramObject) -> bool:
    """Whether a person did this, and not we ourselves from outside, nor Telegram by itself."""
    return not isinstance(event, DialogUpdate) and not (isinstance(event, Update) and event.my_chat_member is not None)
