"""Where a sentence is expected and something else arrives: a photo, a voice message, a sticker."""

from aiogram.types import Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput

from bot.given import given
from bot.refusals import say
from locales.words import T


async def text_wanted(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Ask for text; nothing is lost."""
    await say(message, manager, given(manager).words(T("Please write it as text here. What you have filled in is kept.")))
