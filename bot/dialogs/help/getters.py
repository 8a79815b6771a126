"""What the help windows show."""

from typing import Any

from aiogram_dialog import DialogManager

from bot.dialogs.help.data import Asking
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from core.model.exam import Desk, Exam
from locales.words import T, Words

ASKING = Memory(Asking)


async def _exam(services: Services, chat: Chat) -> Exam | None:
    exams = await services.journey.current_exams()
    return (await services.journey.home(chat.id)).exam or (exams[0] if exams else None)


async def questions(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """The questions that have an answer."""
    exam = await _exam(services, chat)
    return {"questions": [(one.id, words.text(one.question)) for one in exam.answers] if exam else []}


async def answer(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One answer with its clause."""
    exam, wanted = await _exam(services, chat), ASKING.of(dialog_manager).answer
    found = next((one for one in exam.answers if one.id == wanted), None) if exam else None
    if found is None:
        return {"question": "", "answer": words(T("This answer isn't there any more.")), "clause": ""}
    return {"question": words.text(found.question), "answer": words.text(found.answer), "clause": found.clause or ""}


async def desks(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """Whom to call, when, for what."""
    exam = await _exam(services, chat)
    return {"desks": "\n\n".join(_desk(words, desk) for desk in exam.desks) if exam else ""}


def _desk(words: Words, desk: Desk) -> str:
    hours = words(T(", ")).join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in desk.hours)
    reach = " · ".join(one for one in (desk.phone, desk.mail) if one)
    when = words(T("working days {hours}"), hours=hours) if hours else ""
    days = f"{desk.first_on:%Y-%m-%d} – {desk.last_on:%Y-%m-%d}" if desk.first_on and desk.last_on else ""
    return "\n".join(line for line in (words.text(desk.name), reach, when, days, f"（{desk.clause}）") if line)
