"""Puts the conversations together: one Dispatcher for every channel."""

from collections.abc import Mapping

from aiogram import BaseMiddleware, Dispatcher, Router
from aiogram.fsm.storage.base import BaseStorage
from aiogram_dialog import BgManagerFactory, DialogManager, ShowMode

from bot.answers.presses import presses
from bot.commands import anything_else, commands
from bot.dialogs import (
    account,
    apply,
    charged,
    compare,
    confirm,
    documents,
    education,
    favourites,
    filters,
    form,
    handover,
    help,  # noqa: A004 - the dialog's name
    home,
    maintenance,
    match,
    pay,
    position,
    recovery,
    reminders,
    trouble,
)
from bot.dialogs.handover.presses import presses as people
from bot.dialogs.handover.quiet import WithAPerson, follow_edit
from bot.dialogs.reminders.presses import presses as reminded
from bot.failures import on_failure
from bot.middlewares import WhoSpeaks
from bot.moves import go_home
from bot.protection import set_up_dialogs
from bot.services import Services
from bot.stale import StaleButtons
from locales.words import T, Words

DIALOGS = (
    home,
    account,
    trouble,
    maintenance,
    recovery,
    apply,
    form,
    education,
    position,
    match,
    filters,
    compare,
    favourites,
    confirm,
    pay,
    charged,
    documents,
    reminders,
    help,
    handover,
)


def build_dispatcher(
    services: Services, storage: BaseStorage, channels: Mapping[int, str], group: BaseMiddleware | None = None
) -> tuple[Dispatcher, BgManagerFactory]:
    """The Dispatcher with all conversations, and what moves dialogs from outside.

    :param channels: name of the channel by the id of its bot.
    :param group: hears the staff's group, in front of everything else; ``None`` where there is none.
    """
    dispatcher = Dispatcher(storage=storage)
    if group is not None:
        dispatcher.update.outer_middleware(group)
    dispatcher.update.outer_middleware(WhoSpeaks(services, channels))
    dispatcher.message.outer_middleware(WithAPerson())
    dispatcher.edited_message.register(follow_edit)
    dispatcher.include_router(commands())
    dispatcher.include_router(presses())
    dispatcher.include_router(people())
    dispatcher.include_router(reminded())
    dispatcher.include_routers(*_dialogs())
    dispatcher.include_router(anything_else())
    managers = set_up_dialogs(dispatcher, StaleButtons(_show_home, _earlier))
    dispatcher.errors.register(on_failure)  # behind the errors of old buttons: the first that fits is asked
    return dispatcher, managers


async def _show_home(manager: DialogManager) -> None:
    await go_home(manager, ShowMode.SEND)


def _earlier(manager: DialogManager) -> str:
    words: Words = manager.middleware_data["words"]
    return words(T("This button is from earlier. Nothing was changed; here is where you are now."))


def _dialogs() -> list[Router]:
    return [folder.build() for folder in DIALOGS]
