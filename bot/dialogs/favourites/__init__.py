"""Positions that were marked to come back to."""

from bot.dialogs.favourites.windows import build

__all__ = ["build"]
