"""What the windows of the maintenance show."""

from typing import Any

from aiogram_dialog import DialogManager
from markupsafe import Markup

from bot.dialogs.maintenance.data import WAYS, Changing
from bot.memory import Memory
from bot.pages import page_address
from bot.services import Services
from core.model.account import Change, Chat
from locales.words import Words

CHANGING = Memory(Changing)


async def change(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What to know about a change, and its page."""
    way = WAYS[Change(CHANGING.of(dialog_manager).change)]
    said = Markup(words(way.sentence))  # noqa: S704 - a sentence of our catalogue
    exam = (await services.journey.home(chat.id)).exam
    clause = exam.clause_of(way.basis) if exam and way.basis else None
    return {"said": said, "clause": clause or "", "page": await page_address(services, chat, way.page)}
