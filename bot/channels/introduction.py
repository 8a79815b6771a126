"""How the bot introduces itself in Telegram: commands and descriptions, in every language of the product.

Telegram takes two-letter languages only, so Traditional Chinese can't have a list of its own beside Simplified. ``zh`` reads
Simplified there, and a chat that chose Traditional gets its commands in the narrowest scope: that chat. Descriptions have none.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeChat

from core.model.exam import DEFAULT_LOCALE
from locales.words import words_in

log = logging.getLogger(__name__)

_LOCALE_OF_LANGUAGE: Mapping[str | None, str] = {None: DEFAULT_LOCALE, "zh": "zh_CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Introduction:
    """Source sentences, marked for translation.

    :ivar commands: command without its slash, and what it does.
    :ivar description: what an empty chat shows, up to 512 characters.
    :ivar short_description: what the profile shows, up to 120 characters.
    """

    commands: Mapping[str, str]
    description: str
    short_description: str


async def introduce(bot: Bot, introduction: Introduction) -> bool:
    """Tell Telegram commands and descriptions in all languages. False when it didn't take them: the bot works without."""
    try:
        for language, locale in _LOCALE_OF_LANGUAGE.items():
            words = words_in(locale)
            await bot.set_my_commands(_commands(introduction, locale), language_code=language)
            await bot.set_my_description(words(introduction.description), language_code=language)
            await bot.set_my_short_description(words(introduction.short_description), language_code=language)
    except TelegramAPIError as error:
        log.warning("commands and descriptions were not taken: %s", error)
        return False
    return True


async def speak(bot: Bot, chat_id: int, introduction: Introduction, locale: str) -> bool:
    """Show the commands in one chat in the language it chose, whatever Telegram itself is set to."""
    try:
        await bot.set_my_commands(_commands(introduction, locale), scope=BotCommandScopeChat(chat_id=chat_id))
    except TelegramAPIError as error:
        log.warning("commands were not taken: %s", error)
        return False
    return True


def _commands(introduction: Introduction, locale: str) -> list[BotCommand]:
    words = words_in(locale)
    return [BotCommand(command=command, description=words(what)) for command, what in introduction.commands.items()]
