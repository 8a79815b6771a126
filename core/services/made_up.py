"""Made-up candidates in a given status, for the demo and for rehearsals: real accounts with facts that nobody typed.

Their document numbers carry a region that doesn't exist, their phones a prefix nobody has; they can log in with the one password
that is told to whoever makes them.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.errors import NotFound
from core.model.account import Gender, Identity
from core.model.application import Application, Degree, Education, Form, Level, Status
from core.model.exam import DocumentFormat, Exam, WindowName
from core.model.payment import PaymentVerdict, Source, Success
from core.ports import Clock
from core.rules.identity.documents import check_character
from core.services.exams import Exams
from core.services.payments import Payments
from core.services.web_chats import CHANNEL, OpenedChat, WebChats
from core.store.engine import Store, Tx
from core.store.queries import accounts, applications, chats, exams
from core.store.queries.payments import add_attempt
from core.store.vault import Vault

_REGION = "990000"
_BORN_FROM, _BORN_WITHIN_DAYS = date(1990, 1, 1), 3650
_STUDY = Education(
    level=Level.BACHELOR,
    school="Sample University",
    major="Sample Studies",
    degree=Degree.BACHELOR,
    outside_mainland=False,
    full_time=True,
    began_on=date(2014, 9, 1),
    ended_on=date(2018, 6, 1),
)
_FORM = Form((_STUDY,), "none", "Sample", "Sample street 1")
_REACHED: Mapping[Status, int] = {
    Status.NONE: 0,
    Status.AGREED: 1,
    Status.FORM_COMPLETE: 2,
    Status.STASHED: 3,
    Status.CONFIRMED: 4,
    Status.PAID: 5,
}


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One made-up candidate: the chat that is bound to it, and how to log in elsewhere."""

    token: str
    chat_id: int
    account_id: int
    application_id: int | None
    username: str
    password: str


class Rehearsal:
    """Makes candidates."""

    def __init__(
        self, store: Store, clock: Clock, vault: Vault, exams_: Exams, web_chats: WebChats, payments: Payments, photo: bytes
    ) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._exams = exams_
        self._web_chats = web_chats
        self._payments = payments
        self._photo = photo

    async def make(self, count: int, status: Status, exam_id: str) -> list[MadeUp]:
        """``count`` candidates in ``status`` (``none`` to ``paid``). Raises ``NotFound`` for an unknown exam or another status."""
        if status not in _REACHED:
            raise NotFound(f"nobody can be made {status}")
        password = secrets.token_urlsafe(9)
        password_hash = self._vault.hash_password(password)
        made = []
        for _ in range(count):
            opened = await self._web_chats.open(None, "zh_CN")
            made.append(await self._store.write(self._maker(opened, status, exam_id, (password, password_hash))))
        return made

    def _maker(self, opened: OpenedChat, status: Status, exam_id: str, keys: tuple[str, str]) -> Callable[[Tx], MadeUp]:
        def work(tx: Tx) -> MadeUp:
            now, exam = self._clock.now(), self._exams.get(tx, exam_id)
            username, account_id = self._account(tx, exam, keys[1], now)
            chat = chats.find_chat(tx, CHANNEL, opened.native_id)
            assert chat is not None
            chats.bind(tx, chat.id, account_id, now)
            chats.set_exam(tx, chat.id, exam.id)
            application_id = self._application(tx, exam, account_id, status, now)
            return MadeUp(opened.token, opened.native_id, account_id, application_id, username, keys[0])

        return work

    def _account(self, tx: Tx, exam: Exam, password_hash: str, now: datetime) -> tuple[str, int]:
        account_id, username = None, ""
        while account_id is None:
            username = f"made{secrets.randbelow(10**10):010d}"
            birth_on = _BORN_FROM + timedelta(days=secrets.randbelow(_BORN_WITHIN_DAYS))
            first = f"{_REGION}{birth_on:%Y%m%d}{secrets.randbelow(1000):03d}"
            number = first + check_character(first)
            kind = next(one for one in exam.document_types if one.format is DocumentFormat.RESIDENT_ID)
            phone = f"199{secrets.randbelow(10**8):08d}"
            index = self._vault.index(f"{kind.format.value}:{number}", place=accounts.DOCUMENT)
            phone_index = self._vault.index(phone, place=accounts.PHONE)
            identity = Identity("Sample Candidate", kind.id, number, Gender.MALE, birth_on)
            bank = exam.banks[0].id
            new = accounts.NewAccount(username, password_hash, identity, index, phone, phone_index, bank, "0000", now)
            account_id = accounts.add_account(tx, self._vault, new, now)
        return username, account_id

    def _application(self, tx: Tx, exam: Exam, account_id: int, status: Status, now: datetime) -> int | None:
        reached = _REACHED[status]
        if not reached:
            return None
        application = applications.begin_application(tx, account_id, exam.id, now)
        applications.save(tx, application.id, **self._facts(tx, exam, account_id, reached, now))
        if status is Status.PAID:
            self._pay(tx, exam, application, now)
        return application.id

    def _facts(self, tx: Tx, exam: Exam, account_id: int, reached: int, now: datetime) -> dict[str, object]:
        facts: dict[str, object] = {"accepted": {text.id: text.version for text in exam.agreements}, "agreed_at": now}
        if reached >= _REACHED[Status.FORM_COMPLETE]:
            facts |= {"form": _FORM, "form_saved_at": now, "photo_id": self._photo_of(tx, exam, account_id, now)}
        if reached >= _REACHED[Status.STASHED]:
            facts |= {"position_code": secrets.choice(exams.position_codes(tx, exam.id)), "stashed_at": now}
        if reached >= _REACHED[Status.CONFIRMED]:
            facts |= {"confirmed_at": now, "payment": PaymentVerdict.AWAITING_PAYMENT, "payment_at": now}
        return facts

    def _photo_of(self, tx: Tx, exam: Exam, account_id: int, now: datetime) -> str | None:
        if exam.photo is None:
            return None
        photo_id = secrets.token_urlsafe(24)
        applications.add_photo(tx, photo_id, account_id, self._photo, (exam.photo.width_px, exam.photo.height_px), now)
        return photo_id

    def _pay(self, tx: Tx, exam: Exam, application: Application, now: datetime) -> None:
        number = f"MADEUP{application.id:010d}"
        deadline = exam.window(WindowName.PAYMENT).closes_at or now
        add_attempt(tx, application.id, "sandbox", number, exam.fee, deadline, now)
        paid = Success("sandbox", number, f"T{number}", exam.fee, min(now, deadline), Source.QUERY)
        self._payments.record_success(tx, paid, now)
