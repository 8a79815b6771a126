"""When the bank doesn't recognise somebody (说明 三(一)): the one next step, remembered across days and devices."""

from bot.dialogs.trouble.windows import build

__all__ = ["build"]
