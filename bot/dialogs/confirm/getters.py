"""What the confirm windows show."""

from datetime import tzinfo
from typing import Any

from bot.closing import closing_words
from bot.dialogs.confirm.lines import final_lines
from bot.dialogs.position.verdicts import against_lines, disclaimer, short_verdict
from bot.services import Services
from core.model.account import Chat
from core.model.decisions import Refused
from core.model.eligibility import Judgement, Verdict
from core.model.exam import WindowName
from core.model.reasons import Reason
from core.services.applications import Home
from core.services.applications.choosing import ReadBack
from locales.reasons import with_clause
from locales.words import T, Words


async def read_back(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """Everything that becomes final, and what the conditions of the position say to it."""
    seen = await services.journey.home(chat.id)
    lines = final_lines(words, seen)
    judgement = await services.matching.look(chat.id, seen.position.code) if seen.position else None
    return {
        "lines": lines,
        "verdict": short_verdict(judgement, words) if judgement else "",
        "disclaimer": disclaimer(seen.position, words) if judgement and seen.position else "",
        "ready": bool(lines) and not seen.missing,
        "missing": not lines or bool(seen.missing),
    }


async def consequence(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The consequence, the deadline, and the one button whose nonce confirms; shown anew it has a new nonce."""
    answer = await services.choosing.read_back(chat.id)
    if isinstance(answer, Refused):
        refusal = with_clause(answer, words, zone)
        return {"refusal": refusal, "nonces": [], "ready": False, "clause": "", "until": "", "unfit": False, "verdict": ""}
    judgement = await services.matching.look(chat.id, answer.position.code)
    deadline = _deadline(await services.journey.home(chat.id), words, zone)
    return {"refusal": "", "ready": True, **_final(answer, judgement, words), **deadline}


def _final(answer: ReadBack, judgement: Judgement | None, words: Words) -> dict[str, Any]:
    """The one button; where the position doesn't fit it says so itself, and what speaks against stands above it."""
    position = answer.position
    unfit = judgement is not None and judgement.overall is Verdict.DOES_NOT_FIT
    sentence = T("It doesn't fit, I know. Confirm {code} for good") if unfit else T("Confirm {code} for good")
    return {
        "nonces": [(answer.nonce, words(sentence, code=position.code))],
        "code": position.code,
        "unit": position.unit,
        "title": position.title,
        "unfit": unfit,
        "verdict": against_lines(judgement, words) if judgement is not None and unfit else "",
    }


def _deadline(seen: Home, words: Words, zone: tzinfo) -> dict[str, str]:
    if seen.exam is None:
        return {"clause": "", "until": ""}
    clause = seen.exam.clause_of(Reason.ALREADY_CONFIRMED) or ""
    return {"clause": clause, **closing_words(words, seen.exam.window(WindowName.REGISTRATION), zone, seen.now)}
