"""What the help windows show."""

from typing import Any

from aiogram_dialog import DialogManager

from bot.answers.doors import DOORS
from bot.dialogs.help.data import Asking
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from core.model.exam import Desk
from core.services.answers import entry_of
from locales.words import T, Words

ASKING = Memory(Asking)


async def topics(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """The branches of the questions."""
    exam = await services.answers.exam_of(chat.id)
    return {"topics": [(one.id, words.text(one.title)) for one in exam.topics] if exam else []}


async def questions(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The questions of a branch that have an answer."""
    exam, topic = await services.answers.exam_of(chat.id), ASKING.of(dialog_manager).topic
    shown = [one for one in exam.answers if not topic or one.topic == topic] if exam else []
    title = next((words.text(one.title) for one in exam.topics if one.id == topic), "") if exam else ""
    return {"title": title or words(T("Questions")), "questions": [(one.id, words.text(one.question)) for one in shown]}


async def answer(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One answer with its clause."""
    found = entry_of(await services.answers.exam_of(chat.id), ASKING.of(dialog_manager).answer)
    if found is None:
        return {"question": "", "answer": words(T("This answer isn't there any more.")), "clause": "", "source": "", "door": ""}
    return {
        "question": words.text(found.question),
        "answer": words.text(found.answer),
        "clause": found.clause or "",
        "source": found.source or "",
        "door": words(DOORS[found.target].label) if found.target else "",
    }


async def desks(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """Whom to call, when, for what."""
    exam = await services.answers.exam_of(chat.id)
    return {"desks": "\n\n".join(_desk(words, desk) for desk in exam.desks) if exam else ""}


def _desk(words: Words, desk: Desk) -> str:
    hours = ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in desk.hours)
    reach = " · ".join(one for one in (desk.phone, desk.mail) if one)
    when = words(T("working days {hours}"), hours=hours) if hours else ""
    days = f"{desk.first_on:%Y-%m-%d} – {desk.last_on:%Y-%m-%d}" if desk.first_on and desk.last_on else ""
    return "\n".join(line for line in (words.text(desk.name), reach, when, days, f"（{desk.clause}）") if line)
