"""Which positions fit: counts, what fits, what has to be asked about, one question at a time."""

from bot.dialogs.match.windows import build

__all__ = ["build"]
