"""Filters of the position table: facets with live numbers, values to toggle."""

from bot.dialogs.filters.windows import build

__all__ = ["build"]
