"""Recover the password (指南 二(四)): username, then document and phone code or security questions, then a new password."""

from bot.dialogs.recovery.windows import build

__all__ = ["build"]
