"""One rendering, one press: the second press of a double click, or a press on how a window looked before, never acts.

The dialog library's callback data names the dialog and the widget, but not what the person saw: after the first press of a double
click the window has changed, and the second is applied to the *next* window (it skips a step), or to the same one once more (it
repeats one). So each time a window is shown its buttons get a fresh mark, which is kept with the dialog's own state, and a press
counts with the mark of the latest showing. The mark is kept after the window was shown and together with what the handler changed:
if the process dies in between, what stands on the screen no longer fits, and the press shows the window anew instead of acting.

A press that is on its way while the *same* window is shown again still counts, unless it is the very press that made it be shown:
somebody who presses the next button while the answer to the last one arrives means it. A push of the same window keeps the mark.

Telegram and the web chat both go through this. Buttons that belong to no dialog are let through untouched.
"""

import itertools
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from aiogram import BaseMiddleware, Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, ReplyKeyboardMarkup, TelegramObject
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.api.entities import ChatEvent, Context, DialogUpdateEvent, NewMessage, OldMessage
from aiogram_dialog.api.internal import CONTEXT_KEY, EVENT_SIMULATED, DialogManagerFactory
from aiogram_dialog.api.protocols import DialogRegistryProtocol, MessageManagerProtocol
from aiogram_dialog.context.media_storage import MediaIdStorage
from aiogram_dialog.manager.manager import ManagerImpl
from aiogram_dialog.manager.message_manager import MessageManager
from aiogram_dialog.utils import CB_SEP, join_reply_callback, remove_intent_id, split_reply_callback

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
StalePress = Callable[[CallbackQuery, DialogManager], Awaitable[None]]

_KEPT_AS = "#marks"  # no widget can have such an id
_MARK_BITS = 24
_MARKED = (InlineKeyboardMarkup, ReplyKeyboardMarkup)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the dialog keeps of its last two showings.

    :ivar mark: on the buttons of the window as it was shown last; ``window`` is its state.
    :ivar before: on the buttons of the showing before that; ``window_before`` likewise.
    :ivar pressed: the button whose press led from that one to the last.
    """

    mark: str = ""
    window: str = ""
    before: str = ""
    window_before: str = ""
    pressed: str = ""

    @classmethod
    def of(cls, context: Context) -> "Marks":
        """The marks kept with this dialog."""
        kept: Any = context.widget_data.get(_KEPT_AS, {})
        return cls(**kept)

    def keep(self, context: Context) -> None:
        """Keep them with the dialog's state."""
        context.widget_data[_KEPT_AS] = asdict(self)

    def counts(self, press: "Press") -> bool:
        """Whether the press was made on the window as it stands."""
        if not press.mark or not press.button:
            return False
        is_same_window = press.mark == self.before and self.window == self.window_before
        return press.mark == self.mark or (is_same_window and press.button != self.pressed)

    def repeats(self, press: "Press") -> bool:
        """Whether it is the second press of a double click."""
        return bool(press.mark) and press.mark == self.before and press.button == self.pressed

    def shown(self, mark: str, window: str, by: "Press | None") -> "Marks":
        """The marks after another showing, which a press may have led to."""
        pressed = by.button if by is not None and by.mark == self.mark else ""
        return Marks(mark, window, before=self.mark, window_before=self.window, pressed=pressed)


@dataclass(frozen=True, slots=True)
class Press:
    """Callback data taken apart: dialog, mark of the showing, button."""

    intent: str
    mark: str
    button: str

    @classmethod
    def read(cls, data: str | None) -> "Press | None":
        """The press on a dialog's button; ``None`` for any other button."""
        intent, rest = remove_intent_id(data or "")
        if intent is None:
            return None
        mark, separator, button = rest.partition(CB_SEP)
        return cls(intent, mark, button) if separator else cls(intent, "", rest)


