"""The boundary of the chat: whatever fails while an update is handled, the candidate hears what happened and what to do."""

from typing import Any

import structlog
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.storage import StoreStorage
from core.store.engine import StoreUnavailable
from locales.words import T, Words, words_in

log = structlog.get_logger("failures")


async def on_failure(
    event: ErrorEvent,
    fsm_storage: BaseStorage,
    words: Words | None = None,
    **_: Any,
) -> bool:
    """Answer any failure with a sentence; returns that it was dealt with."""
    spoken = words or words_in("zh_CN")
    error = event.exception
    if isinstance(fsm_storage, StoreStorage):
        fsm_storage.undo()
    if isinstance(error, StoreUnavailable):
        log.warning("the store was unavailable", error=str(error))
    else:
        log.error("an update failed", error=type(error).__name__, exc_info=error)
    await _say(
        event, spoken(T("Something went wrong on our side. What you did last was not kept, all before it was. Please try again."))
    )
    return True


async def _say(event: ErrorEvent, text: str) -> None:
    query, message = event.update.callback_query, event.update.message
    if isinstance(query, CallbackQuery):
        await query.answer(text, show_alert=True)
    elif isinstance(message, Message):
        await message.answer(text)
