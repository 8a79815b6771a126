"""Erasing what isn't needed any more: by itself when the pack's time is over, or one account when that is asked for.

Each erasure leaves its proof in the audit: what kind, how much, when, by whom; never what it was.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.decisions import Refused
from core.model.exam import Exam, Kept
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.retention import ends_at, erased_from, is_due
from core.services.exams import Exams
from core.services.running.naming import account_named
from core.store.engine import Store, Tx
from core.store.queries import audit, erasing
from core.store.vault import Vault

_BATCH = 200
_OF_PERSON = frozenset({Kept.CHAT, Kept.CASES, Kept.IDENTITY})


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of each kind is gone."""

    counts: Mapping[Kept, int]


class Erasing:
    """Erases, and proves it."""

    def __init__(self, store: Store, clock: Clock, exams: Exams, vault: Vault) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams
        self._vault = vault

    async def erase_due(self) -> Erased:
        """Everything whose time is over, in small units of work; what serves a second exam too waits for that one."""
        counts: Counter[Kept] = Counter()
        for exam in await self._store.read(self._exams.current):
            for kind in Kept:
                at = erased_from(exam, kind)
                if at is not None and at <= self._clock.now():
                    counts[kind] += await self._erase_of(exam, kind)
        return Erased(counts)

    async def erase(self, named: str, actor: str, *, even_if_needed: bool = False) -> Erased | Refused:
        """Everything of one account, named by its number or its username. Raises ``NotFound``.

        Refused while one of its exams isn't over.

        :param even_if_needed: also while an exam is running: the application can't go on afterwards.
        """
        now = self._clock.now()

        def work(tx: Tx) -> Erased | Refused:
            account_id = account_named(tx, named)
            of = erasing.exams_of(tx, [account_id])[account_id]
            ends = [end for exam in self._exams.current(tx) if exam.id in of and (end := ends_at(exam)) is not None]
            if not even_if_needed and any(end > now for end in ends):
                return Refused(Reason.ERASE_NOT_DUE, at=max(ends))
            counts = {kind: sum(self._erase(tx, kind, exam, [account_id]) for exam in sorted(of) or [""]) for kind in Kept}
            self._prove(tx, "account", account_id, counts, actor, now)
            return Erased(counts)

        return await self._store.write(work)

    async def _erase_of(self, exam: Exam, kind: Kept) -> int:
        if not await self._store.read(lambda tx: erasing.has_any(tx, kind, exam.id)):
            return 0
        total, after = 0, 0
        while True:
            done, after = await self._store.write(lambda tx, after=after: self._batch(tx, exam, kind, after))  # type: ignore[misc]
            total += done
            if not after:
                break
        now = self._clock.now()
        if total:
            await self._store.write(lambda tx: self._prove(tx, "exam", exam.id, {kind: total}, "system", now))
        return total

    def _batch(self, tx: Tx, exam: Exam, kind: Kept, after: int) -> tuple[int, int]:
        """One unit of work: how much was erased, and the last account seen; 0 where there is none left."""
        seen, now = erasing.accounts_of(tx, exam.id, after, _BATCH), self._clock.now()
        if not seen:
            return 0, 0
        concerned: Sequence[int] = seen
        if kind in _OF_PERSON:
            by_id = {one.id: one for one in self._exams.current(tx)}
            of = erasing.exams_of(tx, seen)
            concerned = [one for one in seen if is_due([by_id[name] for name in of[one] if name in by_id], kind, now)]
        return self._erase(tx, kind, exam.id, concerned) if concerned else 0, seen[-1]

    def _erase(self, tx: Tx, kind: Kept, exam_id: str, account_ids: Sequence[int]) -> int:
        match kind:
            case Kept.PHOTO:
                return erasing.erase_photos(tx, exam_id, account_ids)
            case Kept.FORM:
                return erasing.erase_forms(tx, exam_id, account_ids)
            case Kept.CHAT:
                return erasing.erase_chats(tx, account_ids)
            case Kept.CASES:
                return erasing.erase_cases(tx, account_ids)
            case Kept.IDENTITY:
                return erasing.erase_identities(tx, self._vault, account_ids)

    def _prove(self, tx: Tx, subject: str, subject_id: int | str, counts: Mapping[Kept, int], actor: str, now: datetime) -> None:
        told = {kind.value: count for kind, count in counts.items() if count}
        audit.record(tx, subject, subject_id, now, actor, "erased", None, told)
