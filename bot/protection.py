"""Sets the dialog library up so that nothing is lost, skipped or repeated: see ``intents``, ``locks``, ``presses``, ``stale``."""

from aiogram import Dispatcher
from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram_dialog import BgManagerFactory, setup_dialogs

from bot.intents import install_random_intent_ids
from bot.presses import MarkingManagers, PressGuard
from bot.stale import StaleButtons


def set_up_dialogs(dispatcher: Dispatcher, stale: StaleButtons) -> BgManagerFactory:
    """Set the dialogs of ``dispatcher`` up. Error handlers of a wider kind are registered after it: the first that fits is asked.

    The library's own isolation is switched off: it begins too late (behind the loading of the state), doesn't cover pushes and
    never lets go of its locks. The chat's lock in front of updates and pushes is what isolates.
    """
    install_random_intent_ids()
    background = setup_dialogs(dispatcher, dialog_manager_factory=MarkingManagers(), events_isolation=DisabledEventIsolation())
    dispatcher.callback_query.middleware(PressGuard(stale))
    stale.register(dispatcher)
    return background
