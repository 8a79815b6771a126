"""What the office asks and does with a whole exam: how many stand where, whom an announcement reaches, the roster of the paid."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.application import Status
from core.model.exam import Exam
from core.model.payment import PaymentVerdict
from core.store.queries.outbox import BULK, SIGNAL
from core.store.queries.reminder_standing import standing
from core.store.signals import announce
from core.store.tables.accounts import account
from core.store.tables.applications import application, photo
from core.store.tables.exams import position, seat
from core.store.tables.outbox import outbox
from core.store.tables.payments import payment_capture
from core.store.tables.types import Instant, Json

ANNOUNCEMENT = "announcement"
_FACTS = application.c


def count_statuses(tx: sa.Connection, exam: Exam, now: datetime) -> Counter[Status]:
    """How many applications of the exam stand in each status now."""
    counted = [sa.func.coalesce(sa.func.sum(sa.case((standing([one], exam, now), 1), else_=0)), 0) for one in Status]
    row = tx.execute(sa.select(*counted).select_from(application).where(_FACTS.exam == exam.id)).one()
    return Counter({status: int(number) for status, number in zip(Status, row, strict=True) if number})


def reached(exam: Exam, statuses: Collection[Status], codes: Sequence[str], now: datetime) -> sa.ColumnElement[bool]:
    """Applications of the exam in one of these statuses, of these positions only where any are named."""
    of_positions = _FACTS.position_code.in_(codes) if codes else sa.true()
    return sa.and_(_FACTS.exam == exam.id, standing(statuses, exam, now), of_positions)


def count_reached(tx: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    """How many applications that is."""
    return int(tx.execute(sa.select(sa.func.count()).select_from(application).where(condition)).scalar_one())


def tell_all(
    tx: sa.Connection, condition: sa.ColumnElement[bool], key: str, about: Mapping[str, str], now: datetime, useful_until: datetime
) -> int:
    """Put an announcement into the outbox for each of them, in one statement; the same key tells nobody twice."""
    values = {
        "dedupe_key": sa.literal(f"{ANNOUNCEMENT}:{key}:").op("||")(sa.cast(_FACTS.id, sa.String)),
        "account_id": _FACTS.account_id,
        "application_id": _FACTS.id,
        "kind": sa.literal(ANNOUNCEMENT),
        "about": sa.literal(dict(about), Json),
        "lane": sa.literal(BULK),
        "rank": sa.literal(2),
        "cascade": sa.true(),
        "created_at": sa.literal(now, Instant),
        "due_at": sa.literal(now, Instant),
        "useful_until": sa.literal(useful_until, Instant),
    }
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    select = sa.select(*values.values()).where(condition)
    told = tx.execute(dialect.insert(outbox).from_select(list(values), select).on_conflict_do_nothing()).rowcount
    announce(tx, SIGNAL)
    return told


def count_paid(tx: sa.Connection, exam_id: str) -> int:
    """How many have paid."""
    query = sa.select(sa.func.count()).where(_FACTS.exam == exam_id, _FACTS.payment == PaymentVerdict.PAID.value)
    return int(tx.execute(query).scalar_one())


def roster(exam_id: str) -> sa.Select[Any]:
    """Who has paid, with position and seat, by serial; identities still sealed."""
    paid = sa.and_(_FACTS.exam == exam_id, _FACTS.payment == PaymentVerdict.PAID.value)
    accepted = sa.and_(payment_capture.c.application_id == _FACTS.id, payment_capture.c.disposition == "accepted")
    of_position = sa.and_(position.c.exam == _FACTS.exam, position.c.code == _FACTS.position_code)
    joined = (
        sa.join(application, account, account.c.id == _FACTS.account_id)
        .outerjoin(position, of_position)
        .outerjoin(seat, seat.c.application_id == _FACTS.id)
        .outerjoin(payment_capture, accepted)
    )
    columns = (
        _FACTS.id,
        account.c.name,
        account.c.gender,
        account.c.birth_on,
        account.c.document_type,
        account.c.document_sealed,
        account.c.phone_sealed,
        _FACTS.form,
        _FACTS.photo_id,
        _FACTS.position_code,
        position.c.unit,
        position.c.title,
        _FACTS.confirmed_at,
        _FACTS.paid_at,
        payment_capture.c.provider,
        payment_capture.c.transaction_id,
        seat.c.ticket_number,
        seat.c.venue,
        seat.c.room,
        seat.c.seat,
    )
    return sa.select(*columns).select_from(joined).where(paid).order_by(_FACTS.id)


def photos(exam_id: str) -> sa.Select[Any]:
    """The photos of those who have paid, by serial: ``(serial, jpeg)``."""
    paid = sa.and_(_FACTS.exam == exam_id, _FACTS.payment == PaymentVerdict.PAID.value)
    return sa.select(_FACTS.id, photo.c.jpeg).join(photo, photo.c.id == _FACTS.photo_id).where(paid).order_by(_FACTS.id)
