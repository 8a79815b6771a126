"""What the confirm windows show."""

from datetime import tzinfo
from typing import Any

from bot.closing import closing_words
from bot.dialogs.confirm.lines import final_lines
from bot.services import Services
from core.model.account import Chat
from core.model.decisions import Refused
from core.model.exam import WindowName
from core.model.reasons import Reason
from core.services.applications import Home
from core.services.applications.choosing import ReadBack
from locales.reasons import with_clause
from locales.words import T, Words


async def read_back(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """Everything that becomes final."""
    seen = await services.journey.home(chat.id)
    lines = final_lines(words, seen)
    return {"lines": lines, "ready": bool(lines) and not seen.missing, "missing": not lines or bool(seen.missing)}


async def consequence(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The consequence, the deadline, and the one button whose nonce confirms; shown anew it has a new nonce."""
    answer = await services.choosing.read_back(chat.id)
    if isinstance(answer, Refused):
        return {"refusal": with_clause(answer, words, zone), "nonces": [], "ready": False, "clause": "", "until": ""}
    return {"refusal": "", "ready": True, **_final(answer, words), **_deadline(await services.journey.home(chat.id), words, zone)}


def _final(answer: ReadBack, words: Words) -> dict[str, Any]:
    position = answer.position
    label = words(T("Confirm {code} for good"), code=position.code)
    return {"nonces": [(answer.nonce, label)], "code": position.code, "unit": position.unit, "title": position.title}


def _deadline(seen: Home, words: Words, zone: tzinfo) -> dict[str, str]:
    if seen.exam is None:
        return {"clause": "", "until": ""}
    clause = seen.exam.clause_of(Reason.ALREADY_CONFIRMED) or ""
    return {"clause": clause, **closing_words(words, seen.exam.window(WindowName.REGISTRATION), zone, seen.now)}
