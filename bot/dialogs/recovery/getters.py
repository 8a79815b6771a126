"""What the windows of a recovery show: a fresh page each; never whether there is such an account."""

from datetime import tzinfo
from typing import Any

from bot.pages import page_address
from bot.services import Services
from core.model.account import Chat, PagePurpose
from locales.words import Words


async def username(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """The page for the username."""
    return {"page": await page_address(services, chat, PagePurpose.RECOVER_PASSWORD)}


async def document(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """The page for document and phone."""
    return {"page": await page_address(services, chat, PagePurpose.RECOVER_BY_DOCUMENT)}


async def questions(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """The page with the three questions."""
    return {"page": await page_address(services, chat, PagePurpose.RECOVER_BY_QUESTIONS)}


async def reset(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """The page for the new password."""
    return {"page": await page_address(services, chat, PagePurpose.RESET_PASSWORD)}


async def replace(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The page for another phone, and until when the bank is still being asked."""
    until = await services.accounts.replacing_phone.asking_until(chat.id)
    asking = words.moment(until, zone) if until else ""
    return {"asking": asking, "page": await page_address(services, chat, PagePurpose.REPLACE_PHONE)}


async def ways(services: Services, **_: Any) -> dict[str, Any]:
    """Which ways there are."""
    return {"face": services.accounts.facing.is_offered}


async def face(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """The page for who it shall be."""
    return {"page": await page_address(services, chat, PagePurpose.FACE_FOR_PASSWORD)}
