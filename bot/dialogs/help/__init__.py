"""What the guide answers, each with its clause, and the desks to call (说明 三(五))."""

from bot.dialogs.help.windows import build

__all__ = ["build"]
