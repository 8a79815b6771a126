"""Up to three positions side by side: as text, and as a picture that stays in the chat."""

from bot.dialogs.compare.windows import build

__all__ = ["build"]
