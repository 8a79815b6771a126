"""Choose a current exam, read its agreements page by page, accept them (指南 三(二), 说明 二(三))."""

from bot.dialogs.apply.windows import build

__all__ = ["build"]
