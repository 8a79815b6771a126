"""One level of education, question by question (说明 二(四)): the major as its certificate names it."""

from bot.dialogs.education.windows import build

__all__ = ["build"]
