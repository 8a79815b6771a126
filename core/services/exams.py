"""Loads exam packs, version by version, and hands out the exam that stands now.

A bad pack changes nothing. A new version of a running exam keeps every application; positions that are gone stay readable.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from core.errors import Conflict, NotFound
from core.model.exam import Exam, Position, WindowName
from core.packs import Mistake, PackReading
from core.ports import Clock
from core.rules.deadlines import keep_moved
from core.services.pack_changes import Changes, changes_between
from core.services.table_letters import tell_choosers
from core.store.engine import Store
from core.store.queries import audit
from core.store.queries import exams as queries
from core.store.queries.old_usernames import put_old_usernames

_EXAM = TypeAdapter(Exam)
_TRIES = 3


class LoadOutcome(StrEnum):
    """What became of a pack."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The outcome of loading a pack: the version that stands now, what changed with it, or the mistakes that refused it."""

    outcome: LoadOutcome
    exam_id: str | None = None
    version: int = 0
    changes: Changes = field(default_factory=Changes)
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class _Standing:
    """All exams as they stand; ``newest`` is the version that was added last. Replaced whole, so that threads may share it."""

    newest: int
    by_id: Mapping[str, Exam]


class Exams:
    """The loaded exams. One object serves a process."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._kept: _Standing | None = None

    async def load(self, reading: PackReading, *, actor: str = "system") -> LoadReport:
        """Take a pack into use, whole or not at all; the same pack again makes no new version.

        :param actor: who loads it, for the audit.
        """
        if reading.exam is None:
            return LoadReport(LoadOutcome.REFUSED, mistakes=reading.mistakes)
        exam = reading.exam
        for attempt in range(_TRIES):
            try:
                return await self._store.write(lambda tx: self._load_pack(tx, exam, reading, actor))
            except Conflict:
                if attempt + 1 == _TRIES:
                    raise
        raise Conflict("another version was loaded at the same time")

    def get(self, tx: sa.Connection, exam_id: str) -> Exam:
        """The exam as its newest version has it. Raises ``NotFound``."""
        found = self._standing(tx).by_id.get(exam_id)
        if found is None:
            raise NotFound(f"exam {exam_id}")
        return found

    def current(self, tx: sa.Connection) -> list[Exam]:
        """Every loaded exam, by the opening of its registration."""
        return list(self._standing(tx).by_id.values())

    def _standing(self, tx: sa.Connection) -> "_Standing":
        """The newest version of every exam; read anew as soon as any version was added, by whichever process."""
        newest = queries.newest_version(tx)
        standing = self._kept
        if standing is None or standing.newest != newest:
            exams = [_newest(tx, exam_id) for exam_id in queries.exam_ids(tx)]
            standing = self._kept = _Standing(newest, {exam.id: exam for exam in sorted(exams, key=_opening)})
        return standing

    async def import_table(self, exam_id: str, positions: Sequence[Position], file: str, *, actor: str = "system") -> LoadReport:
        """Put a position table in place of the one that stands, whole or not at all. Whoever chose a position that changed is told.

        An imported table stays in place when the pack is loaded again. Raises ``NotFound``.
        """
        return await self._store.write(lambda tx: self._load(tx, self.get(tx, exam_id), positions, actor, file))

    def _load_pack(self, tx: sa.Connection, exam: Exam, reading: PackReading, actor: str) -> LoadReport:
        report = self._load_version(tx, exam, reading.positions, actor)
        if report.outcome is LoadOutcome.LOADED:
            put_old_usernames(tx, exam.id, reading.old_usernames)
        return report

    def differences(self, tx: sa.Connection, exam: Exam, positions: Sequence[Position], *, of_pack: bool = False) -> Changes:
        """What loading this exam with these positions would change.

        :param of_pack: as a pack is loaded: windows that were moved and a table that was imported stay.
        """
        before, standing = queries.get_version(tx, exam.id, queries.version_number(tx, exam.id)), queries.all_positions(tx, exam.id)
        if of_pack and before:
            exam = keep_moved(unpacked(before.pack), exam)
            if before.table_file is not None:
                positions = [row for row in standing if row.withdrawn_at is None]
        return changes_between(before.pack if before else None, packed(exam), standing, positions)

    async def change(self, exam_id: str, edit: Callable[[Exam], Exam], *, actor: str) -> LoadReport:
        """Make a new version of an exam whose positions stay as they are. Raises ``NotFound``, and whatever ``edit`` does."""

        def work(tx: sa.Connection) -> LoadReport:
            standing = [row for row in queries.all_positions(tx, exam_id) if row.withdrawn_at is None]
            before = queries.get_version(tx, exam_id, queries.version_number(tx, exam_id))
            return self._load(tx, edit(self.get(tx, exam_id)), standing, actor, before.table_file if before else None)

        return await self._store.write(work)

    def _load_version(self, tx: sa.Connection, exam: Exam, positions: Sequence[Position], actor: str) -> LoadReport:
        before = queries.get_version(tx, exam.id, queries.version_number(tx, exam.id))
        if before:
            exam = keep_moved(unpacked(before.pack), exam)
        if before and before.table_file is not None:
            standing = [row for row in queries.all_positions(tx, exam.id) if row.withdrawn_at is None]
            return self._load(tx, exam, standing, actor, before.table_file)
        return self._load(tx, exam, positions, actor, None)

    def _load(self, tx: sa.Connection, exam: Exam, positions: Sequence[Position], actor: str, table_file: str | None) -> LoadReport:
        number, pack, digest = queries.version_number(tx, exam.id), packed(exam), digest_of(exam, positions)
        before = queries.get_version(tx, exam.id, number)
        if before and before.digest == digest:
            return LoadReport(LoadOutcome.UNCHANGED, exam.id, number)
        standing = queries.all_positions(tx, exam.id)
        changes = changes_between(before.pack if before else None, pack, standing, positions)
        now, number = self._clock.now(), number + 1
        if not queries.add_version(tx, queries.Version(exam.id, number, digest, pack, changes.as_json(), now, table_file)):
            raise Conflict(f"version {number} of {exam.id} was loaded meanwhile")
        queries.save_positions(tx, exam.id, number, enumerate(positions))
        queries.withdraw_positions(tx, exam.id, changes.withdrawn, now)
        tell_choosers(tx, exam.id, number, changes, now)
        audit.record(tx, "exam", exam.id, now, actor, "loaded", {"version": number - 1}, {"version": number, **changes.summary()})
        return LoadReport(LoadOutcome.LOADED, exam.id, number, changes)


def packed(exam: Exam) -> dict[str, Any]:
    """The exam as JSON values."""
    pack: dict[str, Any] = _EXAM.dump_python(exam, mode="json")
    pack.pop("_clause_of")
    return pack


def unpacked(pack: Mapping[str, Any]) -> Exam:
    """The exam that was packed."""
    return _EXAM.validate_python(pack)


def digest_of(exam: Exam, positions: Sequence[Position]) -> str:
    """A hash that differs where the exam or any position does."""
    digest = hashlib.sha256(json.dumps(packed(exam), ensure_ascii=False, sort_keys=True).encode())
    for row in positions:
        named = (row.code, row.unit, row.title, row.headcount, row.district, row.education, row.degree)
        digest.update(repr((named, row.columns, row.above)).encode())
    return digest.hexdigest()


def _newest(tx: sa.Connection, exam_id: str) -> Exam:
    version = queries.get_version(tx, exam_id, queries.version_number(tx, exam_id))
    assert version is not None
    return unpacked(version.pack)


def _opening(exam: Exam) -> tuple[float, str]:
    opens_at = exam.window(WindowName.REGISTRATION).opens_at
    return (opens_at.timestamp() if opens_at else 0.0, exam.id)
