"""The payment window."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Start, Url

from bot.dialogs.pay import getters, handlers
from bot.say import PRIMARY, Given, Label, Named, Say
from bot.states import ChargedSG, PaySG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Pay, or learn why not."""
    window = Window(
        Say(T("<b>Pay {amount}</b>\nUntil {until}, {left} left. Unpaid by then counts as giving up."), when="link"),
        Say(T("<i>The amount isn't in the notice; the announcement decides.</i>"), when="assumed"),
        Given("refusal"),
        Url(Label(T("To the cashier")), url=Named("link"), when="link", style=PRIMARY),
        Button(Label(T("I have paid")), id="pay_ask", on_click=handlers.ask_provider, when="link"),
        Start(Label(T("Charged, but unpaid here?")), id="pay_charged", state=ChargedSG.main, when="may_claim"),
        Cancel(Label(T("‹ Home")), id="pay_home"),
        state=PaySG.main,
        getter=getters.pay,
    )
    return Dialog(window)
