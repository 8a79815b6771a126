"""Texts and things that no step waits for: they are answered, and the window stands below again."""

from aiogram.types import Message
from aiogram_dialog import DialogManager

from bot.answers.hearing import hear


async def answer_unexpected(message: Message, manager: DialogManager) -> None:
    """A position code opens its position from anywhere; a question is answered from the notice; anything else gets a kind word."""
    await hear(message, manager)
