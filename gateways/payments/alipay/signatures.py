"""Alipay's signatures: RSA with SHA-256 and nothing weaker, by the library, in a guard that lets none of its exceptions out.

A signature with SHA-1 is refused whether it says so or not: the library compares the whole padded hash.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from alipay import AliPay
from alipay.exceptions import AliPayException
from Cryptodome.PublicKey import RSA

from core.errors import Forbidden
from gateways.payments.fields import exact_base64

SIGN_TYPE = "RSA2"
_PEM = b"-----BEGIN"


class Signatures:
    """Signs for one app, and knows what Alipay signed for it. Raises ``ValueError`` for keys that are none.

    :param app_key: the app's private key; without it nothing can be asked of Alipay.
    """

    def __init__(self, app_id: str, alipay_key: bytes, app_key: bytes | None) -> None:
        self._library = _Library(app_id, app_private_key_string=_der(app_key), alipay_public_key_string=_der(alipay_key))
        self.can_sign = app_key is not None

    def check(self, values: Mapping[str, str]) -> None:
        """Raises ``Forbidden`` unless Alipay signed these parameters, ``sign`` and ``sign_type`` apart, with SHA-256."""
        if values.get("sign_type", SIGN_TYPE) != SIGN_TYPE:
            raise Forbidden("signed in a way that is too weak, or that we don't know")
        signed = {name: value for name, value in values.items() if name not in {"sign", "sign_type"}}
        try:
            exact_base64(values.get("sign", ""))
            good = self._library.verify(signed, values.get("sign", ""))
        except (AliPayException, ValueError, TypeError) as error:
            raise Forbidden(f"no signature of Alipay's: {type(error).__name__}") from error
        if not good:
            raise Forbidden("the signature doesn't fit")

    def check_answer(self, content: str, signature: object) -> None:
        """Raises ``Forbidden`` unless Alipay signed this part of an answer."""
        try:
            good = isinstance(signature, str) and bool(exact_base64(signature)) and self._library.fits(content, signature)
        except (ValueError, TypeError) as error:
            raise Forbidden(f"no signature of Alipay's: {type(error).__name__}") from error
        if not good:
            raise Forbidden("the signature of the answer doesn't fit")

    def signed(self, method: str, content: Mapping[str, Any], **beside: str) -> str:
        """A request as one signed query."""
        query: str = self._library.client_api(method, dict(content), **beside)
        return query


class _Library(AliPay):  # type: ignore[misc]
    """The library, which also works where notifications are verified and nothing is asked."""

    def _load_key(self) -> None:
        self._app_private_key = RSA.import_key(self._app_private_key_string) if self._app_private_key_string else None
        self._alipay_public_key = RSA.import_key(self._alipay_public_key_string)

    def fits(self, content: str, signature: str) -> bool:
        """Whether Alipay made this signature over ``content``."""
        return bool(self._verify(content, signature))


def _der(key: bytes | None) -> bytes | None:
    """A key as PEM, or as the bare base64 that Alipay's console shows."""
    if key is None or _PEM in key:
        return key
    try:
        return base64.b64decode(b"".join(key.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("a key of Alipay is PEM or base64") from error
