"""Puts the conversations together: one Dispatcher for every channel."""

from collections.abc import Mapping

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseStorage
from aiogram_dialog import BgManagerFactory, setup_dialogs

from bot.commands import anything_else, commands
from bot.dialogs import account, apply, confirm, documents, education, form, help, home, pay, position  # noqa: A004 - the dialog's name
from bot.failures import on_failure
from bot.intents import install_random_intent_ids
from bot.middlewares import WhoSpeaks
from bot.services import Services

DIALOGS = (home, account, apply, form, education, position, confirm, pay, documents, help)


def build_dispatcher(services: Services, storage: BaseStorage, channels: Mapping[int, str]) -> tuple[Dispatcher, BgManagerFactory]:
    """The Dispatcher with all conversations, and what moves dialogs from outside.

    :param channels: name of the channel by the id of its bot.
    """
    install_random_intent_ids()
    dispatcher = Dispatcher(storage=storage)
    dispatcher.update.outer_middleware(WhoSpeaks(services, channels))
    dispatcher.include_router(commands())
    dispatcher.include_routers(*_dialogs())
    dispatcher.include_router(anything_else())
    dispatcher.errors.register(on_failure)
    return dispatcher, setup_dialogs(dispatcher)


def _dialogs() -> list[Router]:
    return [folder.build() for folder in DIALOGS]
