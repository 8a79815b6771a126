"""WeChat Pay, APIv3: the library signs and sends what we ask; what is sent to us is verified by code of our own."""

from gateways.payments.wechat.channel import Credentials
from gateways.payments.wechat.keys import Keyring, read_keys
from gateways.payments.wechat.payers import App, Payers
from gateways.payments.wechat.provider import WechatPay
from gateways.payments.wechat.reading import Merchant

__all__ = ["App", "Credentials", "Keyring", "Merchant", "Payers", "WechatPay", "read_keys"]
