"""Reminders in a chat: what they say, what their buttons do, and what a candidate wishes of them."""

from bot.dialogs.reminders.windows import build

__all__ = ["build"]
