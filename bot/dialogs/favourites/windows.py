"""The window of marked positions."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select

from bot.dialogs.favourites import getters, handlers
from bot.say import ItemLabel, Label, Say, item_id
from bot.states import FavouriteSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """The list."""
    return Dialog(_main())


def _main() -> Window:
    return Window(
        Say(T("<b>Positions you marked</b> ({count})")),
        Say(T("Nothing is marked yet. Look at a position and press “☆ Mark it”."), when="nothing"),
        Say(T("None is put aside yet. Choosing is possible until {until} ({left} left)."), when="until"),
        Column(Select(ItemLabel(), id="favourite_look", item_id_getter=item_id, items="positions", on_click=handlers.look)),
        Row(
            Button(Label(T("‹ Page back")), id="favourite_back", on_click=handlers.page_back, when="has_previous"),
            Button(Label(T("Next page ›")), id="favourite_next", on_click=handlers.page_on, when="has_next"),
        ),
        Cancel(Label(T("‹ Back")), id="favourite_leave"),
        state=FavouriteSG.main,
        getter=getters.main,
    )
