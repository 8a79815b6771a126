"""Find a position by its code, look at it, stash it or go on to confirm (说明 二(五))."""

from bot.dialogs.position.windows import build

__all__ = ["build"]
