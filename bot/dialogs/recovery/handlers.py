"""Presses and codes of a password's recovery."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.account.data import read_code
from bot.given import given
from bot.hiding import hide
from bot.refusals import refuse
from bot.states import PasswordSG
from bot.unexpected import answer_unexpected
from core.model.decisions import Refused
from locales.words import T


async def by_questions(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Take the way of the security questions, where there are any (指南 二(四)2(3))."""
    services, chat, _, _ = given(manager)
    asked = await services.accounts.answering.questions_for(chat.id)
    if isinstance(asked, Refused):
        await refuse(callback, manager, asked)
    else:
        await manager.switch_to(PasswordSG.questions)


async def enter_code(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The code that went to the phone that was typed; words without a digit are a question."""
    services, chat, _, _ = given(manager)
    if not (code := read_code(message.text or "")):
        await answer_unexpected(message, manager)
        return
    await hide(message)
    answer = await services.accounts.resetting.enter_code(chat.id, code)
    if isinstance(answer, Refused):
        await refuse(message, manager, answer)
    else:
        await manager.switch_to(PasswordSG.reset)


async def resend(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Send another code."""
    services, chat, words, _ = given(manager)
    answer = await services.accounts.resetting.resend(chat.id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
    else:
        await callback.answer(words(T("A new code is on its way.")))
