"""The windows of a password's recovery."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, SwitchTo, Url

from bot.dialogs.recovery import getters, handlers
from bot.say import PRIMARY, Label, Named, Say
from bot.states import PasswordSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """From a forgotten password to a new one."""
    return Dialog(_main(), _ways(), _document(), _code(), _questions(), _face(), _reset(), _replace())


def _main() -> Window:
    return Window(
        Say(T("<b>Recover the password</b>\nPlease type your username on the page; then choose here how to show that it is you.")),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        Cancel(Label(T("‹ Home")), id="password_home"),
        state=PasswordSG.main,
        getter=getters.username,
    )


def _ways() -> Window:
    return Window(
        Say(T("<b>How will you show that it is you?</b>")),
        SwitchTo(Label(T("Document and phone code")), id="ways_document", state=PasswordSG.document, style=PRIMARY),
        Button(Label(T("Security questions")), id="ways_questions", on_click=handlers.by_questions),
        SwitchTo(Label(T("Face check")), id="ways_face", state=PasswordSG.face, when="face"),
        SwitchTo(Label(T("‹ Another username")), id="ways_back", state=PasswordSG.main),
        state=PasswordSG.ways,
        getter=getters.ways,
    )


def _document() -> Window:
    return Window(
        Say(
            T(
                "<b>Document and phone code</b>\nPlease type document and phone on the page. It has to be the phone given at "
                "registration: another one receives a code too, but doesn't count."
            )
        ),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        SwitchTo(Label(T("手机号已停用: my phone is dead")), id="document_dead", state=PasswordSG.replace),
        SwitchTo(Label(T("‹ Back")), id="document_back", state=PasswordSG.ways),
        state=PasswordSG.document,
        getter=getters.document,
    )


def _code() -> Window:
    return Window(
        Say(T("A code is on its way to the phone you typed. Please type its 6 digits here.")),
        MessageInput(handlers.enter_code, content_types=[ContentType.TEXT]),
        Button(Label(T("Send again")), id="password_resend", on_click=handlers.resend),
        SwitchTo(Label(T("手机号已停用: my phone is dead")), id="password_dead", state=PasswordSG.replace),
        SwitchTo(Label(T("‹ Back")), id="password_code_back", state=PasswordSG.ways),
        state=PasswordSG.code,
    )


def _questions() -> Window:
    return Window(
        Say(T("<b>Security questions</b>\nPlease answer all three on the page.")),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        SwitchTo(Label(T("‹ Back")), id="questions_back", state=PasswordSG.ways),
        state=PasswordSG.questions,
        getter=getters.questions,
    )


def _face() -> Window:
    return Window(
        Say(T("<b>Face check</b>\nPlease type name and document on the page; then scan the code there with your phone.")),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        SwitchTo(Label(T("‹ Back")), id="face_back", state=PasswordSG.ways),
        state=PasswordSG.face,
        getter=getters.face,
    )


def _reset() -> Window:
    return Window(
        Say(T("It is you. Now please type a new password on the page, twice.")),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        Cancel(Label(T("‹ Home")), id="reset_home"),
        state=PasswordSG.reset,
        getter=getters.reset,
    )


def _replace() -> Window:
    return Window(
        Say(
            T(
                "<b>手机号已停用: another phone</b>\n1. Go to the bank first, have the phone of your card changed. 2. Then fill "
                "in the page: the bank confirms it, and the account gets the new phone. 3. Then go on here with the new phone."
            )
        ),
        Say(
            T("I am still asking the bank. What you typed for it is kept encrypted until {asking}, then it is forgotten."),
            when="asking",
        ),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        Cancel(Label(T("‹ Back")), id="replace_back"),
        state=PasswordSG.replace,
        getter=getters.replace,
    )
