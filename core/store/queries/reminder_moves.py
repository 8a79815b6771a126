"""Tells those whom a moved instant concerns: by what they still have to do, whatever the old instant has made of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.exam import Exam
from core.model.payment import PaymentVerdict
from core.model.reminders import MOVED, Anchor
from core.rules.reminders.due import instant_of
from core.store.queries.outbox import BULK
from core.store.tables.applications import application
from core.store.tables.outbox import outbox
from core.store.tables.types import Instant, Json

_FACTS = application.c
_UNPAID = (PaymentVerdict.AWAITING_PAYMENT.value, PaymentVerdict.VERIFYING.value)
_REGISTRATION = frozenset({Anchor.REGISTRATION_OPENS, Anchor.REGISTRATION_CLOSES})
_PAYMENT = frozenset({Anchor.PAYMENT_OPENS, Anchor.PAYMENT_CLOSES})
_PRINTS = frozenset({Anchor.FORM_PRINT_OPENS, Anchor.FORM_PRINT_CLOSES, Anchor.TICKET_PRINT_OPENS, Anchor.TICKET_PRINT_CLOSES})
CONCERNED: Sequence[tuple[frozenset[Anchor], sa.ColumnElement[bool]]] = (
    (_REGISTRATION | _PAYMENT, sa.and_(_FACTS.agreed_at.is_not(None), _FACTS.confirmed_at.is_(None))),
    (_PAYMENT, sa.and_(_FACTS.confirmed_at.is_not(None), sa.or_(_FACTS.payment.is_(None), _FACTS.payment.in_(_UNPAID)))),
    (_PRINTS | {Anchor.EXAM_STARTS}, _FACTS.payment == PaymentVerdict.PAID.value),
)
"""Which instants concern whom; an application belongs to one of these at most, so that each hears of a change once."""


def concerned(tx: sa.Connection, exam_id: str, moved: Sequence[Anchor]) -> int:
    """How many applications would be told of moving these instants."""
    told = [condition for anchors, condition in CONCERNED if not anchors.isdisjoint(moved)]
    query = sa.select(sa.func.count()).select_from(application).where(_FACTS.exam == exam_id, sa.or_(sa.false(), *told))
    return int(tx.execute(query).scalar_one())


def tell_moves(
    tx: sa.Connection, exam: Exam, version: int, moved: Sequence[Anchor], before: Mapping[str, str | None], now: datetime
) -> int:
    """Put the notices of this version into the outbox; returns how many. An earlier one that still waits is replaced by it."""
    waiting = (outbox.c.kind == MOVED, outbox.c.done_at.is_(None), outbox.c.about["exam"].as_string() == exam.id)
    tx.execute(outbox.update().where(*waiting).values(done_at=now, outcome="replaced", lease_until=None))
    told = 0
    for anchors, concerned in CONCERNED:
        theirs = [anchor for anchor in moved if anchor in anchors]
        if theirs:
            told += _tell(tx, exam, version, theirs, before, now, concerned)
    return told


def _tell(
    tx: sa.Connection,
    exam: Exam,
    version: int,
    theirs: Sequence[Anchor],
    before: Mapping[str, str | None],
    now: datetime,
    concerned: sa.ColumnElement[bool],
) -> int:
    about = {"exam": exam.id, "moved": ",".join(theirs), **{f"before.{one.value}": before.get(one.value) or "" for one in theirs}}
    ends = [at for one in theirs if (at := instant_of(one, exam)[0]) is not None and at > now]
    values = {
        "dedupe_key": sa.literal(f"{MOVED}:{exam.id}:{version}:").op("||")(sa.cast(_FACTS.id, sa.String)),
        "account_id": _FACTS.account_id,
        "application_id": _FACTS.id,
        "kind": sa.literal(MOVED),
        "about": sa.literal(about, Json),
        "lane": sa.literal(BULK),
        "rank": sa.literal(1),
        "cascade": sa.true(),
        "created_at": sa.literal(now, Instant),
        "due_at": sa.literal(now, Instant),
        "useful_until": sa.literal(max(ends), Instant) if ends else sa.null(),
    }
    select = sa.select(*values.values()).where(_FACTS.exam == exam.id, concerned)
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    return tx.execute(dialect.insert(outbox).from_select(list(values), select).on_conflict_do_nothing()).rowcount
