"""The position windows."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, Start, SwitchTo

from bot.dialogs.position import getters, handlers
from bot.dialogs.text_wanted import text_wanted
from bot.say import DANGER, PRIMARY, Given, ItemLabel, Label, Say, item_id
from bot.states import MatchSG, PositionSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Find, look, stash."""
    return Dialog(_ask(), _browse(), _look(), _doubt(), _stashed(), on_start=handlers.on_start)


def _ask() -> Window:
    return Window(
        Say(T("<b>Positions</b>\nType the position code of the one you want to see, or browse the table.")),
        Say(T("Chosen so far: {chosen}"), when="chosen"),
        Say(T("<i>The table here is a sample; the authority's own table decides.</i>"), when="sample"),
        Say(T("Did you mean one of these?"), when="has_nearest"),
        Column(Select(ItemLabel(), id="position_nearest", item_id_getter=item_id, items="nearest", on_click=handlers.choose_code)),
        MessageInput(handlers.type_code, content_types=[ContentType.TEXT]),
        MessageInput(text_wanted),
        Start(Label(T("Which fit me?")), id="position_match", state=MatchSG.main),
        SwitchTo(Label(T("Browse the table")), id="position_browse", state=PositionSG.browse),
        Cancel(Label(T("‹ Home")), id="position_home"),
        state=PositionSG.ask,
        getter=getters.ask,
    )


def _browse() -> Window:
    return Window(
        Say(T("<b>Position table</b>, page {number} of {pages}")),
        Column(Select(ItemLabel(), id="browse_position", item_id_getter=item_id, items="positions", on_click=handlers.choose_code)),
        Row(
            Button(Label(T("‹ Page back")), id="browse_back", on_click=handlers.page_back, when="has_previous"),
            Button(Label(T("Next page ›")), id="browse_next", on_click=handlers.page_on, when="has_next"),
        ),
        MessageInput(handlers.type_code, content_types=[ContentType.TEXT]),
        SwitchTo(Label(T("‹ Back")), id="browse_ask", state=PositionSG.ask),
        state=PositionSG.browse,
        getter=getters.browse,
    )


def _look() -> Window:
    return Window(
        Given("lines"),
        Given("verdicts"),
        Given("hint"),
        Say(T("✓ This position is stashed, not confirmed."), when="is_stashed"),
        Button(Label(T("Go on to confirm")), id="look_confirm", on_click=handlers.go_on, when="may_choose", style=PRIMARY),
        Button(Label(T("Only stash it")), id="look_stash", on_click=handlers.stash, when="may_stash"),
        MessageInput(handlers.type_code, content_types=[ContentType.TEXT]),
        SwitchTo(Label(T("Another position")), id="look_other", state=PositionSG.ask),
        Cancel(Label(T("‹ Home")), id="look_home"),
        state=PositionSG.look,
        getter=getters.look,
    )


def _doubt() -> Window:
    return Window(
        Say(T("<b>By what is known of you, {code} does not fit</b>")),
        Given("verdicts"),
        Say(T("The recruiting unit decides who may apply, not I. Who doesn't meet the conditions is turned away at the review.")),
        Button(Label(T("I know, choose it anyway")), id="doubt_choose", on_click=handlers.choose_anyway, style=DANGER),
        SwitchTo(Label(T("‹ Back")), id="doubt_back", state=PositionSG.look),
        state=PositionSG.doubt,
        getter=getters.doubt,
    )


def _stashed() -> Window:
    return Window(
        Say(T("<b>Stashed, not confirmed</b>"), when="is_stashed"),
        Say(T("<b>This position isn't stashed (any more).</b> Home shows where you are."), when="is_other"),
        Given("line"),
        Say(T("Stashing is not a confirmation: whoever hasn't confirmed by {until} has given up ({left} left)."), when="until"),
        Button(Label(T("Check and confirm")), id="stashed_confirm", on_click=handlers.confirm, when="is_stashed", style=PRIMARY),
        SwitchTo(Label(T("Another position")), id="stashed_other", state=PositionSG.ask),
        Cancel(Label(T("‹ Home")), id="stashed_home"),
        state=PositionSG.stashed,
        getter=getters.stashed,
    )
