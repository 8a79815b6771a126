"""The position windows."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, Start, SwitchTo

from bot.dialogs.position import getters, handlers
from bot.dialogs.text_wanted import text_wanted
from bot.say import DANGER, PRIMARY, Given, ItemLabel, Label, Named, Say, item_id
from bot.states import CompareSG, FavouriteSG, MatchSG, PositionSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Find, look, stash."""
    return Dialog(_ask(), _look(), _doubt(), _stashed(), on_start=handlers.on_start)


def _ask() -> Window:
    return Window(
        Say(
            T(
                "<b>Positions</b>\nType the position code of the one you want to see, or words such as “accounting bachelor”, "
                "or look through the lists."
            )
        ),
        Say(T("Chosen so far: {chosen}"), when="chosen"),
        Say(T("<i>The table here is a sample; the authority's own table decides.</i>"), when="sample"),
        Say(T("Did you mean one of these?"), when="has_nearest"),
        Column(Select(ItemLabel(), id="position_nearest", item_id_getter=item_id, items="nearest", on_click=handlers.choose_code)),
        MessageInput(handlers.type_text, content_types=[ContentType.TEXT]),
        MessageInput(text_wanted),
        Start(Label(T("Which fit me?")), id="position_match", state=MatchSG.main, style=PRIMARY),
        Row(
            Start(Label(T("Browse the table")), id="position_browse", state=MatchSG.main, data={"tab": "all"}),
            Start(Label(T("Marked ({favourites})")), id="position_marked", state=FavouriteSG.main, when="favourites"),
        ),
        Cancel(Label(T("‹ Home")), id="position_home"),
        state=PositionSG.ask,
        getter=getters.ask,
    )


def _look() -> Window:
    return Window(
        Say(T("<b>{line}</b>"), when="line"),
        Given("hint"),
        Given("verdicts"),
        Given("figures"),
        Given("lines"),
        Given("disclaimer"),
        Say(T("✓ This position is stashed, not confirmed."), when="is_stashed"),
        Button(Label(T("Go on to confirm")), id="look_confirm", on_click=handlers.go_on, when="may_choose", style=PRIMARY),
        Button(Label(T("Only stash it")), id="look_stash", on_click=handlers.stash, when="may_stash"),
        Row(
            Button(Named("mark"), id="look_mark", on_click=handlers.mark, when="mark"),
            Button(Named("compare"), id="look_compare", on_click=handlers.compare, when="compare"),
        ),
        Row(
            Start(Label(T("Side by side ({compared})")), id="look_compared", state=CompareSG.main, when="has_compared"),
            Button(Label(T("Applicants as a picture")), id="look_chart", on_click=handlers.show_chart, when="figures"),
        ),
        Button(Label(T("All words of the table")), id="look_words", on_click=handlers.show_words, when="has_cut"),
        MessageInput(handlers.type_text, content_types=[ContentType.TEXT]),
        SwitchTo(Label(T("Another position")), id="look_other", state=PositionSG.ask, when=lambda data, *_: not data["from_list"]),
        Cancel(Label(T("‹ Back")), id="look_back", when="from_list"),
        Cancel(Label(T("‹ Home")), id="look_home", when=lambda data, *_: not data["from_list"]),
        state=PositionSG.look,
        getter=getters.look,
    )


def _doubt() -> Window:
    return Window(
        Say(T("<b>By what is known of you, {code} does not fit</b>")),
        Given("verdicts"),
        Say(T("The recruiting unit decides who may apply, not I. Who doesn't meet the conditions is turned away at the review.")),
        Given("disclaimer"),
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
