"""Presses and numbers of the windows about charged money."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.charged.data import CHARGED, FINDINGS, Charged
from bot.given import given
from bot.moves import go_home
from bot.refusals import refuse, say
from bot.states import ChargedSG
from core.model.decisions import Refused
from core.rules.claims import Finding


async def ask(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask about every order now, and tell what was found."""
    services, chat, words, _ = given(manager)
    seen = await services.journey.home(chat.id)
    if seen.exam is None or seen.account is None:
        await go_home(manager)
        return
    claim = await services.payments.look_for_money(seen.account.id, seen.exam.id)
    if isinstance(claim, Refused):
        await refuse(callback, manager, claim)
    elif claim.finding is Finding.ARRIVED:
        await say(callback, manager, words(FINDINGS[claim.finding]))
        await go_home(manager)
    else:
        CHARGED.keep(manager, Charged(claim.finding.value, list(claim.orders)))
        await manager.switch_to(ChargedSG.found)


async def without_number(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """A case without a transaction number."""
    await _open(callback, manager, None)


async def with_number(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """A case with the number that was typed."""
    await _open(message, manager, message.text or "")


async def _open(event: ChatEvent, manager: DialogManager, typed: str | None) -> None:
    services, chat, _, _ = given(manager)
    seen = await services.journey.home(chat.id)
    if seen.exam is None or seen.account is None:
        await go_home(manager)
        return
    case = await services.payments.open_case(seen.account.id, seen.exam.id, typed)
    if isinstance(case, Refused):
        await refuse(event, manager, case)
        return
    CHARGED.keep(manager, replace(CHARGED.of(manager), case=case.number))
    await manager.switch_to(ChargedSG.case)
