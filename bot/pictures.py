"""Pictures that stay in the chat, with words for those who can't see them; the window follows below."""

from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from markupsafe import escape

_LONGEST_CAPTION = 900


async def send_picture(callback: CallbackQuery, manager: DialogManager, png: bytes, caption: str) -> None:
    """Send a PNG; a long caption is cut, as channels take no longer one."""
    if not isinstance(callback.message, Message):
        return
    told = caption if len(caption) <= _LONGEST_CAPTION else f"{caption[: _LONGEST_CAPTION - 1]}…"
    await callback.message.answer_photo(BufferedInputFile(png, "picture.png"), caption=str(escape(told)))
    manager.show_mode = ShowMode.DELETE_AND_SEND
