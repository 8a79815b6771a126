"""Keyboards as the Bot API takes them: one action for each inline button, callback data of 1 to 64 bytes."""

from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, TelegramObject

from bot.channels.errors import BUTTON_DATA_INVALID, ApiError

_CALLBACK_BYTES = 64
_SCHEMES = ("http://", "https://", "tg://")


def written(markup: TelegramObject | None) -> dict[str, Any] | None:
    """The keyboard as JSON; ``None`` when there is none, or an inline one without buttons. Raises ``ApiError``."""
    if markup is None:
        return None
    if isinstance(markup, InlineKeyboardMarkup):
        rows = [[_button(button) for button in row] for row in markup.inline_keyboard if row]
        return {"inline_keyboard": rows} if rows else None
    return markup.model_dump(mode="json", exclude_none=True)


def _button(button: InlineKeyboardButton) -> dict[str, Any]:
    if not button.text:
        raise ApiError("Bad Request: BUTTON_TEXT_INVALID")
    if button.callback_data is not None:
        if not 0 < len(button.callback_data.encode()) <= _CALLBACK_BYTES:
            raise ApiError(BUTTON_DATA_INVALID)
    elif button.url is not None and not button.url.startswith(_SCHEMES):
        raise ApiError(f"Bad Request: inline keyboard button URL '{button.url}' is invalid: Unsupported URL protocol")
    written_button = button.model_dump(mode="json", exclude_none=True)
    if len(written_button) < 2:
        raise ApiError("Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return written_button
