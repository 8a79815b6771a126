"""Messages with a file: photos, documents and the like; their captions and the files in them changed."""

from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.methods import EditMessageCaption, EditMessageMedia, GetFile, TelegramMethod
from aiogram.types import MessageEntity

from bot.channels.book import Body
from bot.channels.errors import CAPTION_TOO_LONG, FILE_TOO_BIG, FILE_UNAVAILABLE, NO_CAPTION_TO_EDIT, ApiError
from bot.channels.table.desk import Desk, TooLong, put, words_of
from bot.channels.table.intake import DOWNLOAD_BYTES, described, taken_in

CAPTION_UNITS = 1024
KINDS = ("photo", "document", "voice", "video", "animation", "audio")


class Media:
    """The methods of messages with a file."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def send(self, bot: Bot, method: TelegramMethod[Any]) -> Body:
        """``sendPhoto``, ``sendDocument``, ``sendVoice``, ``sendVideo``, ``sendAnimation``, ``sendAudio``"""
        sent: Any = method
        kind = method.__api_method__.removeprefix("send").lower()
        caption = _caption(bot, sent.caption, sent.parse_mode, sent.caption_entities)
        file, is_new = await taken_in(bot, self._desk.book, kind, getattr(sent, kind))
        content = put(described(kind, file), **caption)
        return await self._desk.send(bot, sent, content, [file] if is_new else [], [file.file_id])

    async def edit(self, bot: Bot, method: EditMessageMedia) -> Body:
        """``editMessageMedia``: another file, or the same with another caption."""
        media: Any = method.media
        caption = _caption(bot, media.caption, media.parse_mode, media.caption_entities)
        file, is_new = await taken_in(bot, self._desk.book, media.type, media.media)
        nothing = dict.fromkeys((*KINDS, "text", "entities", "link_preview_options"))
        content = nothing | described(media.type, file) | caption

        def change(before: Body) -> Body:
            return put(before, **content)

        return await self._desk.edit(bot, method, change, [file] if is_new else [], [file.file_id])

    async def edit_caption(self, bot: Bot, method: EditMessageCaption) -> Body:
        """``editMessageCaption``"""
        caption = _caption(bot, method.caption, method.parse_mode, method.caption_entities)

        def change(before: Body) -> Body:
            if not any(kind in before for kind in KINDS):
                raise ApiError(NO_CAPTION_TO_EDIT)
            return put(before, **caption)

        return await self._desk.edit(bot, method, change)

    async def get_file(self, _bot: Bot, method: GetFile) -> Body:
        """``getFile``: where the file can be loaded from; up to 20 MB."""
        file = await self._desk.book.file_facts(method.file_id)
        if file is None:
            raise ApiError(FILE_UNAVAILABLE)
        if file.size > DOWNLOAD_BYTES:
            raise ApiError(FILE_TOO_BIG)
        ids = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
        return ids | {"file_path": f"files/{file.file_id}"}


def _caption(bot: Bot, caption: str | None, parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None) -> Body:
    try:
        words = words_of(bot, caption, parse_mode, entities, CAPTION_UNITS)
    except TooLong:
        raise ApiError(CAPTION_TOO_LONG) from None
    return {"caption": words.text or None, "caption_entities": words.entities or None}
