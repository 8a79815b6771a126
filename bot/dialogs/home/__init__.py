"""Home: the exam, the progress line, the one next step with its deadline, and the doors to everything else."""

from bot.dialogs.home.windows import build

__all__ = ["build"]
