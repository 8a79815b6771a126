"""WeChat Pay, APIv3: the library signs and sends what we ask; what is sent to us is verified by code of our own."""

from gateways.payments.wechat.channel import Credentials
from gateways.payments.wechat.keys import Keyring, read_keys
from gateways.payments.wechat.provider import WechatPay
from gateways.payments.wechat.reading import Merchant

__all__ = ["Credentials", "Keyring", "Merchant", "WechatPay", "read_keys"]
