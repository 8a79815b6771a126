"""What the windows before the form show."""

from typing import Any

from aiogram_dialog import DialogManager

from bot.dialogs.apply.data import Reading
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from locales.words import Words

READING = Memory(Reading)


async def exams(services: Services, words: Words, **_: Any) -> dict[str, Any]:
    """The current exams."""
    current = await services.journey.current_exams()
    return {"exams": [(exam.id, words.text(exam.title)) for exam in current], "none": not current}


async def agreement(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The page being read; accepting is offered on the very last one only."""
    seen = await services.journey.home(chat.id)
    agreements = seen.exam.agreements if seen.exam else ()
    reading = READING.of(dialog_manager)
    text = agreements[reading.agreement]
    is_last = (reading.agreement, reading.page) == (len(agreements) - 1, len(text.pages) - 1)
    shown = {"title": words.text(text.title), "text": words.text(text.pages[reading.page])}
    counts = {"page": reading.page + 1, "pages": len(text.pages), "number": reading.agreement + 1, "numbers": len(agreements)}
    ways = {"is_last": is_last, "has_next": not is_last, "has_previous": (reading.agreement, reading.page) != (0, 0)}
    return {**shown, **counts, **ways}
