"""The windows of fitting positions."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, SwitchTo

from bot.dialogs.match import getters, handlers
from bot.say import PRIMARY, Given, ItemLabel, Label, Named, Say, item_id
from bot.states import MatchSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Counts and lists; one question."""
    return Dialog(_main(), _question())


def _main() -> Window:
    return Window(
        Say(T("<b>Which positions fit you</b>")),
        Given("counts"),
        Given("hint"),
        Column(Select(ItemLabel(), id="match_position", item_id_getter=item_id, items="positions", on_click=handlers.choose)),
        Row(
            Button(Label(T("‹ Page back")), id="match_previous", on_click=handlers.page_back, when="has_previous"),
            Button(Label(T("Next page ›")), id="match_next", on_click=handlers.page_on, when="has_next"),
        ),
        SwitchTo(
            Label(T("Answer a question, to know more")), id="match_ask", state=MatchSG.question, when="question", style=PRIMARY
        ),
        Button(Named("switch"), id="match_switch", on_click=handlers.switch_list, when="switch"),
        Cancel(Label(T("‹ Back")), id="match_back"),
        state=MatchSG.main,
        getter=getters.main,
    )


def _question() -> Window:
    return Window(
        Given("asked"),
        Column(Select(ItemLabel(), id="match_answer", item_id_getter=item_id, items="answers", on_click=handlers.answer)),
        SwitchTo(Label(T("‹ Back")), id="match_unanswered", state=MatchSG.main),
        state=MatchSG.question,
        getter=getters.question,
    )
