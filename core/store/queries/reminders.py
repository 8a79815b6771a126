"""Reminders that are due: one statement for each rule puts a letter into the outbox for everybody who is in its status now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.reminders import REMINDER, Reminder
from core.rules.reminders.wishes import subsets
from core.store.queries.outbox import BULK
from core.store.queries.reminder_subjects import Asked, by_channel, found
from core.store.tables.outbox import outbox
from core.store.tables.reminders import reminder_run as run
from core.store.tables.reminders import reminder_wish as wish
from core.store.tables.types import Instant, Json

REPLACED = "replaced"
_COLUMNS = (
    "dedupe_key",
    "account_id",
    "chat_id",
    "application_id",
    "kind",
    "about",
    "lane",
    "rank",
    "rule",
    "window_at",
    "cascade",
    "created_at",
    "due_at",
    "useful_until",
)
_AFTER, _UPTO = sa.bindparam("after", type_=sa.BigInteger), sa.bindparam("upto", type_=sa.BigInteger)


@dataclass(frozen=True, slots=True)
class Planned:
    """What the letters of one rule say: due at an instant for each choice of quiet hours, useful until then.

    ``due_at`` has the instant of those who chose nothing under ``None``.
    """

    rule: Reminder
    asked: Asked
    window_at: datetime
    due_at: Mapping[str | None, datetime]
    useful_until: datetime


def planning(planned: Planned, dialect: str) -> sa.Insert:
    """The statement that plans the rule for everybody with a number over ``after`` up to ``upto``; each is planned once."""
    rows, rule = found(planned.asked), planned.rule
    dedupe = f"{REMINDER}:{planned.asked.exam.id}:{rule.id}:{int(planned.window_at.timestamp())}:{rows.letter}"
    select = sa.select(
        sa.literal(dedupe).op("||")(sa.cast(rows.key, sa.String)),
        rows.account_id,
        rows.chat_id,
        rows.application_id,
        sa.literal(REMINDER),
        _about(planned),
        sa.literal(BULK),
        sa.literal(rule.rank),
        sa.literal(rule.id),
        sa.literal(planned.window_at, Instant),
        sa.true(),
        sa.literal(planned.asked.now, Instant),
        _due_at(planned),
        sa.literal(planned.useful_until, Instant),
    )
    select = select.select_from(rows.source).where(rows.where, _wanted(rule), rows.key > _AFTER, rows.key <= _UPTO)
    return _insert(select, dialect)


def _insert(select: sa.Select[Any], dialect: str) -> sa.Insert:
    if dialect == "sqlite":
        return sqlite.insert(outbox).from_select(_COLUMNS, select).on_conflict_do_nothing()
    return postgresql.insert(outbox).from_select(_COLUMNS, select).on_conflict_do_nothing()


def last_key(tx: sa.Connection, asked: Asked) -> int:
    """The highest number there is among those who could be meant."""
    key = found(asked).key
    return int(tx.execute(sa.select(sa.func.coalesce(sa.func.max(key), 0))).scalar_one())


def due_by_channel(tx: sa.Connection, rule: Reminder, asked: Asked) -> dict[str, int]:
    """How many are in the rule's status now, by the channel that most likely reaches them."""
    query = by_channel(asked, _wanted(rule))
    return {str(row.channel): int(row.many) for row in tx.execute(query)}


def _wanted(rule: Reminder) -> sa.ColumnElement[bool]:
    """What is essential is told to everybody; the rest to whoever hasn't switched reminders off."""
    return sa.true() if rule.essential else sa.or_(wish.c.muted.is_(None), wish.c.muted.is_(sa.false()))


def _due_at(planned: Planned) -> sa.ColumnElement[datetime]:
    usual = sa.literal(planned.due_at[None], Instant)
    others = {name: at for name, at in planned.due_at.items() if name is not None and at != planned.due_at[None]}
    if not others:
        return usual
    return sa.case(*((wish.c.quiet == name, sa.literal(at, Instant)) for name, at in others.items()), else_=usual)


def _about(planned: Planned) -> sa.ColumnElement[Any]:
    """What the letter is about; the channels that its reader has chosen, where the letter isn't essential."""
    about = {"exam": planned.asked.exam.id}
    usual = sa.literal(about, Json)
    if planned.rule.essential:
        return usual
    chosen = ((wish.c.channels == kept, sa.literal({**about, "channels": kept}, Json)) for kept in subsets())
    return sa.case(*chosen, else_=usual)


@dataclass(frozen=True, slots=True)
class Run:
    """When a rule was planned for an instant: first, last, how long the last time took, and how many letters there are of it."""

    began_at: datetime
    ran_at: datetime
    took_ms: int
    planned: int


def runs_of(tx: sa.Connection, exam: str) -> dict[tuple[str, datetime], Run]:
    """What was planned for this exam up to now, by rule and instant."""
    rows = tx.execute(sa.select(run).where(run.c.exam == exam))
    return {(row.rule, row.window_at): Run(row.began_at, row.ran_at, row.took_ms, row.planned) for row in rows}


def note_run(tx: sa.Connection, exam: str, rule: str, window_at: datetime, made: Run) -> None:
    """Remember that a rule was planned."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    values = {"exam": exam, "rule": rule, "window_at": window_at, "began_at": made.began_at, "ran_at": made.ran_at}
    statement = dialect.insert(run).values(**values, took_ms=made.took_ms, planned=made.planned)
    again = {"ran_at": made.ran_at, "took_ms": made.took_ms, "planned": run.c.planned + made.planned}
    tx.execute(statement.on_conflict_do_update(index_elements=["exam", "rule", "window_at"], set_=again))


def replace_waiting(tx: sa.Connection, exam: str, rules: list[str], now: datetime) -> int:
    """End every letter of these rules that waits: its instant has moved. Returns how many there were."""
    waiting = (
        outbox.c.kind == REMINDER,
        outbox.c.done_at.is_(None),
        outbox.c.rule.in_(rules),
        _of_exam(exam),
    )
    ended = {"done_at": now, "outcome": REPLACED, "lease_until": None}
    return tx.execute(outbox.update().where(*waiting).values(**ended)).rowcount


def revive(tx: sa.Connection, exam: str, rule: str, window_at: datetime) -> int:
    """The authority went back to an earlier instant: what was replaced then waits again. Returns how many there were."""
    replaced = (
        outbox.c.kind == REMINDER,
        outbox.c.outcome == REPLACED,
        outbox.c.rule == rule,
        outbox.c.window_at == window_at,
        _of_exam(exam),
    )
    return tx.execute(outbox.update().where(*replaced).values(done_at=None, outcome=None)).rowcount


def _of_exam(exam: str) -> sa.ColumnElement[bool]:
    told: sa.ColumnElement[str] = outbox.c.about["exam"].as_string()
    return told == exam
