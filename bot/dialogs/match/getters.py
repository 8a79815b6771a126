"""What the windows of fitting positions show."""

from typing import Any

from aiogram_dialog import DialogManager

from bot.dialogs.match.data import Matched
from bot.dialogs.match.questions import ANSWERS, PASSED_OVER, QUESTIONS
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from core.model.eligibility import Verdict
from core.services.matching import Overview
from locales.words import T, Words

MATCHED = Memory(Matched)
_NOTHING = {"counts": "", "switch": "", "positions": [], "has_previous": False, "has_next": False, "question": False}


async def overview_of(services: Services, chat: Chat, manager: DialogManager) -> Overview | None:
    """The table as it stands for this candidate and the answers given so far."""
    matched = MATCHED.of(manager)
    return await services.matching.overview(chat.id, Verdict(matched.verdict), matched.page, matched.answers)


async def main(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Counts, and one page of what fits or of what has to be asked about."""
    seen = await overview_of(services, chat, dialog_manager)
    fits = MATCHED.of(dialog_manager).verdict == Verdict.FITS
    if seen is None:
        hint = words(T("Please fill in your education in the form first; then I can tell which positions fit."))
        return {"hint": hint, **_NOTHING}
    return {"hint": "", **_listed(seen, words, fits=fits)}


def _listed(seen: Overview, words: Words, *, fits: bool) -> dict[str, Any]:
    return {
        "counts": words(T("Fit: {fits}. To be asked about: {ask}."), fits=seen.fits, ask=seen.ask),
        "positions": [(row.code, f"{row.code} {row.unit} · {row.title}"[:60]) for row in seen.positions],
        "has_previous": seen.number > 0,
        "has_next": seen.number + 1 < seen.pages,
        "question": seen.question is not None,
        "switch": words(T("Show what has to be asked about") if fits else T("Show what fits")),
    }


async def question(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The one question that decides most now."""
    seen = await overview_of(services, chat, dialog_manager)
    kind = seen.question if seen else None
    if kind is None:
        return {"asked": words(T("Nothing more has to be asked.")), "answers": []}
    answers = [(f"{kind.value}:{value}", words(label)) for value, label in ANSWERS[kind]]
    return {"asked": words(QUESTIONS[kind]), "answers": [*answers, (f"{kind.value}:", words(PASSED_OVER))]}
