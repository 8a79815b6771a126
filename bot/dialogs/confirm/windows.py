"""The confirm windows."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Cancel, Column, Select, Start, SwitchTo

from bot.dialogs.confirm import getters, handlers
from bot.dialogs.unchangeable import leave_if_unchangeable
from bot.say import DANGER, PRIMARY, Given, ItemLabel, Label, Say, item_id
from bot.states import ConfirmSG, FormSG, PositionSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Read back, then confirm."""
    return Dialog(_read_back(), _consequence(), on_start=leave_if_unchangeable)


def _read_back() -> Window:
    return Window(
        Say(T("<b>Please check everything once more</b> (1/2)")),
        Given("lines"),
        Given("verdict"),
        Given("disclaimer"),
        Say(T("Something is still missing; please complete the form and choose a position first."), when="missing"),
        SwitchTo(Label(T("All correct, go on")), id="confirm_checked", state=ConfirmSG.consequence, when="ready", style=PRIMARY),
        Start(Label(T("Change form")), id="confirm_form", state=FormSG.summary),
        Start(Label(T("Change position")), id="confirm_position", state=PositionSG.ask),
        Cancel(Label(T("‹ Home")), id="confirm_home"),
        state=ConfirmSG.read_back,
        getter=getters.read_back,
    )


def _consequence() -> Window:
    return Window(
        Say(T("<b>This is final</b> (2/2)"), when="ready"),
        Say(T("{code} {unit} · {title}"), when="ready"),
        Say(
            T(
                "Once confirmed, you can neither change to another position nor change any personal information, even before "
                "registration closes. Confirming is possible until {until} ({left} left)."
            ),
            when="until",
        ),
        Say(T("Basis: {clause}"), when="clause"),
        Say(
            T(
                "<b>By what is known of you, this position does not fit:</b>\n{verdict}\nWho doesn't meet the conditions is turned "
                "away at the review, and after confirming you can't choose another position. Confirm only if you are sure."
            ),
            when="unfit",
        ),
        Given("refusal"),
        Column(
            Select(ItemLabel(), id="confirm_final", item_id_getter=item_id, items="nonces", on_click=handlers.confirm, style=DANGER)
        ),
        SwitchTo(Label(T("‹ Back, check again")), id="confirm_again", state=ConfirmSG.read_back),
        state=ConfirmSG.consequence,
        getter=getters.consequence,
    )
