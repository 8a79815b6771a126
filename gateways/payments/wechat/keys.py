"""The keys of WeChat Pay, picked by the serial a message names: while keys are switched both kinds arrive, chosen by WeChat.

``PUB_KEY_ID_…`` names WeChat Pay's public key, anything else is the serial of a platform certificate in hexadecimal. How long a
certificate is valid isn't judged here: WeChat decides with which it signs, and the operator takes an old file away.
"""

from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificates

from gateways.payments.fields import exact_base64

_CERTIFICATE = b"BEGIN CERTIFICATE"
_PADDING, _HASH = PKCS1v15(), SHA256()


class Keyring:
    """Knows signatures made with one of its keys. Raises ``ValueError`` without any key."""

    def __init__(self, keys: Mapping[str, RSAPublicKey]) -> None:
        if not keys:
            raise ValueError("WeChat Pay needs its public key or a platform certificate")
        self._keys = {_bare(serial): key for serial, key in keys.items()}

    def find(self, serial: str) -> RSAPublicKey | None:
        """The key of that serial."""
        return self._keys.get(serial) or self._keys.get(_bare(serial))


def fits(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    """Whether that key made this signature (base64) over ``message``."""
    try:
        key.verify(exact_base64(signature), message, _PADDING, _HASH)
    except (ValueError, InvalidSignature):
        return False
    return True


def read_keys(
    public_key_id: str | None, public_key_file: Path | None, certificate_file: Path | None, certificate_serial: str | None
) -> dict[str, RSAPublicKey]:
    """The keys in these PEM files by serial. Raises ``ValueError`` for a file that holds none, or a public key without its id."""
    keys: dict[str, RSAPublicKey] = {}
    if public_key_file is not None:
        keys |= _keys_in(public_key_file.read_bytes(), public_key_id)
    if certificate_file is not None:
        keys |= _keys_in(certificate_file.read_bytes(), certificate_serial)
    return keys


def _keys_in(pem: bytes, serial: str | None) -> dict[str, RSAPublicKey]:
    if _CERTIFICATE not in pem:
        if not serial:
            raise ValueError("a public key of WeChat Pay needs the id it goes by")
        return {serial: _rsa(load_pem_public_key(pem))}
    found = {f"{one.serial_number:X}": _rsa(one.public_key()) for one in load_pem_x509_certificates(pem)}
    return dict.fromkeys([serial], *found.values()) if serial and len(found) == 1 else found


def _rsa(key: object) -> RSAPublicKey:
    if not isinstance(key, RSAPublicKey):
        raise ValueError("WeChat Pay signs with RSA")  # noqa: TRY004 - what is wrong is the content of a file
    return key


def _bare(serial: str) -> str:
    """Certificates are named in either case and with or without leading noughts."""
    return serial.strip().upper().lstrip("0")
