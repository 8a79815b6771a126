"""Presses in the windows of fitting positions."""

from dataclasses import replace

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.match.getters import MATCHED
from bot.dialogs.match.questions import FIELDS
from bot.states import MatchSG, PositionSG
from core.model.eligibility import ConditionKind, Verdict


async def choose(callback: CallbackQuery, select: Select[str], manager: DialogManager, code: str) -> None:
    """Look at a position of the list."""
    await manager.start(PositionSG.look, data={"code": code})


async def switch_list(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """From what fits to what has to be asked about, and back."""
    matched = MATCHED.of(manager)
    other = Verdict.ASK if matched.verdict == Verdict.FITS else Verdict.FITS
    MATCHED.keep(manager, replace(matched, verdict=other.value, page=0))


async def page_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The next page."""
    matched = MATCHED.of(manager)
    MATCHED.keep(manager, replace(matched, page=matched.page + 1))


async def page_back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The page before."""
    matched = MATCHED.of(manager)
    MATCHED.keep(manager, replace(matched, page=max(matched.page - 1, 0)))


async def answer(callback: CallbackQuery, select: Select[str], manager: DialogManager, chosen: str) -> None:
    """Take the answer and count anew."""
    kind, _, value = chosen.partition(":")
    matched = MATCHED.of(manager)
    if kind in set(ConditionKind) and ConditionKind(kind) in FIELDS:
        answers = {**matched.answers, FIELDS[ConditionKind(kind)]: value}
        MATCHED.keep(manager, replace(matched, answers=answers, page=0))
    await manager.switch_to(MatchSG.main)
