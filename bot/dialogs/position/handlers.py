"""Presses and codes of the position windows."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.position.data import Looking
from bot.dialogs.position.getters import LOOKING
from bot.given import given
from bot.moves import open_instead
from bot.refusals import refuse
from bot.states import ConfirmSG, PositionSG
from bot.unexpected import answer_unexpected
from core.model.decisions import Refused
from core.model.eligibility import Verdict
from core.model.reasons import Reason


async def on_start(data: object, manager: DialogManager) -> None:
    """Show the position whose code came along."""
    if isinstance(data, dict) and data.get("code"):
        LOOKING.keep(manager, Looking(code=str(data["code"])))


async def type_code(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """A code in any width, with blanks; unknown ones are answered with the nearest codes, words without a digit as a question."""
    typed = message.text or ""
    if any(character.isdecimal() for character in typed):
        await _look(message, manager, typed)
    else:
        await answer_unexpected(message, manager)


async def choose_code(callback: CallbackQuery, select: Select[str], manager: DialogManager, code: str) -> None:
    """A code from the list or of the nearest ones."""
    await _look(callback, manager, code)


async def _look(event: ChatEvent, manager: DialogManager, typed: str) -> None:
    services, chat, _, _ = given(manager)
    found = await services.choosing.look(chat.id, typed)
    looking = LOOKING.of(manager)
    if not isinstance(found, Refused):
        LOOKING.keep(manager, replace(looking, code=found.code, nearest=[]))
        await manager.switch_to(PositionSG.look)
        return
    nearest = list(found.about[1:]) if found.reason is Reason.POSITION_UNKNOWN else []
    LOOKING.keep(manager, replace(looking, nearest=nearest))
    await refuse(event, manager, found)


async def page_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The next page of the table."""
    looking = LOOKING.of(manager)
    LOOKING.keep(manager, replace(looking, page=looking.page + 1))


async def page_back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The page before."""
    looking = LOOKING.of(manager)
    LOOKING.keep(manager, replace(looking, page=max(looking.page - 1, 0)))


async def stash(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Put the shown position aside; it is not a confirmation. One that doesn't fit is put aside after a warning only."""
    if not await _warned(manager, confirms=False) and await _stash(callback, manager):
        await manager.switch_to(PositionSG.stashed)


async def go_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Stash the shown position and go on to the confirmation; one that doesn't fit after a warning only."""
    if not await _warned(manager, confirms=True) and await _stash(callback, manager):
        await open_instead(manager, ConfirmSG.read_back)


async def choose_anyway(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The deliberate press behind the warning: the recruiting unit decides, not this table of conditions."""
    if not await _stash(callback, manager):
        return
    if LOOKING.of(manager).confirms:
        await open_instead(manager, ConfirmSG.read_back)
    else:
        await manager.switch_to(PositionSG.stashed)


async def _warned(manager: DialogManager, *, confirms: bool) -> bool:
    """Show what speaks against the position, if anything does."""
    services, chat, _, _ = given(manager)
    looking = LOOKING.of(manager)
    judgement = await services.matching.look(chat.id, looking.code)
    if judgement is None or judgement.overall is not Verdict.DOES_NOT_FIT:
        return False
    LOOKING.keep(manager, replace(looking, confirms=confirms))
    await manager.switch_to(PositionSG.doubt)
    return True


async def _stash(callback: CallbackQuery, manager: DialogManager) -> bool:
    services, chat, _, _ = given(manager)
    answer = await services.choosing.stash(chat.id, LOOKING.of(manager).code)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
        return False
    return True


async def confirm(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """From the stashed position to the confirmation."""
    await open_instead(manager, ConfirmSG.read_back)
