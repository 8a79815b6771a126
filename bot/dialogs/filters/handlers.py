"""Presses and words of the filter windows."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.filters.data import TYPED, Filtered, value_key
from bot.dialogs.filters.getters import FILTERED
from bot.given import given
from bot.states import FilterSG
from bot.unexpected import answer_unexpected
from core.model.wishes import Facet

_LONGEST_WORDS = 40


async def open_facet(callback: CallbackQuery, select: Select[str], manager: DialogManager, facet: str) -> None:
    """The values of a facet."""
    if facet in set(Facet):
        FILTERED.keep(manager, Filtered(facet=facet))
        await manager.switch_to(FilterSG.options)


async def toggle(callback: CallbackQuery, select: Select[str], manager: DialogManager, key: str) -> None:
    """Choose a value, or let it go; one that isn't there any more changes nothing."""
    services, chat, _, _ = given(manager)
    filtered = FILTERED.of(manager)
    seen = await services.filtering.options(chat.id, Facet(filtered.facet), filtered.page, filtered.like)
    for value in [one.value for one in seen.options if value_key(one.value) == key] if seen is not None else ():
        await services.filtering.toggle(chat.id, Facet(filtered.facet), value)


async def look_through(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Words keep those values that have them."""
    filtered = FILTERED.of(manager)
    if filtered.facet not in TYPED:
        await answer_unexpected(message, manager)
        return
    FILTERED.keep(manager, replace(filtered, like=(message.text or "").strip()[:_LONGEST_WORDS], page=0))


async def page_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The next values."""
    filtered = FILTERED.of(manager)
    FILTERED.keep(manager, replace(filtered, page=filtered.page + 1))


async def page_back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The values before."""
    filtered = FILTERED.of(manager)
    FILTERED.keep(manager, replace(filtered, page=max(filtered.page - 1, 0)))


async def all_values(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Look through nothing any more."""
    FILTERED.keep(manager, replace(FILTERED.of(manager), like="", page=0))


async def clear_facet(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Filter no more by this facet."""
    services, chat, _, _ = given(manager)
    await services.filtering.clear(chat.id, Facet(FILTERED.of(manager).facet))


async def clear(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Filter by nothing any more."""
    services, chat, _, _ = given(manager)
    await services.filtering.clear(chat.id)
