"""The account's windows."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Group, Start, SwitchTo, Url

from bot.dialogs.account import getters, handlers
from bot.say import PRIMARY, Given, Label, Named, Say
from bot.states import AccountSG, OwnerSG, PasswordSG, RemindersSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """The way to an account, and out of it."""
    return Dialog(_main(), _register(), _code(), _login(), _recover(), _recover_code(), _recover_face(), _old_username())


def _main() -> Window:
    return Window(
        Say(T("<b>Real-name account</b>"), when="logged_out"),
        Say(
            T(
                "You need a debit card of one of the listed banks (or a financial social-security card) and the mobile number "
                "that bank knows. Accounts from before the unified platform are void: please register anew."
            ),
            when="logged_out",
        ),
        Say(T("<b>My account</b>\nUsername: {username}\nName: {name}\nDocument: {document}\nPhone: {phone}"), when="logged_in"),
        Button(Named("register"), id="account_register", on_click=handlers.register, when="logged_out", style=PRIMARY),
        Group(
            SwitchTo(Label(T("Log in")), id="account_login", state=AccountSG.login, when="logged_out"),
            SwitchTo(Label(T("Forgot username")), id="account_recover", state=AccountSG.recover, when="logged_out"),
            Start(Label(T("Forgot password")), id="account_password", state=PasswordSG.main, when="logged_out"),
            Start(Label(T("Change my data")), id="account_change", state=OwnerSG.main, when="logged_in"),
            Start(Label(T("Reminders")), id="account_reminders", state=RemindersSG.main, when="logged_in"),
            Button(Label(T("Log out")), id="account_logout", on_click=handlers.log_out, when="logged_in"),
            width=2,
        ),
        Cancel(Label(T("‹ Home")), id="account_home"),
        state=AccountSG.main,
        getter=getters.account,
    )


def _register() -> Window:
    return Window(
        Say(T("<b>Register</b>")),
        Given("stage"),
        Say(
            T("I am still asking the bank. What you typed for it is kept encrypted until {asking}, then it is forgotten."),
            when="asking",
        ),
        Say(T("The page opens outside of the chat, so that nothing secret stands here. It is valid for 10 minutes."), when="page"),
        Url(Label(T("Open the page")), url=Named("page"), when="page", style=PRIMARY),
        Url(Label(T("Correct name or document")), url=Named("identity"), when="identity"),
        SwitchTo(Label(T("Enter the code")), id="register_code", state=AccountSG.code, when="wants_code"),
        SwitchTo(Label(T("Forgot username")), id="register_recover", state=AccountSG.recover, when="may_recover"),
        Button(Label(T("Start over")), id="register_cancel", on_click=handlers.cancel_registration, when="begun"),
        SwitchTo(Label(T("‹ Back")), id="register_back", state=AccountSG.main),
        state=AccountSG.register,
        getter=getters.register,
    )


def _code() -> Window:
    return Window(
        Say(T("The bank has confirmed your identity. A code was sent to <b>{phone}</b>: please type its 6 digits here.")),
        MessageInput(handlers.enter_code, content_types=[ContentType.TEXT]),
        Button(Label(T("Send again")), id="code_resend", on_click=handlers.resend),
        Button(Label(T("Start over")), id="code_cancel", on_click=handlers.cancel_registration),
        state=AccountSG.code,
        getter=getters.code,
    )


def _login() -> Window:
    return Window(
        Say(T("<b>Log in</b>\nUsername and password are typed on a page of their own, not in the chat.")),
        Url(Label(T("Open the log-in page")), url=Named("page"), style=PRIMARY),
        SwitchTo(Label(T("Forgot username")), id="login_recover", state=AccountSG.recover),
        Start(Label(T("Forgot password")), id="login_password", state=PasswordSG.main),
        SwitchTo(Label(T("‹ Back")), id="login_back", state=AccountSG.main),
        state=AccountSG.login,
        getter=getters.login,
    )


def _recover() -> Window:
    return Window(
        Say(T("<b>Recover the username</b>\nType name and document on the page; then a code goes to your registered phone.")),
        Url(Label(T("Open the page")), url=Named("page"), style=PRIMARY),
        SwitchTo(Label(T("Enter the code")), id="recover_code", state=AccountSG.recover_code),
        Url(Label(T("Face check")), url=Named("face"), when="face"),
        SwitchTo(Label(T("‹ Back")), id="recover_back", state=AccountSG.main),
        state=AccountSG.recover,
        getter=getters.recover,
    )


def _recover_code() -> Window:
    return Window(
        Say(T("If name and document belong to an account, a code was sent to its registered phone. Please type it here.")),
        Say(
            T("No code comes? Accounts from before the unified platform are void: please register anew ({clause})."), when="clause"
        ),
        MessageInput(handlers.enter_recovery_code, content_types=[ContentType.TEXT]),
        Button(Label(T("Register anew")), id="recover_register", on_click=handlers.register, when="clause"),
        Start(Label(T("手机号已停用: my phone is dead")), id="recover_dead", state=PasswordSG.replace),
        SwitchTo(Label(T("‹ Back")), id="recover_code_back", state=AccountSG.recover),
        state=AccountSG.recover_code,
        getter=getters.old_username,
    )


def _recover_face() -> Window:
    return Window(
        Say(T("<b>Recover the username</b>\nThe username goes to your registered phone as a text message, never into the chat.")),
        Button(Label(T("Send me the username")), id="recover_send", on_click=handlers.send_username, style=PRIMARY),
        SwitchTo(Label(T("‹ Back")), id="recover_face_back", state=AccountSG.recover),
        state=AccountSG.recover_face,
    )


def _old_username() -> Window:
    return Window(
        Say(
            T(
                "<b>This username is from before the unified platform</b>\nThose accounts are void: please register anew. If "
                "you have registered there already, go on with the username that you chose then."
            )
        ),
        Say(T("Basis: {clause}"), when="clause"),
        Button(Label(T("Register anew")), id="old_register", on_click=handlers.register, style=PRIMARY),
        Group(
            SwitchTo(Label(T("Log in")), id="old_login", state=AccountSG.login),
            SwitchTo(Label(T("Forgot username")), id="old_recover", state=AccountSG.recover),
            Start(Label(T("Forgot password")), id="old_password", state=PasswordSG.ways, when="resetting"),
            width=2,
        ),
        Cancel(Label(T("‹ Home")), id="old_home"),
        state=AccountSG.old_username,
        getter=getters.old_username,
    )
