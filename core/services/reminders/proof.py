"""Proof of notice for appeals: every reminder with its tries as CSV, and a signature over it that anybody can check."""

import base64
import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.ports import Clock
from core.services.exams import Exams
from core.store.engine import Store
from core.store.queries import reminder_proof as queries

_INFO = b"kaoban notices 1"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Seal:
    """What is signed about an export; ``signature`` and ``public_key`` are base64 of Ed25519's own bytes."""

    exam: str
    exported_at: str
    rows: int
    sha256: str
    public_key: str
    signature: str = ""

    def signed(self) -> bytes:
        """The bytes that the signature is over."""
        told = {name: value for name, value in asdict(self).items() if name != "signature"}
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def as_json(self) -> str:
        """The seal as it is written beside the export."""
        return json.dumps({"algorithm": "Ed25519", **asdict(self)}, indent=2, ensure_ascii=False)


@dataclass(slots=True)
class Export:
    """What went out so far."""

    rows: int = 0
    digest: Any = None


class Proof:
    """Exports proof of notice.

    :param secret: the installation's secret; the signing key derives from it.
    """

    def __init__(self, store: Store, clock: Clock, exams: Exams, secret: str) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams
        self._key = signing_key(secret)

    async def export(self, exam_id: str, made: Export) -> AsyncIterator[bytes]:
        """The CSV piece by piece, however long it is; ``made`` counts along. Raises ``NotFound``, ``StoreUnavailable``."""
        await self._store.read(lambda tx: self._exams.get(tx, exam_id))
        made.digest = hashlib.sha256()
        lines = [[name for name, _ in queries.COLUMNS]]
        async for row in self._store.stream(queries.notices(exam_id)):
            lines.append([_cell(value) for value in row])
            made.rows += 1
            if len(lines) >= _LINES_AT_ONCE:
                yield _written(lines, made)
                lines = []
        yield _written(lines, made)

    def seal(self, exam_id: str, made: Export) -> Seal:
        """The signature over what was exported."""
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        at = self._clock.now().isoformat(timespec="seconds")
        seal = Seal(exam_id, at, made.rows, made.digest.hexdigest(), base64.b64encode(public).decode())
        signature = base64.b64encode(self._key.sign(seal.signed())).decode()
        return Seal(seal.exam, seal.exported_at, seal.rows, seal.sha256, seal.public_key, signature)


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The key of this installation."""
    return Ed25519PrivateKey.from_private_bytes(HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode()))


def public_key_of(secret: str) -> str:
    """What others check signatures of this installation with."""
    return base64.b64encode(signing_key(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def read_seal(text: str) -> Seal:
    """The seal of a file. Raises ``ValueError``."""
    told: Mapping[str, Any] = json.loads(text)
    try:
        return Seal(**{name: told[name] for name in Seal.__slots__})
    except (KeyError, TypeError) as error:
        raise ValueError("this is no seal of an export") from error


def is_genuine(seal: Seal, sha256: str, public_key: str) -> bool:
    """Whether the file with that digest is the one that was sealed with that key."""
    if seal.sha256 != sha256 or seal.public_key != public_key:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(seal.signature, validate=True), seal.signed())
    except (InvalidSignature, ValueError):
        return False
    return True


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula; instants in UTC."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _written(lines: list[list[str]], made: Export) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(lines)
    piece = written.getvalue().encode()
    made.digest.update(piece)
    return piece
