"""Alipay: the library signs and verifies inside a guard; asking goes over our own connection."""

from gateways.payments.alipay.channel import Channel
from gateways.payments.alipay.provider import Alipay
from gateways.payments.alipay.reading import Merchant
from gateways.payments.alipay.signatures import Signatures

__all__ = ["Alipay", "Channel", "Merchant", "Signatures"]
