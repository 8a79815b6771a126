"""What the questions about an education show."""

from typing import Any

from aiogram_dialog import DialogManager

from bot.dialogs.education.data import Draft
from bot.dialogs.form.summary import education_line
from bot.memory import Memory
from bot.services import Services
from core.model.account import Chat
from core.model.application import Degree, Level
from core.rules.form import in_order
from locales.names import degree_name, level_name
from locales.words import Words

DRAFT = Memory(Draft)


async def entry(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The education that may be changed or removed."""
    application = (await services.journey.home(chat.id)).application
    listed = in_order(application.form.educations) if application else ()
    index = DRAFT.of(dialog_manager).index
    return {"line": education_line(words, listed[index]) if index is not None and index < len(listed) else "—"}


async def levels(words: Words, **_: Any) -> dict[str, Any]:
    """The levels to choose from."""
    return {"levels": [(str(int(level)), level_name(words, level)) for level in Level]}


async def degrees(words: Words, **_: Any) -> dict[str, Any]:
    """The degrees to choose from."""
    return {"degrees": [(degree.value, degree_name(words, degree)) for degree in Degree]}


async def major(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """From which certificate the major is copied."""
    outside = DRAFT.of(dialog_manager).outside
    return {"outside": outside, "inside": not outside}
