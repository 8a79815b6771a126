"""Presses on what isn't there any more: yesterday's button, one from before a restart, one of a dialog that has been left.

Such a press is always answered, loses its keyboard, and the person is shown where they are now, at the end of the chat.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState

ShowHome = Callable[[DialogManager], Awaitable[None]]
Sentence = Callable[[DialogManager], str]


class StaleButtons:
    """Answers stale presses.

    :param show_home: opens the first window where no dialog is open: with ``StartMode.RESET_STACK`` and ``ShowMode.SEND``.
    :param sentence: what the answer says, in the person's language.
    """

    def __init__(self, show_home: ShowHome, sentence: Sentence) -> None:
        self._show_home = show_home
        self._sentence = sentence

    def register(self, dispatcher: Dispatcher) -> None:
        """Take over the errors that the dialog library raises for stale presses."""
        dispatcher.errors.register(self.on_error, ExceptionTypeFilter(UnknownIntent, OutdatedIntent, UnknownState))

    async def on_error(self, event: ErrorEvent, dialog_manager: DialogManager) -> bool:
        """A press of a dialog that isn't open, or a message to a dialog whose window no longer exists."""
        if event.update.callback_query is not None:
            await self(event.update.callback_query, dialog_manager)
        else:
            await self._show(None, dialog_manager)
        return True

    async def __call__(self, query: CallbackQuery, manager: DialogManager) -> None:
        """Answer the press and show where the person is."""
        with suppress(TelegramAPIError):  # the answer came too late: what counts is the window
            await query.answer(self._sentence(manager))
        await self._show(query, manager)

    async def _show(self, query: CallbackQuery | None, manager: DialogManager) -> None:
        if not manager.has_context():
            await self._show_home(manager)
            return
        stack = manager.current_stack()
        pressed = query.message.message_id if query is not None and query.message is not None else None
        if pressed is not None and pressed == stack.last_message_id:
            await manager.show(ShowMode.EDIT)
            return
        if query is not None and query.bot is not None and query.message is not None and stack.last_message_id is not None:
            with suppress(TelegramAPIError):  # the window moves to the end of the chat; its old place may be gone already
                await query.bot.delete_message(query.message.chat.id, stack.last_message_id)
        await manager.show(ShowMode.SEND)
