"""Presses of the payment window."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from bot.given import given
from bot.moves import go_home
from bot.refusals import refuse, say
from core.model.decisions import Refused
from core.model.payment import PaymentVerdict
from locales.words import T

NOT_YET = T("The provider hasn't reported a payment yet. If money was taken, it is not lost: I keep asking.")


async def ask_provider(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask the provider now, and say what it answered."""
    services, chat, words, _ = given(manager)
    seen = await services.journey.home(chat.id)
    if seen.exam is None or seen.account is None:
        return
    answer = await services.payments.ask_provider(seen.account.id, seen.exam.id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
    elif answer is PaymentVerdict.PAID:
        await go_home(manager)
    else:
        await say(callback, manager, words(NOT_YET))
