"""The face check (指南 二(三)1, 二(四)2(1)): begun at a provider, decided by its signed word once, used once.

Who is checked is known to the provider only; here are the hash of the request, the chat it belongs to, and what it is for. A check
of somebody without an account goes the same way and in the end lets nobody in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.errors import OutsideWorldError
from core.model.decisions import Refused
from core.model.proofs import FacePurpose
from core.model.reasons import Reason
from core.ports import Clock, FaceCheck, FaceNews
from core.rules.identity.throttling import FACES_A_DAY
from core.store.engine import Store, Tx
from core.store.queries import counters, faces
from core.store.queries.audit import record
from core.store.queries.faces import FaceRow
from core.store.queries.outbox import tell
from core.store.vault import new_token, token_hash

LIFETIME = timedelta(minutes=10)
FACE_DONE = "face_done"


class Heard(StrEnum):
    """What became of a provider's word."""

    TAKEN = "taken"
    AGAIN = "again"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, repr=False)
class FaceBegun:
    """Where the person goes, and until when."""

    address: str
    expires_at: datetime


class Faces:
    """Face checks of chats.

    :param face: the provider, ``None`` where none is set up: then this way isn't offered.
    :param public_url: where the person comes back to.
    """

    def __init__(self, store: Store, clock: Clock, face: FaceCheck | None, *, public_url: str) -> None:
        self._store = store
        self._clock = clock
        self._face = face
        self._return_url = f"{public_url}/"

    @property
    def is_offered(self) -> bool:
        """Whether there is a provider."""
        return self._face is not None

    async def begin(
        self, chat_id: int, purpose: FacePurpose, account_id: int | None, name: str, document_number: str
    ) -> FaceBegun | Refused:
        """Open a check of the person with that name and number; an earlier one of this chat is void.

        :param account_id: whose account a passed check opens, ``None`` where none fits.
        """
        if self._face is None:
            return Refused(Reason.FACE_UNREACHABLE)
        token, now = new_token(), self._clock.now()
        hashed = token_hash(token)
        refused = await self._store.write(lambda tx: self._write_down(tx, hashed, chat_id, purpose, account_id, now))
        if refused is not None:
            return refused
        try:
            address = await self._face.begin(token, name, document_number, self._return_url)
        except OutsideWorldError:
            await self._store.write(lambda tx: faces.drop_face(tx, hashed))
            return Refused(Reason.FACE_UNREACHABLE)
        return FaceBegun(address, now + LIFETIME)

    def _write_down(
        self, tx: Tx, hashed: str, chat_id: int, purpose: FacePurpose, account_id: int | None, now: datetime
    ) -> Refused | None:
        too_many = counters.take_one(tx, f"face:chat:{chat_id}", FACES_A_DAY, now)
        if too_many is not None:
            return Refused(Reason.TOO_MANY_TRIES, at=too_many)
        faces.add_face(
            tx,
            request_hash=hashed,
            chat_id=chat_id,
            purpose=purpose,
            account_id=account_id,
            now=now,
            expires_at=now + LIFETIME,
        )
        return None

    async def hear(self, news: FaceNews) -> Heard:
        """Take a provider's word, once; the same or another word later changes nothing."""
        now, hashed = self._clock.now(), token_hash(news.request_id)
        return await self._store.write(lambda tx: self._hear(tx, hashed, news, now))

    def _hear(self, tx: Tx, hashed: str, news: FaceNews, now: datetime) -> Heard:
        row = faces.get_face(tx, hashed)
        if row is None:
            return Heard.UNKNOWN
        if not faces.decide_face(tx, hashed, news.outcome, now):
            return Heard.LATE if row.outcome is None and row.expires_at <= now else Heard.AGAIN
        if row.account_id is not None:
            after = {"outcome": news.outcome.value, "purpose": row.purpose.value}
            record(tx, "account", row.account_id, now, "provider:face", "face_checked", None, after)
        about = {"purpose": row.purpose.value, "outcome": news.outcome.value}
        tell(tx, dedupe_key=f"{FACE_DONE}:{hashed}", kind=FACE_DONE, now=now, chat_id=row.chat_id, about=about)
        return Heard.TAKEN

    async def look(self, chat_id: int, purpose: FacePurpose) -> FaceRow | None:
        """The check of this chat as it stands; ``None`` where there is none or its time is over."""
        row = await self._store.read(lambda tx: faces.latest_face(tx, chat_id, purpose))
        return row if row is not None and row.expires_at > self._clock.now() else None


def take_passed(tx: Tx, chat_id: int, purpose: FacePurpose, now: datetime) -> FaceRow | None:
    """Use up the passed check of this chat, in the transaction that it lets happen; ``None`` where there is none.

    The caller compares ``account_id`` with the account it is about: ``None`` there never opens anything.
    """
    row = faces.latest_face(tx, chat_id, purpose)
    return row if row is not None and faces.use_face(tx, row.request_hash, now) else None
