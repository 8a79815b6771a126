"""The windows before the form."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select

from bot.dialogs.apply import getters, handlers
from bot.say import PRIMARY, Given, ItemLabel, Label, Say, item_id
from bot.states import ApplySG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Exams and agreements."""
    return Dialog(_exams(), _agreement(), on_start=handlers.on_start)


def _exams() -> Window:
    return Window(
        Say(T("<b>Current exams</b>\nWhich one do you want to apply for?")),
        Say(T("None is open right now."), when="none"),
        Column(Select(ItemLabel(), id="apply_exam", item_id_getter=item_id, items="exams", on_click=handlers.choose_exam)),
        Cancel(Label(T("‹ Home")), id="exams_home"),
        state=ApplySG.exams,
        getter=getters.exams,
    )


def _agreement() -> Window:
    return Window(
        Say(T("<b>{title}</b> ({number}/{numbers})")),
        Given("text"),
        Say(T("<i>Page {page} of {pages}. Accepting is possible after the last page.</i>"), when="has_next"),
        Say(T("<i>Page {page} of {pages}: this is the last one.</i>"), when="is_last"),
        Row(
            Button(Label(T("‹ Page back")), id="agreement_back", on_click=handlers.turn_back, when="has_previous"),
            Button(Label(T("Next page ›")), id="agreement_next", on_click=handlers.turn_on, when="has_next", style=PRIMARY),
        ),
        Button(
            Label(T("I have read and accept all")), id="agreement_accept", on_click=handlers.accept, when="is_last", style=PRIMARY
        ),
        Cancel(Label(T("‹ Home")), id="agreement_home"),
        state=ApplySG.agreement,
        getter=getters.agreement,
    )
