"""Confirming for good (说明 二(五)4): read everything back, name the consequence, then a second deliberate press."""

from bot.dialogs.confirm.windows import build

__all__ = ["build"]
