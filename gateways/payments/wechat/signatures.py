"""Whether WeChat Pay signed a message just now: RSA over instant, nonce and the raw bytes, judged by the product's own clock."""

import re
from collections.abc import Mapping

from core.errors import Forbidden, SignatureProbe
from core.ports import Clock
from gateways.payments.wechat.keys import Keyring, fits

OLDEST_SECONDS = 300
SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
_PROBE = "WECHATPAY/SIGNTEST/"
_SECONDS = re.compile(r"[0-9]{1,12}")
_NONCE = re.compile(r"[!-~]{1,128}")


class Signatures:
    """Tells WeChat Pay's messages from others."""

    def __init__(self, keys: Keyring, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises ``Forbidden`` unless one of the keys signed it within five minutes; ``SignatureProbe`` where WeChat tests us."""
        self._check(headers, body, is_answer=False)

    def check_answer(self, headers: Mapping[str, str], body: bytes) -> None:
        """The same for the answer to a question of ours, whose age is known: it came back on the connection it was asked on."""
        self._check(headers, body, is_answer=True)

    def _check(self, headers: Mapping[str, str], body: bytes, *, is_answer: bool) -> None:
        signature = headers.get("wechatpay-signature", "")
        if signature.startswith(_PROBE):
            raise SignatureProbe("WeChat Pay tests whether a spoiled signature is refused")
        if headers.get("wechatpay-signature-type", "") not in {"", SIGNATURE_TYPE}:
            raise Forbidden("signed in a way we don't know")
        at, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        if not _SECONDS.fullmatch(at) or not _NONCE.fullmatch(nonce):
            raise Forbidden("headers are missing or malformed")
        if not is_answer and abs(int(self._clock.now().timestamp()) - int(at)) > OLDEST_SECONDS:
            raise Forbidden("too old, or from the future")
        key = self._keys.find(headers.get("wechatpay-serial", ""))
        if key is None:
            raise Forbidden("signed with a key we don't have")
        if not fits(key, f"{at}\n{nonce}\n".encode() + body + b"\n", signature):
            raise Forbidden("the signature doesn't fit")