class PressGuard(BaseMiddleware):
    """Lets a press through to its dialog only if it was made on the window as it was shown last.

    The second press of a double click is answered silently. Any other press that doesn't fit goes to ``stale``, which answers it
    and shows where the person is; so does one on a reply keyboard, which stands in the chat as a message of its own. An inner
    middleware of callback queries, registered after the dialogs were set up.
    """

    def __init__(self, stale: StalePress) -> None:
        self._stale = stale

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        context: Context | None = data.get(CONTEXT_KEY)
        press = Press.read(event.data) if isinstance(event, CallbackQuery) else None
        if not isinstance(event, CallbackQuery) or press is None or context is None:
            return await handler(event, data)
        marks = Marks.of(context)
        if marks.counts(press):
            return await handler(event.model_copy(update={"data": f"{press.intent}{CB_SEP}{press.button}"}), data)
        if marks.repeats(press) and not data.get(EVENT_SIMULATED):
            with suppress(TelegramAPIError):  # it came too late to be answered: nothing hangs on it
                await event.answer()
        else:
            await self._stale(event, data["dialog_manager"])
        return None


class MarkingManagers(DialogManagerFactory):
    """Makes dialog managers that mark each keyboard they show. Uploaded files are remembered for each bot apart.

    (The library remembers file ids by path alone, and would offer one bot's file ids to another bot's channel.)
    """

    def __init__(self, messages: MessageManagerProtocol | None = None) -> None:
        self._messages = messages or MessageManager()
        self._media: dict[int, MediaIdStorage] = {}
        self._marks = itertools.count(secrets.randbits(_MARK_BITS))

    def __call__(self, event: ChatEvent, data: dict[str, Any], registry: DialogRegistryProtocol, router: Router) -> DialogManager:
        """The manager of one update."""
        marking = _MarkingMessages(self._messages, self._fresh_mark)
        media = self._media.setdefault(data["bot"].id, MediaIdStorage())  # type: ignore[no-untyped-call]
        manager = ManagerImpl(event, marking, media, registry, router, data, None)
        marking.manager = manager
        return manager

    def _fresh_mark(self) -> str:
        """Four characters that don't come again for 16 million showings; a mark is no secret, so it costs no entropy."""
        return urlsafe_b64encode((next(self._marks) % 2**_MARK_BITS).to_bytes(_MARK_BITS // 8, "big")).decode()


class _MarkingMessages(MessageManagerProtocol):
    """Shows messages through another manager of messages, with a fresh mark on each button of the dialog."""

    manager: DialogManager

    def __init__(self, messages: MessageManagerProtocol, fresh_mark: Callable[[], str]) -> None:
        self._messages = messages
        self._fresh_mark = fresh_mark

    async def show_message(self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None) -> OldMessage:
        markup = new_message.reply_markup
        if new_message.show_mode is ShowMode.NO_UPDATE or not isinstance(markup, _MARKED):
            return await self._messages.show_message(bot, new_message, old_message)
        context, event = self.manager.current_context(), self.manager.event
        marks, window = Marks.of(context), str(context.state.state)
        is_push_of_same = isinstance(event, DialogUpdateEvent) and marks.window == window
        mark = marks.mark if is_push_of_same else self._fresh_mark()
        _put_mark(markup, context.id, mark)
        shown = await self._messages.show_message(bot, new_message, old_message)
        if not is_push_of_same:
            marks.shown(mark, window, Press.read(event.data) if isinstance(event, CallbackQuery) else None).keep(context)
        return shown

    async def remove_kbd(self, bot: Bot, show_mode: ShowMode, old_message: OldMessage | None) -> Message | None:
        return await self._messages.remove_kbd(bot, show_mode, old_message)

    async def answer_callback(self, bot: Bot, callback_query: CallbackQuery) -> None:
        await self._messages.answer_callback(bot, callback_query)


def _put_mark(markup: InlineKeyboardMarkup | ReplyKeyboardMarkup, intent: str, mark: str) -> None:
    """Put ``mark`` between the dialog's id and the widget's in each button of this dialog; the keyboard is of this showing only."""
    prefix, marked = f"{intent}{CB_SEP}", f"{intent}{CB_SEP}{mark}{CB_SEP}"
    if isinstance(markup, InlineKeyboardMarkup):
        for row in markup.inline_keyboard:
            for place, button in enumerate(row):
                if button.callback_data and button.callback_data.startswith(prefix):
                    data = marked + button.callback_data.removeprefix(prefix)
                    row[place] = button.model_copy(update={"callback_data": data})
        return
    for keys in markup.keyboard:
        for place, key in enumerate(keys):
            label, hidden = split_reply_callback(key.text)
            if label and hidden and hidden.startswith(prefix):
                text = join_reply_callback(label, marked + hidden.removeprefix(prefix))
                keys[place] = key.model_copy(update={"text": text})
