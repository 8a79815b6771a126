"""Secrets at rest: sealed values (AES-256-GCM), keyed blind indexes (HMAC-SHA-256), password hashes (argon2id), token hashes."""

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import KaobanError

_NONCE_BYTES = 12
_VERSION = b"\x01"


class SealBroken(KaobanError):
    """A sealed value can't be opened: another key, another place, or damaged bytes."""


class Vault:
    """Seals and opens with keys derived from one secret; the secret itself is never stored.

    :param hasher: another cost of password hashes than argon2's own recommendation.
    """

    def __init__(self, secret: str, *, hasher: PasswordHasher | None = None) -> None:
        if len(secret) < 32:
            raise ValueError("SECRET_KEY needs at least 32 characters")
        material = secret.encode()
        self._aead = AESGCM(_derive(material, b"kaoban seal 1"))
        self._index_key = _derive(material, b"kaoban index 1")
        self._hasher = hasher or PasswordHasher()

    def seal(self, value: str, *, place: str) -> bytes:
        """``value`` encrypted; ``place`` (table.column) binds it, so that a sealed value can't be moved elsewhere."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._aead.encrypt(nonce, value.encode(), place.encode())

    def open(self, sealed: bytes, *, place: str) -> str:
        """The value again. Raises ``SealBroken``."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, place.encode()).decode()
        except InvalidTag as error:
            raise SealBroken(place) from error

    def index(self, value: str, *, place: str) -> str:
        """A keyed fingerprint for look-up and uniqueness; says nothing without the key."""
        return hmac.new(self._index_key, f"{place}\0{value}".encode(), hashlib.sha256).hexdigest()

    def hash_password(self, password: str) -> str:
        """argon2id; slow by design, so call it off the event loop and outside of a transaction."""
        return self._hasher.hash(password)

    def is_password(self, password: str, password_hash: str) -> bool:
        """Whether the password belongs to the hash; slow by design."""
        try:
            return self._hasher.verify(password_hash, password)
        except (Argon2Error, InvalidHashError):
            return False


def new_token() -> str:
    """256 random bits for an address or a session."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _derive(material: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(material)
