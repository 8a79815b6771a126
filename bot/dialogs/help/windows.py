"""The help windows: the tree of questions, one answer, the desks."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Select, Start, SwitchTo

from bot.dialogs.help import getters, handlers
from bot.say import PRIMARY, Given, ItemLabel, Label, Named, Say, item_id
from bot.states import HandoverSG, HelpSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Topics, questions, answers, desks."""
    return Dialog(_topics(), _questions(), _answer(), _desks())


def _topics() -> Window:
    return Window(
        Say(T("<b>Questions</b>\nAnswered from the notice, each with its clause. You can also just type your question.")),
        Column(Select(ItemLabel(), id="help_topic", item_id_getter=item_id, items="topics", on_click=handlers.choose_topic)),
        SwitchTo(Label(T("Whom to call")), id="help_desks", state=HelpSG.desks),
        Start(Label(T("Talk to a person")), id="help_person", state=HandoverSG.scope),
        Cancel(Label(T("‹ Home")), id="help_home"),
        state=HelpSG.topics,
        getter=getters.topics,
    )


def _questions() -> Window:
    return Window(
        Say(T("<b>{title}</b>")),
        Column(Select(ItemLabel(), id="help_question", item_id_getter=item_id, items="questions", on_click=handlers.choose)),
        SwitchTo(Label(T("‹ All topics")), id="questions_back", state=HelpSG.topics),
        state=HelpSG.questions,
        getter=getters.questions,
    )


def _answer() -> Window:
    return Window(
        Say(T("<b>{question}</b>"), when="question"),
        Given("answer"),
        Say(T("Basis: {clause}"), when="clause"),
        Say(T("Official source: {source}"), when="source"),
        Button(Named("door"), id="answer_go", on_click=handlers.go, when="door", style=PRIMARY),
        SwitchTo(Label(T("‹ Questions")), id="answer_back", state=HelpSG.questions),
        SwitchTo(Label(T("That didn't solve it")), id="answer_desks", state=HelpSG.desks),
        state=HelpSG.answer,
        getter=getters.answer,
    )


def _desks() -> Window:
    return Window(
        Say(T("<b>Whom to call</b>\nNone of these desks decides questions of recruitment policy.")),
        Given("desks"),
        Start(Label(T("Talk to a person")), id="desks_person", state=HandoverSG.scope),
        SwitchTo(Label(T("‹ Questions")), id="desks_back", state=HelpSG.topics),
        state=HelpSG.desks,
        getter=getters.desks,
    )
