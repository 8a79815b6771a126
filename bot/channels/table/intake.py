"""Takes in files: bytes that are sent along, or a file that was sent before and is named by its id."""

import asyncio
import hashlib
import io
import mimetypes
import secrets
from typing import Any

from aiogram import Bot
from aiogram.types import InputFile
from PIL import Image, UnidentifiedImageError

from bot.channels.book import Body, ChatBook
from bot.channels.errors import ENTITY_TOO_LARGE, FILE_EMPTY, NOT_A_PHOTO, WRONG_FILE, ApiError
from core.store.queries.web import WebFile

UPLOAD_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
_QUICK_BYTES = 256 * 1024
_PHOTO_SIDES = 10_000
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_TIMED = frozenset({"voice", "audio", "video", "animation"})
_FRAMED = frozenset({"video", "animation"})


def kept_file(name: str, mime: str, content: bytes) -> WebFile:
    """A file with ids of its own and, where it is a picture, its width and height (only the header is read).

    More than 20 MB are not kept: the Bot API doesn't hand out bigger files either.
    """
    width, height = _frame(content)
    return WebFile(
        file_id=secrets.token_urlsafe(24),
        unique_id=hashlib.sha256(content).hexdigest()[:20],
        name=name,
        mime=mime,
        size=len(content),
        content=content if len(content) <= DOWNLOAD_BYTES else b"",
        width=width,
        height=height,
    )


async def examined(name: str, mime: str, content: bytes) -> WebFile:
    """``kept_file``, off the event loop where it would hold it up."""
    if len(content) <= _QUICK_BYTES:
        return kept_file(name, mime, content)
    return await asyncio.to_thread(kept_file, name, mime, content)


def is_photo(file: WebFile) -> bool:
    """Whether Telegram would take the file as a photo: a picture whose sides aren't absurd."""
    return min(file.width, file.height) > 0 and file.width + file.height <= _PHOTO_SIDES


async def taken_in(bot: Bot, book: ChatBook, kind: str, media: InputFile | str) -> tuple[WebFile, bool]:
    """The file behind ``media`` and whether it is new. Raises ``ApiError`` when there is none, or no photo where one must be."""
    if not isinstance(media, InputFile):
        known = await book.file_facts(media)
        if known is None:
            raise ApiError(WRONG_FILE)
        return known, False
    content = b"".join([chunk async for chunk in media.read(bot)])
    if not content:
        raise ApiError(FILE_EMPTY)
    if len(content) > UPLOAD_BYTES:
        raise ApiError(ENTITY_TOO_LARGE, 413)
    name = media.filename or kind
    file = await examined(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
    if kind == "photo" and not is_photo(file):
        raise ApiError(NOT_A_PHOTO)
    return file, True


def described(kind: str, file: WebFile) -> Body:
    """What a message says of its file, by kind: ``{"photo": [sizes]}``, ``{"document": {…}}``, …"""
    ids: dict[str, Any] = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    if kind == "photo":
        return {"photo": [ids | {"width": file.width, "height": file.height}]}
    facts = ids | {"mime_type": file.mime}
    if kind != "voice":
        facts["file_name"] = file.name
    if kind in _TIMED:
        facts["duration"] = 0
    if kind in _FRAMED:
        facts |= {"width": file.width, "height": file.height}
    return {kind: facts}


def _frame(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, *_BOMBS):
        return 0, 0
