"""How a refusal is said in a chat: the sentence and its clause, and the window again below it."""

from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram_dialog import ChatEvent, DialogManager, ShowMode
from markupsafe import escape

from bot.calling import call_button
from bot.given import given
from core.model.decisions import Refused
from core.model.tickets import Cause
from locales.reasons import with_clause


async def refuse(event: ChatEvent, manager: DialogManager, refused: Refused) -> None:
    """Say why not; the window is shown anew under the answer, so that the next step stands last."""
    services, chat, words, zone = given(manager)
    await services.tickets.troubles.refused(chat.id, refused)
    await say(event, manager, with_clause(refused, words, zone), call_button(words, Cause.REFUSAL))


async def say(event: ChatEvent, manager: DialogManager, text: str, keys: InlineKeyboardMarkup | None = None) -> None:
    """Say plain text that stays in the chat, with buttons that work as long as it stands; the window follows it."""
    manager.show_mode = ShowMode.DELETE_AND_SEND if isinstance(event, CallbackQuery) else ShowMode.SEND
    message = event.message if isinstance(event, CallbackQuery) else event
    if isinstance(message, Message):
        await message.answer(str(escape(text)), reply_markup=keys)
