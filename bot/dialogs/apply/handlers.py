"""Presses of the windows before the form."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.apply.data import seen, turned
from bot.dialogs.apply.getters import READING
from bot.given import given
from bot.moves import go_home, open_from_home
from bot.refusals import refuse
from bot.states import ApplySG, FormSG
from core.model.decisions import Refused
from core.model.exam import Agreement


async def choose_exam(callback: CallbackQuery, select: Select[str], manager: DialogManager, exam_id: str) -> None:
    """Speak about this exam from now on."""
    services, chat, _, _ = given(manager)
    answer = await services.entering.choose_exam(chat.id, exam_id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
        return
    await go_home(manager)


async def _agreements(manager: DialogManager) -> tuple[Agreement, ...]:
    services, chat, _, _ = given(manager)
    exam = (await services.journey.home(chat.id)).exam
    return exam.agreements if exam else ()


async def on_start(data: object, manager: DialogManager) -> None:
    """An exam of which every agreement has one page counts that page as seen at once."""
    agreements = await _agreements(manager)
    if agreements:
        READING.keep(manager, seen(READING.of(manager), agreements))


async def turn_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The next page."""
    READING.keep(manager, turned(READING.of(manager), await _agreements(manager), 1))


async def turn_back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The page before."""
    READING.keep(manager, turned(READING.of(manager), await _agreements(manager), -1))


async def accept(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Accept what was read to the end, in the version that was read; the form opens."""
    services, chat, _, _ = given(manager)
    answer = await services.entering.agree(chat.id, READING.of(manager).read)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
        await manager.switch_to(ApplySG.agreement)
        return
    await open_from_home(manager, FormSG.summary)
