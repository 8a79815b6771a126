"""The one window: the next step, and nothing else."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Start

from bot.dialogs.trouble import getters, handlers
from bot.say import PRIMARY, Given, Label, Named, Say
from bot.states import HandoverSG, TroubleSG
from bot.window import Window
from core.model.tickets import Cause, Scope
from locales.words import T

CALLING = {"cause": Cause.REFUSAL.value, "scope": Scope.TECHNICAL.value}


def build() -> Dialog:
    """The playbook of 说明 三(一)."""
    return Dialog(_main(), on_start=handlers.hand_over)


def _main() -> Window:
    return Window(
        Given("step"),
        Say(T("You typed: {name}, {document}."), when="typed"),
        Say(T("The bank was asked about card {card} and phone {phone}."), when="asked"),
        Given("desks"),
        Given("help"),
        Given("case"),
        Start(Label(T("Talk to a person")), id="trouble_person", state=HandoverSG.scope, data=CALLING),
        Button(Named("again"), id="trouble_again", on_click=handlers.again, when="again", style=PRIMARY),
        Button(Named("done"), id="trouble_done", on_click=handlers.done, when="done"),
        Cancel(Label(T("‹ Home")), id="trouble_home"),
        state=TroubleSG.main,
        getter=getters.trouble,
    )
