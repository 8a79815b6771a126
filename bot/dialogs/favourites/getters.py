"""What the list of marked positions shows."""

from datetime import tzinfo
from typing import Any

from aiogram_dialog import DialogManager

from bot.closing import closing_words
from bot.dialogs.favourites.data import Shown
from bot.dialogs.position.columns import short_line
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from core.model.exam import Position, WindowName
from core.services.applications import Home
from locales.words import T, Words

SHOWN = Memory(Shown)
PAGE = 8


async def main(
    services: Services, chat: Chat, words: Words, zone: tzinfo, dialog_manager: DialogManager, **_: Any
) -> dict[str, Any]:
    """One page of what is marked; withdrawn ones are named as such, the stashed one too."""
    marked = await services.favourites.listed(chat.id)
    seen = await services.journey.home(chat.id)
    pages = max(-(-len(marked) // PAGE), 1)
    shown = min(SHOWN.of(dialog_manager).page, pages - 1)
    return {
        "count": len(marked),
        "nothing": not marked,
        "positions": [(one.code, _label(one, seen, words)) for one in marked[shown * PAGE : (shown + 1) * PAGE]],
        "has_previous": shown > 0,
        "has_next": shown + 1 < pages,
        **_closing(seen, words, zone),
    }


def _closing(seen: Home, words: Words, zone: tzinfo) -> dict[str, str]:
    """Until when to choose, as long as none is put aside."""
    if seen.exam is None or seen.position is not None:
        return {"until": "", "left": ""}
    return closing_words(words, seen.exam.window(WindowName.REGISTRATION), zone, seen.now)


def _label(position: Position, seen: Home, words: Words) -> str:
    state = ""
    if position.withdrawn_at is not None:
        state = words(T("withdrawn")) + ": "
    elif seen.position is not None and seen.position.code == position.code:
        state = "✓ "
    return state + short_line(position)
