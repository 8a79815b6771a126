"""The sandbox carrier: every telephone of the demo, in memory."""

from gateways.sandbox.sms.phones import Message, SandboxPhones
from gateways.sandbox.sms.server import reporter, sandbox_sms

__all__ = ["Message", "SandboxPhones", "reporter", "sandbox_sms"]
