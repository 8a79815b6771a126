"""Register, log in, recover the username, log out (指南 一, 二). Secrets are typed on secure pages, only the SMS code here."""

from bot.dialogs.account.windows import build

__all__ = ["build"]
