"""Presses and codes of the account windows."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.account.data import read_code
from bot.given import given
from bot.hiding import hide
from bot.moves import go_home
from bot.refusals import refuse, say
from bot.states import AccountSG
from bot.unexpected import answer_unexpected
from core.model.account import RegistrationStage
from core.model.decisions import Refused
from locales.words import T

_VERIFIED = T("Your account is verified and you are logged in.")
_ADVICE = T("Best set three security questions now (My account → Change my data): with them you get back in without your phone.")


async def register(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Go to the next page of the registration, or to the code."""
    services, chat, _, _ = given(manager)
    begun = await services.accounts.registration_of(chat.id)
    waits = begun is not None and begun.stage is RegistrationStage.CODE
    await manager.switch_to(AccountSG.code if waits else AccountSG.register)


async def enter_code(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The code of the registration; words without a digit are a question."""
    services, chat, words, _ = given(manager)
    if not (code := read_code(message.text or "")):
        await answer_unexpected(message, manager)
        return
    await hide(message)
    answer = await services.accounts.enter_code(chat.id, code)
    if isinstance(answer, Refused):
        await refuse(message, manager, answer)
        return
    await say(message, manager, f"{words(_VERIFIED)}\n\n{words(_ADVICE)}")
    await go_home(manager)


async def resend(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Send the registration's code again."""
    services, chat, words, _ = given(manager)
    answer = await services.accounts.resend_code(chat.id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
    else:
        await callback.answer(words(T("A new code is on its way.")))


async def cancel_registration(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Forget the registration that was begun here."""
    services, chat, _, _ = given(manager)
    await services.accounts.cancel_registration(chat.id)
    await manager.switch_to(AccountSG.main)


async def enter_recovery_code(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The code of the recovery, or a question; the username goes out by text message only (指南 二(三))."""
    services, chat, words, _ = given(manager)
    if not (code := read_code(message.text or "")):
        await answer_unexpected(message, manager)
        return
    await hide(message)
    answer = await services.accounts.enter_recovery_code(chat.id, code)
    if isinstance(answer, Refused):
        await refuse(message, manager, answer)
        return
    await say(message, manager, words(T("Your username was sent to your registered phone as a text message.")))
    await manager.switch_to(AccountSG.login)


async def log_out(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Unbind this chat; the application stays as it is."""
    services, chat, words, _ = given(manager)
    await services.accounts.log_out(chat.id)
    await say(callback, manager, words(T("You are logged out here. Your application is kept.")))
    await go_home(manager)


async def send_username(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """After a passed face check; the username goes out by text message only (指南 二(三)1)."""
    services, chat, words, _ = given(manager)
    answer = await services.accounts.facing.send_username(chat.id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
        return
    await say(callback, manager, words(T("Your username was sent to your registered phone as a text message.")))
    await manager.switch_to(AccountSG.login)
