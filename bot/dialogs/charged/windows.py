"""The windows about charged money: ask, tell, take the number, say what happens next."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Start, SwitchTo

from bot.dialogs.charged import getters, handlers
from bot.dialogs.text_wanted import text_wanted
from bot.say import PRIMARY, Given, Label, Say
from bot.states import ChargedSG, HandoverSG
from bot.window import Window
from core.model.tickets import Cause
from locales.words import T


def build() -> Dialog:
    """Ask first; a person only where asking doesn't settle it."""
    return Dialog(_main(), _found(), _number(), _case())


def _main() -> Window:
    return Window(
        Say(T("<b>Money was taken, but here it says unpaid?</b>")),
        Say(
            T(
                "That is nearly always a matter of minutes, and your money isn't lost. I ask the payment provider about every "
                "order of yours now, those closed long ago too. Please don't pay again before I have."
            )
        ),
        Button(Label(T("Ask the provider now")), id="charged_ask", on_click=handlers.ask, style=PRIMARY),
        Cancel(Label(T("‹ Back")), id="charged_home"),
        state=ChargedSG.main,
    )


def _found() -> Window:
    return Window(
        Given("finding"),
        Given("orders"),
        Button(Label(T("Ask again")), id="charged_again", on_click=handlers.ask),
        SwitchTo(Label(T("Have a person look at it")), id="charged_number", state=ChargedSG.number, when="may_open"),
        Start(Label(T("Talk to a person")), id="charged_person", state=HandoverSG.scope, data={"cause": Cause.PAYMENT.value}),
        Cancel(Label(T("‹ Back")), id="charged_found_home"),
        state=ChargedSG.found,
        getter=getters.found,
    )


def _number() -> Window:
    return Window(
        Say(
            T(
                "Type the transaction number, if you have it at hand: the long number in the bill of your payment app (交易单号 or "
                "订单号). Never a card number."
            )
        ),
        MessageInput(handlers.with_number, content_types=[ContentType.TEXT]),
        MessageInput(text_wanted),
        Button(Label(T("I don't have it")), id="charged_without", on_click=handlers.without_number),
        SwitchTo(Label(T("‹ Back")), id="charged_back", state=ChargedSG.found),
        state=ChargedSG.number,
    )


def _case() -> Window:
    return Window(
        Say(T("<b>Case {number} is open.</b>")),
        Say(
            T(
                "What happens next: I keep asking by myself. Every morning the provider's bill of the day before is compared with "
                "our books. A person looks at your case, and you hear from me here. What was paid in time counts, even after the "
                "deadline; what was paid too late or twice goes back to you."
            )
        ),
        Cancel(Label(T("‹ Back")), id="charged_case_home"),
        state=ChargedSG.case,
        getter=getters.case,
    )
