"""Secrets at rest: sealed values (AES-256-GCM), keyed blind indexes (HMAC-SHA-256), password hashes (argon2id), token hashes."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import KaobanError

_NONCE_BYTES = 12
_VERSION = b"\x02"
_KEY_ID_BYTES = 4
_SHORTEST_SECRET = 32
PREFIX_BYTES = 1 + _KEY_ID_BYTES


class SealBroken(KaobanError):
    """A sealed value can't be opened: another key, another place, or damaged bytes."""


class _Keys:
    """What derives from one secret; ``prefix`` stands before everything sealed with it and tells nothing about it."""

    def __init__(self, secret: str) -> None:
        if len(secret) < _SHORTEST_SECRET:
            raise ValueError("SECRET_KEY needs at least 32 characters")
        material = secret.encode()
        self.aead = AESGCM(_derive(material, b"kaoban seal 1"))
        self.prefix = _VERSION + _derive(material, b"kaoban key id 1")[:_KEY_ID_BYTES]
        self._index_key = _derive(material, b"kaoban index 1")

    def index(self, value: str, place: str) -> str:
        return hmac.new(self._index_key, f"{place}\0{value}".encode(), hashlib.sha256).hexdigest()


class Vault:
    """Seals with keys derived from one secret, and opens what older ones sealed; the secrets themselves are never stored.

    :param old: secrets that were in use before; they open what they have sealed, and seal nothing any more.
    :param hasher: another cost of password hashes than argon2's own recommendation.
    """

    def __init__(self, secret: str, *, old: Sequence[str] = (), hasher: PasswordHasher | None = None) -> None:
        self._keys = _Keys(secret)
        self._old = [_Keys(one) for one in old if one != secret]
        self._by_prefix = {keys.prefix: keys for keys in [*reversed(self._old), self._keys]}
        self._hasher = hasher or PasswordHasher()

    @property
    def prefix(self) -> bytes:
        """The first ``PREFIX_BYTES`` of everything that is sealed now."""
        return self._keys.prefix

    def seal(self, value: str, *, place: str) -> bytes:
        """``value`` encrypted; ``place`` (table.column) binds it, so that a sealed value can't be moved elsewhere."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return self._keys.prefix + nonce + self._keys.aead.encrypt(nonce, value.encode(), place.encode())

    def open(self, sealed: bytes, *, place: str) -> str:
        """The value again. Raises ``SealBroken``."""
        keys = self._by_prefix.get(sealed[:PREFIX_BYTES])
        if keys is None:
            raise SealBroken(place)
        nonce, body = sealed[PREFIX_BYTES : PREFIX_BYTES + _NONCE_BYTES], sealed[PREFIX_BYTES + _NONCE_BYTES :]
        try:
            return keys.aead.decrypt(nonce, body, place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(place) from error

    def index(self, value: str, *, place: str) -> str:
        """A keyed fingerprint for look-up and uniqueness; says nothing without the key."""
        return self._keys.index(value, place)

    def old_indexes(self, value: str, *, place: str) -> list[str]:
        """What older secrets made of it, to recognise what has to be indexed anew."""
        return [keys.index(value, place) for keys in self._old]

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
