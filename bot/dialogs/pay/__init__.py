"""The way to the cashier, and the question whether the money has arrived (说明 二(六))."""

from bot.dialogs.pay.windows import build

__all__ = ["build"]
