"""Presses under what was said to free words. They belong to no window, so they work as long as the message stands."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from markupsafe import escape

from bot.answers import wording
from bot.answers.doors import open_door
from bot.answers.hearing import show_entry
from bot.calling import offer
from bot.given import given
from bot.moves import go_home, open_from_home
from bot.prefixes import begins_with
from bot.states import HelpSG
from core.model.tickets import Cause
from core.services.answers import entry_of
from locales.words import T

_PARTS = 4
_DIGITS = 15


def presses() -> Router:
    """The router of these presses."""
    router = Router(name="answers")
    router.callback_query.register(on_press, begins_with(f"{wording.PREFIX}:"))
    return router


async def on_press(query: CallbackQuery, dialog_manager: DialogManager, **_: Any) -> None:
    """Do what the button says; what isn't understood any more shows the window under way."""
    await query.answer()
    parts = (query.data or "").split(":", _PARTS - 1)
    what, number, entry = (parts[1:] + [""] * _PARTS)[:3]
    question_id = int(number) if number.isascii() and number.isdecimal() and len(number) <= _DIGITS else 0
    message = query.message
    if not isinstance(message, Message):
        await _stand_again(dialog_manager)
    elif what == "all":
        await open_from_home(dialog_manager, HelpSG.topics, show_mode=ShowMode.DELETE_AND_SEND)
    elif what == "go":
        await _go(dialog_manager, entry)
    elif what == "none" or not await _say(message, dialog_manager, what, question_id, entry):
        await _call_person(message, dialog_manager, question_id)
    else:
        await _stand_again(dialog_manager)


async def _go(manager: DialogManager, answer_id: str) -> None:
    services, chat, _, _ = given(manager)
    found = entry_of(await services.answers.exam_of(chat.id), answer_id)
    if found is None or found.target is None:
        await _stand_again(manager)
    else:
        await open_door(manager, found.target)


async def _say(message: Message, manager: DialogManager, what: str, question_id: int, answer_id: str) -> bool:
    """Show the entry that was chosen, or others where it didn't help; ``False`` where nothing is left but a person."""
    services, chat, words, _ = given(manager)
    if what == "show":
        entry = await services.answers.choose(chat.id, question_id, answer_id)
        if entry is not None:
            await show_entry(message, manager, entry, question_id)
    elif what == "no":
        others = await services.answers.unsolved(chat.id, question_id, answer_id)
        if not others:
            return False
        said = words(T("Sorry that it didn't help. Is it one of these?"))
        await message.answer(str(escape(said)), reply_markup=wording.to_choose(others, question_id, words))
    return True


async def _call_person(message: Message, manager: DialogManager, question_id: int) -> None:
    """Whom to call, and below it the way to a person in this chat, to whom the question is handed with one press."""
    services, chat, words, _ = given(manager)
    question = await services.answers.want_person(chat.id, question_id)
    exam = await services.answers.exam_of(chat.id)
    said = words(T("Then this needs a person. I have noted your question, without personal data. You can reach:"))
    desks = wording.told_desks(exam.desks if exam else (), words)
    await message.answer(f"{escape(said)}\n{desks}", reply_markup=wording.to_browse(words))
    await offer(message, manager, Cause.ASKED, question)


async def _stand_again(manager: DialogManager) -> None:
    if manager.has_context():
        await manager.show(ShowMode.DELETE_AND_SEND)
    else:
        await go_home(manager, ShowMode.SEND)
