"""The comparison's window."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select

from bot.dialogs.compare import getters, handlers
from bot.say import PRIMARY, Given, ItemLabel, Label, Say, item_id
from bot.states import CompareSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Side by side."""
    return Dialog(_main())


def _main() -> Window:
    return Window(
        Say(T("<b>Positions side by side</b>")),
        Given("lines"),
        Given("note"),
        Given("empty"),
        Button(Label(T("Show as a picture")), id="compare_picture", on_click=handlers.show_picture, when="any", style=PRIMARY),
        Row(Select(ItemLabel(), id="compare_look", item_id_getter=item_id, items="codes", on_click=handlers.look)),
        Column(
            Select(ItemLabel(), id="compare_remove", item_id_getter=item_id, items="removals", on_click=handlers.remove, when="any")
        ),
        Cancel(Label(T("‹ Back")), id="compare_back"),
        state=CompareSG.main,
        getter=getters.main,
    )
