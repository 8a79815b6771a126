"""Maintain the account (指南 二(二)): password and security questions; name, phone and card after the bank."""

from bot.dialogs.maintenance.windows import build

__all__ = ["build"]
