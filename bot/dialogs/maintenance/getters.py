"""What the windows of the maintenance show."""

from datetime import tzinfo
from typing import Any

from aiogram_dialog import DialogManager
from markupsafe import Markup

from bot.dialogs.maintenance.data import NAMES, WAYS, Changing
from bot.memory import Memory
from bot.pages import page_address
from bot.services import Services
from core.model.account import Change, Chat
from locales.words import T, Words

CHANGING = Memory(Changing)


async def main(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """Which change the bank is still being asked about."""
    waiting = await services.accounts.maintaining.waiting(chat.id)
    if waiting is None:
        return {"waiting": ""}
    said = T("I am still asking the bank about your change: {what}. Until it says yes the old value stays; at {until} I forget it.")
    return {"waiting": words(said, what=words(NAMES[waiting.change]), until=words.moment(waiting.until, zone))}


async def change(services: Services, chat: Chat, words: Words, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What to know about a change, and its page."""
    way = WAYS[Change(CHANGING.of(dialog_manager).change)]
    said = Markup(words(way.sentence))  # noqa: S704 - a sentence of our catalogue
    exam = (await services.journey.home(chat.id)).exam
    clause = exam.clause_of(way.basis) if exam and way.basis else None
    return {"said": said, "clause": clause or "", "page": await page_address(services, chat, way.page)}
