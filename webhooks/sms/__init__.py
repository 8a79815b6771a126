"""Calls from carriers of short messages."""

from webhooks.sms.routes import routes

__all__ = ["routes"]
