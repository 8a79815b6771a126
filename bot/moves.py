"""Moves between dialogs: home always lies at the bottom, and what lies between two windows is never shown."""

from aiogram.fsm.state import State
from aiogram_dialog import Data, DialogManager, ShowMode, StartMode

from bot.states import HomeSG


async def go_home(manager: DialogManager, show_mode: ShowMode | None = None) -> None:
    """Show home, whatever was open."""
    await manager.start(HomeSG.main, mode=StartMode.RESET_STACK, show_mode=show_mode)


async def open_from_home(manager: DialogManager, state: State, data: Data = None, show_mode: ShowMode | None = None) -> None:
    """Open a dialog directly above home; home itself, where ``state`` is home."""
    wanted = show_mode or manager.show_mode
    if state is HomeSG.main:
        await go_home(manager, wanted)
        return
    await manager.start(HomeSG.main, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await manager.start(state, data=data, show_mode=wanted)


async def open_instead(manager: DialogManager, state: State, data: Data = None) -> None:
    """Close the present dialog and open another one in its place."""
    wanted = manager.show_mode
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    await manager.start(state, data=data, show_mode=wanted)
