"""A window that hears everything: what none of its own inputs takes is answered with a sentence, never with silence."""

from typing import Any

from aiogram.types import Message
from aiogram_dialog import DialogManager
from aiogram_dialog import Window as PlainWindow
from aiogram_dialog.widgets.input import MessageInput

from bot.unexpected import answer_unexpected


async def _unexpected(message: Message, _: MessageInput, manager: DialogManager) -> None:
    await answer_unexpected(message, manager)


class Window(PlainWindow):
    """aiogram-dialog's window with an ear for the unexpected, behind its own inputs."""

    def __init__(self, *widgets: Any, **options: Any) -> None:
        super().__init__(*widgets, MessageInput(_unexpected), **options)
