"""Calls from payment providers: verified over the raw bytes, stored, committed, and only then acknowledged."""

from webhooks.payments.routes import routes

__all__ = ["routes"]
