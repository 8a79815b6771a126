"""Presses in the windows of fitting positions."""

from dataclasses import replace
from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.filters.data import value_key
from bot.dialogs.match.data import Matched
from bot.dialogs.match.getters import MATCHED
from bot.dialogs.match.questions import EMPTY, TYPED
from bot.dialogs.position.typed import Searched, look_or_search
from bot.given import given
from bot.refusals import refuse
from bot.states import MatchSG, PositionSG
from bot.unexpected import answer_unexpected
from core.model.decisions import Refused
from core.services.facts import NONE
from core.services.matching import Tab
from core.services.missing import FIELDS

_LONGEST_TYPED = 60
_MOST_TICKED = 30


async def on_start(data: Any, manager: DialogManager) -> None:
    """Begin with the list that was asked for."""
    tab = data.get("tab") if isinstance(data, dict) else None
    MATCHED.keep(manager, Matched(tab=tab if tab in set(Tab) else ""))


async def choose(callback: CallbackQuery, select: Select[str], manager: DialogManager, code: str) -> None:
    """Look at a position of the list."""
    await manager.start(PositionSG.look, data={"code": code, "from_list": True})


async def type_text(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """A code opens its position; words filter the lists anew."""
    found = await look_or_search(message, manager)
    if isinstance(found, Searched):
        MATCHED.keep(manager, Matched())
    elif isinstance(found, Refused):
        await refuse(message, manager, found)
    elif found is not None:
        await manager.start(PositionSG.look, data={"code": found.code, "from_list": True})


async def switch_list(callback: CallbackQuery, select: Select[str], manager: DialogManager, tab: str) -> None:
    """Another list."""
    if tab in set(Tab):
        MATCHED.keep(manager, replace(MATCHED.of(manager), tab=tab, page=0))


async def page_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The next page."""
    matched = MATCHED.of(manager)
    MATCHED.keep(manager, replace(matched, page=matched.page + 1))


async def page_back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The page before."""
    matched = MATCHED.of(manager)
    MATCHED.keep(manager, replace(matched, page=max(matched.page - 1, 0)))


async def clear(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Filter by nothing any more."""
    services, chat, _, _ = given(manager)
    await services.filtering.clear(chat.id)
    MATCHED.keep(manager, replace(MATCHED.of(manager), page=0))


async def forget_answers(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Take every answer back, and ask anew."""
    services, chat, _, _ = given(manager)
    await services.matching.forget_answers(chat.id)
    MATCHED.keep(manager, replace(MATCHED.of(manager), page=0, asked="", ticked=[], offered=0))
    await manager.switch_to(MatchSG.question)


async def answer(callback: CallbackQuery, select: Select[str], manager: DialogManager, chosen: str) -> None:
    """Take the answer and count anew."""
    field, _, value = chosen.partition(":")
    await _answer(manager, field, "" if value == EMPTY else value)


async def tick(callback: CallbackQuery, select: Select[str], manager: DialogManager, key: str) -> None:
    """Mark one of several answers, or take the mark away."""
    services, chat, _, _ = given(manager)
    asked = await services.matching.question(chat.id)
    if asked is None:
        return
    mine = _of(manager, asked.field)
    value = next((one for one in (*mine.ticked, *asked.offers) if value_key(one) == key), None)
    if value is not None:
        others = [one for one in mine.ticked if one != value]
        ticked = others if value in mine.ticked else [*mine.ticked, value][:_MOST_TICKED]
        MATCHED.keep(manager, replace(mine, ticked=ticked))


async def ticked(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """All that hold are marked: count anew."""
    matched = MATCHED.of(manager)
    await _answer(manager, matched.asked, "\n".join(matched.ticked) or NONE)


async def offers_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The next answers."""
    await _turn(manager, 1)


async def offers_back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The answers before."""
    await _turn(manager, -1)


async def type_answer(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """An answer in words, where the question takes one."""
    services, chat, _, _ = given(manager)
    asked, told = await services.matching.question(chat.id), " ".join((message.text or "").split())[:_LONGEST_TYPED]
    if asked is None or asked.kind not in TYPED or not told:
        await answer_unexpected(message, manager)
    elif asked.is_several:
        mine = _of(manager, asked.field)
        MATCHED.keep(manager, replace(mine, ticked=list(dict.fromkeys([*mine.ticked, told]))[:_MOST_TICKED], offered=0))
    else:
        await _answer(manager, asked.field, told)


async def _turn(manager: DialogManager, step: int) -> None:
    services, chat, _, _ = given(manager)
    asked = await services.matching.question(chat.id)
    if asked is not None:
        mine = _of(manager, asked.field)
        MATCHED.keep(manager, replace(mine, offered=max(mine.offered + step, 0)))


def _of(manager: DialogManager, field: str) -> Matched:
    """What is ticked of this question; another one begins anew."""
    matched = MATCHED.of(manager)
    return matched if matched.asked == field else replace(matched, asked=field, ticked=[], offered=0)


async def _answer(manager: DialogManager, field: str, value: str) -> None:
    services, chat, _, _ = given(manager)
    if field in FIELDS.values():
        await services.matching.answer(chat.id, field, value)
    MATCHED.keep(manager, replace(MATCHED.of(manager), page=0, asked="", ticked=[], offered=0))
    await manager.switch_to(MatchSG.main)
