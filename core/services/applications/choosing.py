"""Choosing a position: look, stash, read back, confirm for good (说明 二(五))."""

from dataclasses import dataclass
from datetime import datetime

from core.model.application import Application
from core.model.decisions import Refused
from core.model.eligibility import Verdict
from core.model.exam import Exam, Position
from core.model.payment import PaymentVerdict
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.journey import may_change, may_confirm, may_stash, refuse
from core.rules.positions import normalised_code
from core.services.applications.desk import Case, Desk
from core.services.eligibility import Eligibility, judge_table
from core.services.facts import facts_of
from core.store.engine import Store, Tx
from core.store.queries import applications, exams
from core.store.queries.audit import record
from core.store.queries.outbox import tell
from core.store.vault import new_token, token_hash

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Stashed:
    """The position is put aside, not confirmed (说明 二(五)3)."""

    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReadBack:
    """All that would become final, with the nonce that alone confirms it.

    A new read-back, or any change of the application, makes an earlier nonce void.
    """

    application: Application
    position: Position
    nonce: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The position is final since ``at``; what follows is the payment (说明 二(五)5)."""

    code: str
    at: datetime


class Choosing:
    """The way to one position."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, eligibility: Eligibility) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._eligibility = eligibility

    async def look(self, chat_id: int, typed: str) -> Position | Refused:
        """The position with that code as people type it; without an account too (说明 二(一)).

        Unknown codes come back with up to three nearest ones in ``about`` behind the code itself.
        """

        def work(tx: Tx) -> Position | Refused:
            _, exam, _ = self._desk.look(tx, chat_id)
            return self._find(tx, exam, typed) if exam is not None else Refused(Reason.EXAM_UNKNOWN)

        return await self._store.read(work)

    async def stash(self, chat_id: int, code: str) -> Stashed | Refused:
        """Put a position aside, in place of the one before: one candidate, one position (说明 二(五)1-3)."""

        def work(tx: Tx) -> Stashed | Refused:
            case = self._desk.open(tx, chat_id, self._clock.now())
            if isinstance(case, Refused):
                return case
            allowed = may_stash(case.application, case.exam, case.now)
            if isinstance(allowed, Refused):
                return allowed
            position = self._fitting(tx, case, code)
            if isinstance(position, Refused):
                return position
            if position.code == case.application.position_code and case.application.stashed_at is not None:
                return Stashed(position.code, case.application.stashed_at)
            applications.save(tx, case.application.id, position_code=position.code, stashed_at=case.now)
            self._record(tx, case, "stashed", case.application.position_code, position.code)
            return Stashed(position.code, case.now)

        return await self._store.write(work)

    async def read_back(self, chat_id: int) -> ReadBack | Refused:
        """Everything that confirming would make final, and a fresh nonce for it."""
        nonce = new_token()[:16]

        def work(tx: Tx) -> ReadBack | Refused:
            case = self._desk.open(tx, chat_id, self._clock.now())
            if isinstance(case, Refused):
                return case
            allowed = may_confirm(case.application, case.exam, case.now)
            if isinstance(allowed, Refused):
                return allowed
            position = self._fitting(tx, case, case.application.position_code or "")
            if isinstance(position, Refused):
                return position
            applications.save_read_back(tx, case.application.id, token_hash(nonce), case.application.revision)
            return ReadBack(case.application, position, nonce)

        return await self._store.write(work)

    async def confirm(self, chat_id: int, nonce: str) -> Confirmed | Refused:
        """Make the position final (说明 二(五)4). The same nonce again answers the same and changes nothing."""

        def work(tx: Tx) -> Confirmed | Refused:
            case = self._desk.open(tx, chat_id, self._clock.now())
            if isinstance(case, Refused):
                return case
            nonce_hash, revision = applications.read_back(tx, case.application.id)
            is_current = nonce_hash == token_hash(nonce)
            if case.application.confirmed_at is not None and is_current:
                return Confirmed(case.application.position_code or "", case.application.confirmed_at)
            allowed = may_confirm(case.application, case.exam, case.now)
            if isinstance(allowed, Refused):
                return allowed
            if not is_current or revision != case.application.revision:
                return refuse(case.exam, Reason.READ_BACK_STALE)
            position = self._fitting(tx, case, case.application.position_code or "")
            return position if isinstance(position, Refused) else self._make_final(tx, case, position)

        return await self._store.write(work)

    def _make_final(self, tx: Tx, case: Case, position: Position) -> Confirmed:
        waiting = PaymentVerdict.AWAITING_PAYMENT
        applications.save(tx, case.application.id, confirmed_at=case.now, payment=waiting, payment_at=case.now)
        self._record(tx, case, "confirmed", None, position.code)
        key = f"confirmed:{case.application.id}"
        about = {"exam": case.exam.id, "code": position.code, "chat": str(case.chat.id)}
        tell(tx, dedupe_key=key, kind="confirmed", now=case.now, account_id=case.account_id, about=about)
        return Confirmed(position.code, case.now)

    async def may_change(self, chat_id: int) -> Refused | None:
        """Why nothing can be changed now, ``None`` where it can."""

        def work(tx: Tx) -> Refused | None:
            _, exam, application = self._desk.look(tx, chat_id)
            decision = may_change(application, exam, self._clock.now()) if exam else Refused(Reason.EXAM_UNKNOWN)
            return decision if isinstance(decision, Refused) else None

        return await self._store.read(work)

    def _find(self, tx: Tx, exam: Exam, typed: str) -> Position | Refused:
        code = normalised_code(typed)
        position = exams.get_position(tx, exam.id, code)
        if position is None:
            return refuse(exam, Reason.POSITION_UNKNOWN, about=(code[:40], *exams.nearest_codes(tx, exam.id, code, NEAREST)))
        if position.withdrawn_at is not None:
            return refuse(exam, Reason.POSITION_WITHDRAWN, about=(code,))
        return position

    def _fitting(self, tx: Tx, case: Case, code: str) -> Position | Refused:
        """The position; where the pack says so, only one whose conditions don't speak against the candidate."""
        position = self._find(tx, case.exam, code)
        if isinstance(position, Refused) or not case.exam.blocks_unfit:
            return position
        facts = facts_of(tx, case.exam, case.application, case.now)
        judged = judge_table(self._eligibility.table_of(tx, case.exam.id), facts, [position.code])
        speaks_against = any(one.overall is Verdict.DOES_NOT_FIT for one in judged)
        return refuse(case.exam, Reason.POSITION_UNFIT, about=(position.code,)) if speaks_against else position

    def _record(self, tx: Tx, case: Case, what: str, before: str | None, after: str) -> None:
        record(tx, "application", case.application.id, case.now, case.actor, what, {"position": before}, {"position": after})
