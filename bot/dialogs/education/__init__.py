"""One level of education, question by question (说明 二(四)): the major as on the graduation certificate, from abroad as on the degree."""

from bot.dialogs.education.windows import build

__all__ = ["build"]
