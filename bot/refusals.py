"""How a refusal is said in a chat: the sentence and its clause, and the window again below it."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import ChatEvent, DialogManager, ShowMode
from markupsafe import escape

from core.model.decisions import Refused
from locales.reasons import with_clause
from locales.words import Words


async def refuse(event: ChatEvent, manager: DialogManager, refused: Refused) -> None:
    """Say why not; the window is shown anew under the answer, so that the next step stands last."""
    words: Words = manager.middleware_data["words"]
    await say(event, manager, with_clause(refused, words, manager.middleware_data["zone"]))


async def say(event: ChatEvent, manager: DialogManager, text: str) -> None:
    """Say plain text that stays in the chat; the window follows it."""
    manager.show_mode = ShowMode.DELETE_AND_SEND if isinstance(event, CallbackQuery) else ShowMode.SEND
    message = event.message if isinstance(event, CallbackQuery) else event
    if isinstance(message, Message):
        await message.answer(str(escape(text)))
