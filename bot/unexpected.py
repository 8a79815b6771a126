"""Texts and things that no step waits for."""

from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode

from bot.given import given
from bot.moves import open_from_home
from bot.refusals import say
from bot.states import PositionSG
from core.model.decisions import Refused
from core.rules.positions import normalised_code
from locales.words import T

_SHORTEST_CODE = 6


async def answer_unexpected(message: Message, manager: DialogManager) -> None:
    """A position code opens its position from anywhere; anything else is answered, and the window stands below again."""
    services, chat, words, _ = given(manager)
    code = normalised_code(message.text or "")
    if code.isdecimal() and len(code) >= _SHORTEST_CODE and not isinstance(await services.choosing.look(chat.id, code), Refused):
        await open_from_home(manager, PositionSG.look, {"code": code}, ShowMode.SEND)
        return
    await say(
        message, manager, words(T("I didn't understand that here. Please use the buttons below; /help shows answers and desks."))
    )
