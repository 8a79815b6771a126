"""Calls from providers of face checks."""

from webhooks.identity.routes import routes

__all__ = ["routes"]
