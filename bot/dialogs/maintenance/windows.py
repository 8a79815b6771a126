"""The windows of the maintenance."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Group, SwitchTo, Url

from bot.dialogs.maintenance import getters, handlers
from bot.say import PRIMARY, Given, Label, Named, Say
from bot.states import OwnerSG
from bot.window import Window
from core.model.account import Change
from locales.words import T


def build() -> Dialog:
    """What of an account may change, and how."""
    return Dialog(_main(), _change())


def _main() -> Window:
    return Window(
        Say(
            T(
                "<b>Maintain the account</b>\nDocument number, gender and birth date never change. Each page asks for the password "
                "again, and every change is told to all your chats and to your phone."
            )
        ),
        Given("waiting"),
        Button(Label(T("Don't change it after all")), id="owner_withdraw", on_click=handlers.withdraw, when="waiting"),
        Group(
            Button(Label(T("Name")), id=_id(Change.NAME), on_click=handlers.choose),
            Button(Label(T("Phone")), id=_id(Change.PHONE), on_click=handlers.choose),
            Button(Label(T("Bank and card")), id=_id(Change.CARD), on_click=handlers.choose),
            Button(Label(T("Password")), id=_id(Change.PASSWORD), on_click=handlers.choose),
            Button(Label(T("Security questions")), id=_id(Change.QUESTIONS), on_click=handlers.choose),
            width=2,
        ),
        Cancel(Label(T("‹ Back")), id="owner_back"),
        state=OwnerSG.main,
        getter=getters.main,
    )


def _change() -> Window:
    return Window(
        Given("said"),
        Say(T("Basis: {clause}"), when="clause"),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        SwitchTo(Label(T("‹ Back")), id="change_back", state=OwnerSG.main),
        state=OwnerSG.change,
        getter=getters.change,
    )


def _id(change: Change) -> str:
    return f"{handlers.PREFIX}{change.value}"
