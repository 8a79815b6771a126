"""The windows of fitting positions."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Group, Row, Select, Start, SwitchTo

from bot.dialogs.match import getters, handlers
from bot.say import PRIMARY, Given, ItemLabel, Label, Say, item_id
from bot.states import CompareSG, FilterSG, MatchSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Numbers and lists; one question."""
    return Dialog(_main(), _question(), on_start=handlers.on_start)


def _main() -> Window:
    return Window(
        Say(T("<b>Position table</b>"), when="is_all"),
        Say(T("<b>Positions for you</b>"), when="is_sorted"),
        Given("meaning"),
        Say(T("Filter: {wish}"), when="wish"),
        Given("districts"),
        Given("levels"),
        Given("hint"),
        Say(T("There is nothing in this list. Look into another one, or take filters away."), when="nothing"),
        Given("page"),
        Group(Select(ItemLabel(), id="match_tab", item_id_getter=item_id, items="tabs", on_click=handlers.switch_list), width=2),
        Column(Select(ItemLabel(), id="match_position", item_id_getter=item_id, items="positions", on_click=handlers.choose)),
        Row(
            Button(Label(T("‹ Page back")), id="match_previous", on_click=handlers.page_back, when="has_previous"),
            Button(Label(T("Next page ›")), id="match_next", on_click=handlers.page_on, when="has_next"),
        ),
        SwitchTo(
            Label(T("Answer a question, to know more")), id="match_ask", state=MatchSG.question, when="question", style=PRIMARY
        ),
        Button(Label(T("Answer anew ({answered})")), id="match_anew", on_click=handlers.forget_answers, when="answered"),
        Row(
            Start(Label(T("Filter")), id="match_filter", state=FilterSG.main),
            Button(Label(T("Take all filters away")), id="match_clear", on_click=handlers.clear, when="filtered"),
            Start(Label(T("Side by side ({compared})")), id="match_compared", state=CompareSG.main, when="has_compared"),
        ),
        MessageInput(handlers.type_text, content_types=[ContentType.TEXT]),
        Cancel(Label(T("‹ Back")), id="match_back"),
        state=MatchSG.main,
        getter=getters.main,
    )


def _question() -> Window:
    return Window(
        Given("asked"),
        Given("why"),
        Column(Select(ItemLabel(), id="match_offer", item_id_getter=item_id, items="offers", on_click=handlers.tick)),
        Row(
            Button(Label(T("‹ Page back")), id="match_offers_back", on_click=handlers.offers_back, when="offers_back"),
            Button(Label(T("Next page ›")), id="match_offers_next", on_click=handlers.offers_on, when="offers_next"),
        ),
        Button(Label(T("Done: these {ticked}")), id="match_ticked", on_click=handlers.ticked, when="has_ticked", style=PRIMARY),
        Column(Select(ItemLabel(), id="match_answer", item_id_getter=item_id, items="answers", on_click=handlers.answer)),
        MessageInput(handlers.type_answer, content_types=[ContentType.TEXT]),
        SwitchTo(Label(T("‹ Back")), id="match_unanswered", state=MatchSG.main),
        state=MatchSG.question,
        getter=getters.question,
    )
