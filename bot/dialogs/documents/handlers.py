"""Presses of the documents window: a PDF in the chat, or when and why not."""

from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.documents.sheets import form_sheet, ticket_sheet
from bot.given import given
from bot.refusals import refuse
from core.model.decisions import Refused
from core.ports import Sheet
from locales.words import T


async def form(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The registration form."""
    services, chat, words, _ = given(manager)
    facts = await services.printing.form(chat.id)
    if isinstance(facts, Refused):
        await refuse(callback, manager, facts)
        return
    caption = words(T("Keep it for yourself; no later step of this exam needs it."))
    await _send(callback, manager, form_sheet(facts), f"{words(T('Registration form'))}.pdf", caption)


async def ticket(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The admission ticket."""
    services, chat, words, _ = given(manager)
    facts = await services.printing.ticket(chat.id)
    if isinstance(facts, Refused):
        await refuse(callback, manager, facts)
        return
    caption = words(T("Print several copies, and compare every field with your document before the exam."))
    await _send(callback, manager, ticket_sheet(facts), f"{words(T('Admission ticket'))}.pdf", caption)


async def _send(callback: CallbackQuery, manager: DialogManager, sheet: Sheet, name: str, caption: str) -> None:
    pdf = await given(manager).services.printing.put_on_paper(sheet)
    if isinstance(pdf, Refused):
        await refuse(callback, manager, pdf)
        return
    manager.show_mode = ShowMode.DELETE_AND_SEND
    if isinstance(callback.message, Message):
        await callback.message.answer_document(BufferedInputFile(pdf, name), caption=caption)
