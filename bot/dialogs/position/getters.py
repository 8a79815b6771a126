"""What the position windows show."""

from datetime import tzinfo
from typing import Any

from aiogram_dialog import DialogManager

from bot.closing import closing_words
from bot.dialogs.position.data import Looking
from bot.dialogs.position.verdicts import against_lines, verdict_lines
from bot.memory import Memory
from bot.pairs import pair_lines
from bot.services import Services
from core.model.account import Chat
from core.model.application import Status
from core.model.decisions import Refused
from core.model.exam import Position, WindowName
from core.services.applications import Home
from locales.words import T, Words

LOOKING = Memory(Looking)
_READY = frozenset({Status.FORM_COMPLETE, Status.STASHED})


async def ask(services: Services, chat: Chat, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What is chosen so far, and codes near to one that doesn't exist."""
    seen = await services.journey.home(chat.id)
    nearest = LOOKING.of(dialog_manager).nearest
    return {
        "chosen": _line(seen.position) if seen.position else "",
        "nearest": [(code, code) for code in nearest],
        "has_nearest": bool(nearest),
        "sample": seen.exam is not None and seen.exam.table_is_sample,
    }


async def browse(services: Services, chat: Chat, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page of the table."""
    page = await services.positions.page(chat.id, LOOKING.of(dialog_manager).page)
    return {
        "positions": [(position.code, _line(position)[:60]) for position in page.positions],
        "number": page.number + 1,
        "pages": page.pages,
        "has_previous": page.number > 0,
        "has_next": page.number + 1 < page.pages,
    }


async def look(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Everything the table says about one position, and what may be done with it."""
    code = LOOKING.of(dialog_manager).code
    position = await services.choosing.look(chat.id, code)
    seen = await services.journey.home(chat.id)
    if isinstance(position, Refused):
        return {"lines": "", "verdicts": "", "may_choose": False, "hint": "", "is_stashed": False}
    judgement = await services.matching.look(chat.id, code)
    told = {"verdicts": verdict_lines(judgement, words) if judgement else "", **_choice(seen, code, words)}
    return {"lines": pair_lines(words, [column for column in position.columns if column[1]]), **told}


def _choice(seen: Home, code: str, words: Words) -> dict[str, Any]:
    may_choose = seen.status in _READY and seen.step is not None
    is_stashed = seen.position is not None and seen.position.code == code
    return {
        "may_choose": may_choose,
        "may_stash": may_choose and not is_stashed,
        "hint": "" if may_choose else words(T("Choosing is possible once you are logged in and your form is complete.")),
        "is_stashed": is_stashed,
    }


async def doubt(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What speaks against the shown position."""
    code = LOOKING.of(dialog_manager).code
    judgement = await services.matching.look(chat.id, code)
    return {"code": code, "verdicts": against_lines(judgement, words) if judgement else ""}


async def stashed(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """What stashing means, and until when to confirm."""
    seen = await services.journey.home(chat.id)
    is_stashed = seen.exam is not None and seen.position is not None and seen.status is Status.STASHED
    if seen.exam is None or seen.position is None or not is_stashed:
        return {"is_stashed": False, "is_other": True, "line": _line(seen.position) if seen.position else "", "until": ""}
    closing = closing_words(words, seen.exam.window(WindowName.REGISTRATION), zone, seen.now)
    return {"is_stashed": True, "is_other": False, "line": _line(seen.position), **closing}


def _line(position: Position) -> str:
    return f"{position.code} {position.unit} · {position.title}"
