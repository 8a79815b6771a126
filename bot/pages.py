"""The address of a one-time page for what must not stand in a chat."""

from bot.services import Services
from core.model.account import Chat, PagePurpose


async def page_address(services: Services, chat: Chat, purpose: PagePurpose) -> str:
    """A fresh page of this chat; it is valid for ten minutes and one use."""
    return f"{services.public_url}/secure/{await services.pages.open(chat.id, purpose)}"
