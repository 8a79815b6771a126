"""The cashier's page (说明 二(六)): what is to be paid, until when, one way to the provider, and what became of it."""

from web.cashier.routes import routes

__all__ = ["routes"]
