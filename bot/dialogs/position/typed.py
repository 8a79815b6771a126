"""What is typed at the position table: a code, words to look for, "which can I apply for", or a question about something else."""

import re
from dataclasses import dataclass

from aiogram.types import Message
from aiogram_dialog import DialogManager

from bot.dialogs.filters.lines import wish_line
from bot.given import given
from bot.refusals import say
from bot.unexpected import answer_unexpected
from core.model.decisions import Refused
from core.model.exam import Position
from core.rules.positions import normalised_code
from core.services.understanding import asks_what_fits, is_question
from locales.words import T

_LIKE_A_CODE = re.compile(r"[0-9A-Z]*(?:-[0-9A-Z]+)*")
_DIGITS_OF_A_CODE = 4


@dataclass(frozen=True, slots=True)
class Searched:
    """The words were understood as a search that finds something; the lists are filtered by it now."""


async def look_or_search(message: Message, manager: DialogManager) -> Position | Refused | Searched | None:
    """The position of a typed code, or why there is none; ``None`` where it was answered already."""
    services, chat, _, _ = given(manager)
    typed = message.text or ""
    if any(character.isdecimal() for character in typed):
        found = await services.choosing.look(chat.id, typed)
        if not isinstance(found, Refused) or _is_like_a_code(typed):
            return found
    if asks_what_fits(typed):
        return Searched()
    return await _search(message, manager, typed)


async def _search(message: Message, manager: DialogManager, typed: str) -> Searched | None:
    """Words that find something are a search; where only some were understood that is said; the others are a question."""
    services, chat, words, _ = given(manager)
    found = await services.filtering.search(chat.id, typed) if not is_question(typed) else None
    if found is not None and found.count:
        return Searched()
    if found is not None and found.wish.chosen:
        told = words(T("No position has all of that: {wish}. Please leave something out."), wish=wish_line(found.wish, words))
        await say(message, manager, told)
    else:
        await answer_unexpected(message, manager)
    return None


def _is_like_a_code(typed: str) -> bool:
    code = normalised_code(typed)
    digits = sum(character.isdecimal() for character in code)
    return digits >= _DIGITS_OF_A_CODE and _LIKE_A_CODE.fullmatch(code) is not None
