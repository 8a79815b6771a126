"""The Bot API's methods over a book of messages: the product's web chat and the emulated server of the tests share this table."""

from bot.channels.table.calls import BotApiTable

__all__ = ["BotApiTable"]
