"""Which language a chat reads."""

from aiogram_dialog import DialogManager

from bot.channels.introduction import speak as show_commands
from bot.given import given
from bot.introduction import INTRODUCTION
from locales.words import words_in


async def speak(manager: DialogManager, locale: str) -> None:
    """Speak ``locale`` in this chat from now on, commands included."""
    services, chat, _, _ = given(manager)
    await services.chats.speak(chat.id, locale)
    await show_commands(manager.middleware_data["bot"], chat.native_id, INTRODUCTION, locale)
    manager.middleware_data["words"] = words_in(locale)
