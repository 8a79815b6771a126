"""Registration form and admission ticket as PDF in the chat (说明 二(七), 二(八))."""

from bot.dialogs.documents.windows import build

__all__ = ["build"]
