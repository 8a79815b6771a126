"""Photos and files that a candidate sends to a case, loaded from the channel; too large ones are refused before they are loaded."""

from io import BytesIO
from typing import Any

from aiogram.types import Message

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.tickets import LARGEST_FILE
from core.services.tickets import Upload

_KINDS = ("document", "voice", "video", "audio", "video_note")
_MIMES = {"photo": "image/jpeg", "voice": "audio/ogg", "video_note": "video/mp4"}


def has_file(message: Message) -> bool:
    """Whether the message brings a photo or a file."""
    return _media(message) is not None


async def upload_of(message: Message) -> Upload | Refused | None:
    """The file of a message with its bytes, ``None`` where it has none."""
    found = _media(message)
    if found is None:
        return None
    kind, media = found
    if (media.file_size or 0) > LARGEST_FILE:
        return Refused(Reason.CASE_FILE_TOO_LARGE, about=(str(LARGEST_FILE // 1024 // 1024),))
    assert message.bot is not None
    content = BytesIO()
    await message.bot.download(media, content)
    mime = getattr(media, "mime_type", None) or _MIMES.get(kind, "application/octet-stream")
    ending = mime.partition("/")[2].partition(";")[0]
    name = getattr(media, "file_name", None) or f"{kind}-{message.message_id}.{'jpg' if ending == 'jpeg' else ending}"
    return Upload(name, mime, content.getvalue())


def _media(message: Message) -> tuple[str, Any] | None:
    if message.photo:
        return "photo", message.photo[-1]
    return next(((kind, media) for kind in _KINDS if (media := getattr(message, kind)) is not None), None)
