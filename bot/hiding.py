"""Takes a typed code out of the chat: by then it is used up or wrong, and no history shall keep it."""

from contextlib import suppress

from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message


async def hide(message: Message) -> None:
    """Delete what the candidate typed. Where the messenger doesn't let us, it stays: a code lasts five minutes and proves once."""
    with suppress(TelegramAPIError):
        await message.delete()
