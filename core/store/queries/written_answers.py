"""Written answers as rows. How many changes there were tells every process whether what it holds is still what stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.model.texts import Target, Text
from core.model.written_answers import Wording, Written, WrittenState
from core.store.engine import locked
from core.store.tables.written_answers import answer_change, written_answer

_ROW = written_answer.c
_SELECT = sa.select(written_answer)
_CHANGES = sa.select(sa.func.count()).select_from(answer_change)
_LIVE = _SELECT.where(_ROW.state == WrittenState.LIVE).order_by(_ROW.id)


def changes(tx: sa.Connection) -> int:
    """How often an answer became live or ended: equal numbers, equal answers."""
    return int(tx.execute(_CHANGES).scalar_one())


def add(tx: sa.Connection, exam: str, wording: Wording, asked: Sequence[int], staff_id: int, now: datetime) -> int:
    """Keep a draft; its number. Without an entry it becomes one of its own, named after the number."""
    values = _values(wording) | {"exam": exam, "asked": list(asked), "state": WrittenState.DRAFT.value}
    number = int(
        tx.execute(written_answer.insert().values(**values, written_by=staff_id, written_at=now).returning(_ROW.id)).scalar_one()
    )
    if not wording.entry:
        tx.execute(written_answer.update().where(_ROW.id == number).values(entry=f"own_{number}"))
    return number


def get(tx: sa.Connection, number: int, *, lock: bool = False) -> Written:
    """The written answer of that number. Raises ``NotFound``."""
    query = _SELECT.where(_ROW.id == number)
    row = tx.execute(locked(query) if lock else query).first()
    if row is None:
        raise NotFound(f"written answer {number}")
    return _written(row)


def of_exam(tx: sa.Connection, exam: str) -> list[Written]:
    """Everything ever written for an exam, newest first."""
    return [_written(row) for row in tx.execute(_SELECT.where(_ROW.exam == exam).order_by(_ROW.id.desc()))]


def live(tx: sa.Connection) -> list[Written]:
    """What stands now, of all exams."""
    return [_written(row) for row in tx.execute(_LIVE)]


def decide(tx: sa.Connection, number: int, state: WrittenState, staff_id: int, now: datetime) -> None:
    """A draft was approved or refused."""
    values = {"state": state.value, "decided_by": staff_id, "decided_at": now}
    tx.execute(written_answer.update().where(_ROW.id == number).values(**values))
    if state is WrittenState.LIVE:
        _changed(tx, number, state, now)


def end(tx: sa.Connection, number: int, staff_id: int, now: datetime) -> None:
    """A live answer stands no longer."""
    values = {"state": WrittenState.ENDED.value, "ended_by": staff_id, "ended_at": now}
    tx.execute(written_answer.update().where(_ROW.id == number).values(**values))
    _changed(tx, number, WrittenState.ENDED, now)


def _changed(tx: sa.Connection, number: int, state: WrittenState, now: datetime) -> None:
    tx.execute(answer_change.insert().values(written_answer_id=number, state=state.value, at=now))


def _values(wording: Wording) -> dict[str, Any]:
    return {
        "entry": wording.entry,
        "topic": wording.topic,
        "question": dict(wording.question.by_locale),
        "answer": dict(wording.answer.by_locale),
        "clause": wording.clause,
        "target": wording.target.value if wording.target else None,
        "phrasings": list(wording.phrasings),
    }


def _written(row: sa.Row[Any]) -> Written:
    target = Target(row.target) if row.target else None
    wording = Wording(row.entry, row.topic, Text(row.question), Text(row.answer), row.clause, target, tuple(row.phrasings))
    return Written(
        row.id,
        row.exam,
        wording,
        WrittenState(row.state),
        tuple(row.asked),
        row.written_by,
        row.written_at,
        row.decided_by,
        row.decided_at,
        row.ended_by,
        row.ended_at,
    )
