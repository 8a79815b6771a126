"""A Bot API server over HTTP that stands in for Telegram in tests, on the same table of methods as the product's web chat.

It proves that dialogs work through aiogram's real client; what Telegram itself answers is pinned by ``tests/channels/fixtures``.
"""

from tests.support.bot_api.server import TOKEN, BotApi

__all__ = ["TOKEN", "BotApi"]
