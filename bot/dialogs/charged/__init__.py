"""Money was taken, but it isn't shown as paid: the provider is asked, and what stays open becomes a case (说明 二(六))."""

from bot.dialogs.charged.windows import build

__all__ = ["build"]
