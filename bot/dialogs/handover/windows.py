"""The windows: what it is about, policy and who decides it, the words, a mail instead, the case."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, SwitchTo, Url

from bot.dialogs.handover import getters, handlers
from bot.say import PRIMARY, Given, Label, Named, Say
from bot.states import HandoverSG
from bot.window import Window
from core.model.tickets import Scope
from locales.cases import SCOPES
from locales.words import T


def build() -> Dialog:
    """A case under way is shown at once; else what it is about is asked first."""
    return Dialog(_scope(), _policy(), _words(), _mail(), _case(), on_start=handlers.begin)


def _scope() -> Window:
    return Window(
        Say(T("<b>Talk to a person</b>\nWhat is it about?")),
        Given("hours"),
        Button(Label(SCOPES[Scope.USE]), id=f"hand_{Scope.USE}", on_click=handlers.choose),
        Button(Label(SCOPES[Scope.TECHNICAL]), id=f"hand_{Scope.TECHNICAL}", on_click=handlers.choose),
        SwitchTo(Label(SCOPES[Scope.POLICY]), id="hand_policy", state=HandoverSG.policy),
        Cancel(Label(T("‹ Back")), id="hand_leave"),
        state=HandoverSG.scope,
        getter=getters.scope,
    )


def _policy() -> Window:
    return Window(
        Given("policy"),
        SwitchTo(Label(T("It is about something else")), id="hand_policy_back", state=HandoverSG.scope),
        Cancel(Label(T("‹ Back")), id="hand_policy_leave"),
        state=HandoverSG.policy,
        getter=getters.policy,
    )


def _words() -> Window:
    return Window(
        Say(T("<b>Tell in a few words what it is about</b>; a photo or file works too. Never ID or card numbers."), when="asks"),
        Say(T("<b>Shall a person look at this?</b>\n“{quoted}”\nPress the button, or write it in other words."), when="quoted"),
        Given("hours"),
        Given("meanwhile"),
        MessageInput(handlers.with_words),
        Button(Named("send"), id="hand_send", on_click=handlers.without_words, style=PRIMARY),
        SwitchTo(Label(T("Write a mail instead")), id="hand_words_mail", state=HandoverSG.mail, when="has_mail"),
        SwitchTo(Label(T("‹ Another matter")), id="hand_words_back", state=HandoverSG.scope),
        state=HandoverSG.words,
        getter=getters.words_wanted,
    )


def _mail() -> Window:
    return Window(
        Say(T("<b>A mail that can be answered</b>\nFill in every line; without them nobody can help. To: {mail}"), when="mail"),
        Given("letter"),
        Url(Label(T("Open it in my mail program")), Named("page"), id="hand_mail_page", when="mail"),
        SwitchTo(Label(T("‹ Back")), id="hand_mail_back", state=HandoverSG.words, when="is_new"),
        SwitchTo(Label(T("‹ My case")), id="hand_mail_case", state=HandoverSG.case, when="number"),
        state=HandoverSG.mail,
        getter=getters.mail,
    )


def _case() -> Window:
    return Window(
        Say(T("<b>Case {number}</b> · {desk}"), when="number"),
        Given("stands"),
        Given("said"),
        Given("quiet"),
        MessageInput(handlers.add),
        Button(Label(T("Back to the assistant")), id="hand_back", on_click=handlers.back, when="number"),
        SwitchTo(Label(T("Write a mail instead")), id="hand_case_mail", state=HandoverSG.mail, when="has_mail"),
        Cancel(Label(T("‹ Back")), id="hand_case_leave"),
        state=HandoverSG.case,
        getter=getters.case,
    )
