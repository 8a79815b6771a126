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
        query = event.update.callback_query
        if query is None:
            await self._show(None, dialog_manager)
        elif _is_on_the_window(query, dialog_manager):  # a double click: the first press opened another dialog in this message
            await self._answered(query, None)
            await self._show(query, dialog_manager)
        else:
            await self(query, dialog_manager)
        return True

    async def __call__(self, query: CallbackQuery, manager: DialogManager) -> None:
        """Answer the press and show where the person is."""
        if not query.id:  # a key of a reply keyboard: a message like any other, which can't be answered as a press
            await self._show(None, manager)
            return
        await self._answered(query, self._sentence(manager))
        await self._show(query, manager)

    async def _answered(self, query: CallbackQuery, text: str | None) -> None:
        with suppress(TelegramAPIError):  # the answer came too late: what counts is the window
            await query.answer(text)

    async def _show(self, query: CallbackQuery | None, manager: DialogManager) -> None:
        if not manager.has_context():
            await self._show_home(manager)
            return
        last, message = manager.current_stack().last_message_id, query.message if query is not None else None
        if query is None or message is None:
            has_keys = manager.current_stack().last_reply_keyboard
            await manager.show(ShowMode.DELETE_AND_SEND if has_keys else ShowMode.SEND)
        elif message.message_id == last:
            await manager.show(ShowMode.EDIT)
        else:
            await self._move(query, message.chat.id, last, manager)

    async def _move(self, query: CallbackQuery, chat_id: int, last: int | None, manager: DialogManager) -> None:
        """The window moves to the end of the chat; the message that was pressed loses its buttons."""
        if query.bot is not None and last is not None:
            with suppress(TelegramAPIError):  # it may be gone already, or too old to be taken away
                await query.bot.delete_message(chat_id, last)
        await manager.show(ShowMode.SEND)


def _is_on_the_window(query: CallbackQuery, manager: DialogManager) -> bool:
    """Whether the pressed message is the one that shows the present window."""
    return (
        manager.has_context() and query.message is not None and query.message.message_id == manager.current_stack().last_message_id
    )
