"""A platform certificate as WeChat Pay hands out to merchants that joined before there was a public key."""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

SERIAL = "0A3F6D0D51B6A2C8"
_NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tenpay.com sign")])


def certificate(key: RSAPrivateKey) -> str:
    """The certificate as PEM; its serial begins with a nought, which names of serials may leave out."""
    made = x509.CertificateBuilder(
        issuer_name=_NAME,
        subject_name=_NAME,
        public_key=key.public_key(),
        serial_number=int(SERIAL, 16),
        not_valid_before=datetime(2019, 1, 1, tzinfo=UTC),
        not_valid_after=datetime(2024, 1, 1, tzinfo=UTC),
    )
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()
