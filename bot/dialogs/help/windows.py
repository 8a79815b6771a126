"""The help windows."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Cancel, Column, Select, SwitchTo

from bot.dialogs.help import getters, handlers
from bot.say import Given, ItemLabel, Label, Say, item_id
from bot.states import HelpSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Questions, answers, desks."""
    return Dialog(_questions(), _answer(), _desks())


def _questions() -> Window:
    return Window(
        Say(T("<b>Questions</b>\nAnswered from the notice, each with its clause.")),
        Column(Select(ItemLabel(), id="help_question", item_id_getter=item_id, items="questions", on_click=handlers.choose)),
        SwitchTo(Label(T("Whom to call")), id="help_desks", state=HelpSG.desks),
        Cancel(Label(T("‹ Home")), id="help_home"),
        state=HelpSG.questions,
        getter=getters.questions,
    )


def _answer() -> Window:
    return Window(
        Say(T("<b>{question}</b>"), when="question"),
        Given("answer"),
        Say(T("Basis: {clause}"), when="clause"),
        SwitchTo(Label(T("‹ Questions")), id="answer_back", state=HelpSG.questions),
        state=HelpSG.answer,
        getter=getters.answer,
    )


def _desks() -> Window:
    return Window(
        Say(T("<b>Whom to call</b>\nNone of these desks decides questions of recruitment policy.")),
        Given("desks"),
        SwitchTo(Label(T("‹ Questions")), id="desks_back", state=HelpSG.questions),
        state=HelpSG.desks,
        getter=getters.desks,
    )
