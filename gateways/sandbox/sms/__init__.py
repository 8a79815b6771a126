"""The sandbox carrier: every telephone of the demo, in memory."""

from gateways.sandbox.sms.phones import Message, SandboxPhones
from gateways.sandbox.sms.server import sandbox_sms

__all__ = ["Message", "SandboxPhones", "sandbox_sms"]
