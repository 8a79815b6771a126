"""Presses under reminders. They belong to no window, so they work as long as the message stands, however often they are pressed."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode

from bot.answers.doors import open_door
from bot.dialogs.reminders.letters import AGAIN, GO, PREFIX, WISHES
from bot.given import given
from bot.moves import go_home, open_from_home
from bot.prefixes import begins_with
from bot.refusals import refuse, say
from bot.states import RemindersSG
from core.model.decisions import Refused
from core.services.reminders import Again
from locales.words import T

_PARTS = 3
_DIGITS = 15


def presses() -> Router:
    """The router of these presses."""
    router = Router(name="reminders")
    router.callback_query.register(on_press, begins_with(f"{PREFIX}:"))
    return router


async def on_press(query: CallbackQuery, dialog_manager: DialogManager, **_: Any) -> None:
    """Do what the button says; what isn't the presser's own shows home."""
    await query.answer()
    parts = (query.data or "").split(":")
    what, number = (parts[1], parts[2]) if len(parts) == _PARTS else ("", "")
    letter_id = int(number) if number.isascii() and number.isdecimal() and len(number) <= _DIGITS else 0
    if what == GO:
        await _go(dialog_manager, letter_id)
    elif what == AGAIN:
        await _again(query, dialog_manager, letter_id)
    elif what == WISHES:
        await open_from_home(dialog_manager, RemindersSG.main, show_mode=ShowMode.DELETE_AND_SEND)
    else:
        await go_home(dialog_manager, ShowMode.DELETE_AND_SEND)


async def _go(manager: DialogManager, letter_id: int) -> None:
    services, chat, _, _ = given(manager)
    target = await services.reminders.telling.target(chat.id, letter_id)
    if target is None:
        await go_home(manager, ShowMode.DELETE_AND_SEND)
    else:
        await open_door(manager, target)


async def _again(query: CallbackQuery, manager: DialogManager, letter_id: int) -> None:
    services, chat, words, zone = given(manager)
    answer = await services.reminders.telling.again(chat.id, letter_id)
    if isinstance(answer, Refused):
        await refuse(query, manager, answer)
    elif isinstance(answer, Again):
        at = words.moment(answer.at, zone)
        await say(query, manager, words(T("I remind you again {at}, unless it is done by then."), at=at))
    await _stand_again(manager)


async def _stand_again(manager: DialogManager) -> None:
    if manager.has_context():
        await manager.show(ShowMode.DELETE_AND_SEND)
    else:
        await go_home(manager, ShowMode.SEND)
