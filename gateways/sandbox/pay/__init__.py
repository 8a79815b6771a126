"""The sandbox payment gateway: orders, a page for the payer, refunds, and signed notifications over real HTTP."""

from gateways.sandbox.pay.courier import Courier
from gateways.sandbox.pay.orders import Outcome, SandboxPay
from gateways.sandbox.pay.server import sandbox_pay

__all__ = ["Courier", "Outcome", "SandboxPay", "sandbox_pay"]
