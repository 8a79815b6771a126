"""Text messages: sent, edited, taken away; keyboards changed."""

from aiogram import Bot
from aiogram.methods import DeleteMessage, DeleteMessages, EditMessageReplyMarkup, EditMessageText, SendMessage

from bot.channels.book import Body
from bot.channels.errors import CHAT_NOT_FOUND, DELETE_NOT_FOUND, NO_TEXT_TO_EDIT, TEXT_EMPTY, TEXT_TOO_LONG, ApiError
from bot.channels.formatting import Formatted
from bot.channels.table.desk import Desk, TooLong, chat_number, preview_of, put, words_of
from core.errors import NotFound

TEXT_UNITS = 4096


class Texts:
    """The methods of text messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def send(self, bot: Bot, method: SendMessage) -> Body:
        """``sendMessage``"""
        words = _words(bot, method)
        preview = preview_of(bot, method.link_preview_options)
        content = put({"text": words.text}, entities=words.entities or None, link_preview_options=preview)
        return await self._desk.send(bot, method, content, ())

    async def edit(self, bot: Bot, method: EditMessageText) -> Body:
        """``editMessageText``"""
        words = _words(bot, method)
        preview = preview_of(bot, method.link_preview_options)

        def change(before: Body) -> Body:
            if "text" not in before:
                raise ApiError(NO_TEXT_TO_EDIT)
            return put(before, text=words.text, entities=words.entities or None, link_preview_options=preview)

        return await self._desk.edit(bot, method, change)

    async def edit_keyboard(self, bot: Bot, method: EditMessageReplyMarkup) -> Body:
        """``editMessageReplyMarkup``; without a keyboard the one that was there is taken away."""
        return await self._desk.edit(bot, method, lambda before: before)

    async def delete(self, _bot: Bot, method: DeleteMessage) -> bool:
        """``deleteMessage``, of either side."""
        if not await self._gone(method.chat_id, [method.message_id]):
            raise ApiError(DELETE_NOT_FOUND)
        return True

    async def delete_several(self, _bot: Bot, method: DeleteMessages) -> bool:
        """``deleteMessages``: those that aren't there are skipped."""
        await self._gone(method.chat_id, method.message_ids)
        return True

    async def _gone(self, chat_id: int | str, message_ids: list[int]) -> list[int]:
        try:
            return await self._desk.book.remove(chat_number(chat_id), message_ids)
        except NotFound:
            raise ApiError(CHAT_NOT_FOUND) from None


def _words(bot: Bot, method: SendMessage | EditMessageText) -> Formatted:
    try:
        words = words_of(bot, method.text, method.parse_mode, method.entities, TEXT_UNITS)
    except TooLong:
        raise ApiError(TEXT_TOO_LONG) from None
    if not words.text:
        raise ApiError(TEXT_EMPTY)
    return words
