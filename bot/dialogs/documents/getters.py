"""What the documents window shows."""

from datetime import tzinfo
from typing import Any

from bot.services import Services
from core.model.account import Chat
from core.model.exam import Window, WindowName
from locales.words import T, Words


async def documents(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The windows in which each document can be printed."""
    exam = (await services.journey.home(chat.id)).exam
    if exam is None:
        return {"form": "", "ticket": ""}
    return {
        "form": span(exam.window(WindowName.FORM_PRINT), words, zone),
        "ticket": span(exam.window(WindowName.TICKET_PRINT), words, zone),
    }


def span(window: Window, words: Words, zone: tzinfo) -> str:
    """From when to when, with the clause; an open end is left open."""
    opens = words.moment(window.opens_at, zone) if window.opens_at else ""
    closes = words.moment(window.closes_at, zone) if window.closes_at else ""
    said = words(T("{opens} to {closes}"), opens=opens, closes=closes) if closes else words(T("from {opens}"), opens=opens)
    return f"{said}（{window.clause}）" if window.clause else said
