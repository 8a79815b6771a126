"""What the position windows show."""

from datetime import tzinfo
from typing import Any

from aiogram_dialog import DialogManager
from markupsafe import Markup

from bot.closing import closing_words
from bot.dialogs.position.columns import has_cut, shown_columns
from bot.dialogs.position.data import Looking
from bot.dialogs.position.figures import figure_lines
from bot.dialogs.position.verdicts import against_lines, disclaimer, verdict_lines
from bot.memory import Memory
from bot.pairs import pair_lines
from bot.services import Services
from core.model.account import Chat
from core.model.application import Status
from core.model.eligibility import Judgement
from core.model.exam import Position, WindowName
from core.services.applications import Home
from locales.words import T, Words

LOOKING = Memory(Looking)
_READY = frozenset({Status.FORM_COMPLETE, Status.STASHED})
_NOTHING = dict.fromkeys(("line", "verdicts", "figures", "hint", "mark", "compare", "disclaimer", "compared"), "")
_NOTHING_TO_DO = dict.fromkeys(("may_choose", "may_stash", "is_stashed", "has_cut", "has_compared"), False)


async def ask(services: Services, chat: Chat, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What is chosen so far, and codes near to one that doesn't exist."""
    seen = await services.journey.home(chat.id)
    nearest = LOOKING.of(dialog_manager).nearest
    favourites = len(await services.favourites.codes(chat.id))
    return {
        "chosen": line_of(seen.position) if seen.position else "",
        "nearest": [(code, code) for code in nearest],
        "has_nearest": bool(nearest),
        "sample": seen.exam is not None and seen.exam.table_is_sample,
        "favourites": favourites or "",
    }


async def look(
    services: Services, chat: Chat, words: Words, zone: tzinfo, dialog_manager: DialogManager, **_: Any
) -> dict[str, Any]:
    """Everything the table says about one position, and what may be done with it."""
    looking = LOOKING.of(dialog_manager)
    position = await services.positions.get(chat.id, looking.code)
    if position is None:
        return {"lines": "", **_NOTHING, **_NOTHING_TO_DO, "from_list": looking.from_list}
    return {
        **_told(position, await services.matching.look(chat.id, position.code), words),
        "figures": figure_lines(await services.applicants.of(chat.id, position.code), words, zone),
        "from_list": looking.from_list,
        **await _laid_out(services, chat, position.code, words),
        **_choice(await services.journey.home(chat.id), position, words),
    }


def _told(position: Position, judgement: Judgement | None, words: Words) -> dict[str, Any]:
    """The row, and what its conditions say to the candidate."""
    return {
        "line": line_of(position),
        "lines": pair_lines(words, shown_columns(position)),
        "has_cut": has_cut(position),
        "verdicts": verdict_lines(judgement, words) if judgement else "",
        "disclaimer": disclaimer(position, words) if judgement else "",
    }


async def _laid_out(services: Services, chat: Chat, code: str, words: Words) -> dict[str, Any]:
    """Whether it is marked or compared already, as the labels of the buttons that change it."""
    is_marked = code in await services.favourites.codes(chat.id)
    compared = await services.comparing.codes(chat.id)
    return {
        "mark": words(T("★ Marked: take the mark away") if is_marked else T("☆ Mark it")),
        "compare": words(T("Take out of the comparison") if code in compared else T("Compare it")),
        "compared": len(compared),
        "has_compared": bool(compared),
    }


def _choice(seen: Home, position: Position, words: Words) -> dict[str, Any]:
    is_standing = position.withdrawn_at is None
    may_choose = seen.status in _READY and seen.step is not None and is_standing
    is_stashed = seen.position is not None and seen.position.code == position.code
    hint = T("Choosing is possible once you are logged in and your form is complete.")
    gone = T("<b>This position isn't in the authority's newest table any more</b> and can't be chosen.")
    return {
        "may_choose": may_choose,
        "may_stash": may_choose and not is_stashed,
        "hint": Markup(words(gone)) if not is_standing else "" if may_choose else words(hint),  # noqa: S704 - ours
        "is_stashed": is_stashed,
    }


async def doubt(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What speaks against the shown position."""
    code = LOOKING.of(dialog_manager).code
    judgement = await services.matching.look(chat.id, code)
    position = await services.positions.get(chat.id, code)
    phone = disclaimer(position, words) if position is not None else Markup("")
    return {"code": code, "verdicts": against_lines(judgement, words) if judgement else "", "disclaimer": phone}


async def stashed(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """What stashing means, and until when to confirm."""
    seen = await services.journey.home(chat.id)
    is_stashed = seen.exam is not None and seen.position is not None and seen.status is Status.STASHED
    if seen.exam is None or seen.position is None or not is_stashed:
        return {"is_stashed": False, "is_other": True, "line": line_of(seen.position) if seen.position else "", "until": ""}
    closing = closing_words(words, seen.exam.window(WindowName.REGISTRATION), zone, seen.now)
    return {"is_stashed": True, "is_other": False, "line": line_of(seen.position), **closing}


def line_of(position: Position) -> str:
    """A position in one line."""
    return f"{position.code} {position.unit} · {position.title}"
