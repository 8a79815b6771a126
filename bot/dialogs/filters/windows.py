"""The filter windows."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Group, Row, Select, SwitchTo

from bot.dialogs.filters import getters, handlers
from bot.say import PRIMARY, Given, ItemLabel, Label, Say, item_id
from bot.states import FilterSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Facets; the values of one."""
    return Dialog(_main(), _options())


def _main() -> Window:
    return Window(
        Say(T("<b>Filter the positions</b>")),
        Given("wish"),
        Given("left"),
        Group(
            Select(ItemLabel(), id="filter_facet", item_id_getter=item_id, items="facets", on_click=handlers.open_facet), width=2
        ),
        Button(Label(T("Take all filters away")), id="filter_clear", on_click=handlers.clear, when="filtered"),
        Cancel(Label(T("Show the positions")), id="filter_show", style=PRIMARY),
        state=FilterSG.main,
        getter=getters.main,
    )


def _options() -> Window:
    return Window(
        Say(T("<b>{facet}</b>\nPress to choose; several may be chosen.")),
        Given("typed"),
        Given("like"),
        Given("left"),
        Column(Select(ItemLabel(), id="filter_value", item_id_getter=item_id, items="options", on_click=handlers.toggle)),
        Row(
            Button(Label(T("‹ Page back")), id="filter_back", on_click=handlers.page_back, when="has_previous"),
            Button(Label(T("Next page ›")), id="filter_next", on_click=handlers.page_on, when="has_next"),
        ),
        Row(
            Button(Label(T("All values")), id="filter_all", on_click=handlers.all_values, when="like"),
            Button(Label(T("Choose none here")), id="filter_none", on_click=handlers.clear_facet, when="has_chosen"),
        ),
        MessageInput(handlers.look_through, content_types=[ContentType.TEXT]),
        SwitchTo(Label(T("‹ Other filters")), id="filter_others", state=FilterSG.main),
        Cancel(Label(T("Show the positions")), id="filter_done", style=PRIMARY),
        state=FilterSG.options,
        getter=getters.options,
    )
