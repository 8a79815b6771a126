"""The documents window."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel

from bot.dialogs.documents import getters, handlers
from bot.say import PRIMARY, Label, Say
from bot.states import DocumentsSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Print what may be printed."""
    window = Window(
        Say(T("<b>My documents</b>")),
        Say(T("Admission ticket: {ticket}"), when="ticket"),
        Say(T("Registration form: {form}"), when="form"),
        Button(Label(T("Admission ticket")), id="documents_ticket", on_click=handlers.ticket, style=PRIMARY),
        Button(Label(T("Registration form")), id="documents_form", on_click=handlers.form),
        Cancel(Label(T("‹ Home")), id="documents_home"),
        state=DocumentsSG.main,
        getter=getters.documents,
    )
    return Dialog(window)
