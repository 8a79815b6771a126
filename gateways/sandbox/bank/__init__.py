"""The sandbox bank: believes everybody, unless a test value or the demo panel says otherwise."""

from gateways.sandbox.bank.desk import BankMood, SandboxBank
from gateways.sandbox.bank.server import sandbox_bank

__all__ = ["BankMood", "SandboxBank", "sandbox_bank"]
