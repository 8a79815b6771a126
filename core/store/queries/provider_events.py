"""The inbox of provider events: stored before they are acknowledged, marked as handled together with their effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.money import Money
from core.model.payment import Notification, NotificationKind, RefundState, Source, Success
from core.store.signals import announce
from core.store.tables.payments import webhook_event

SIGNAL = "provider_events"

_UNIQUE = ("provider", "event_id")
_ID = tuple(webhook_event.c[name] for name in _UNIQUE)
# The hottest statements of the webhook are built once: building one costs more than running it.
_STORE: Mapping[str, sa.Executable] = {
    "sqlite": sqlite.insert(webhook_event).on_conflict_do_nothing(index_elements=_UNIQUE).returning(*_ID),
    "postgresql": postgresql.insert(webhook_event).on_conflict_do_nothing(index_elements=_UNIQUE).returning(*_ID),
}
_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_EVENT: sa.BindParameter[int] = sa.bindparam("event")
_IS_OPEN = webhook_event.c.processed_at.is_(None)
_WAITING = (
    sa.select(webhook_event.c.id)
    .where(_IS_OPEN, sa.or_(webhook_event.c.due_at.is_(None), webhook_event.c.due_at <= _AT))
    .order_by(webhook_event.c.id)
    .limit(sa.bindparam("limit"))
)
_TAKE = (
    sa.select(webhook_event.c.id, webhook_event.c.provider, webhook_event.c.event_id, webhook_event.c.type)
    .add_columns(webhook_event.c.notification, webhook_event.c.tries)
    .where(webhook_event.c.id == _EVENT, _IS_OPEN)
    .with_for_update(skip_locked=True)
)
_FINISH = webhook_event.update().where(webhook_event.c.id == _EVENT).values(processed_at=_AT, error=None)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified notification as it arrived."""

    heard: Notification
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A verified notification as it was received; ``tries`` counts how often handling it failed."""

    id: int
    notification: Notification
    tries: int


def store_events(tx: sa.Connection, arrivals: Sequence[Arrival]) -> list[bool]:
    """Keep verified notifications; returns of each whether its event id is new. Wakes the worker once committed."""
    kept = tx.execute(_STORE[tx.dialect.name], [_row(arrival) for arrival in arrivals])
    fresh = {tuple(row) for row in kept}
    if fresh:
        announce(tx, SIGNAL)
    return [_take(fresh, (arrival.heard.provider, arrival.heard.event_id)) for arrival in arrivals]


def _take(fresh: set[tuple[str, str]], key: tuple[str, str]) -> bool:
    """Of two in one batch under the same id only the first is new."""
    if key not in fresh:
        return False
    fresh.remove(key)
    return True


def _row(arrival: Arrival) -> dict[str, object]:
    heard = arrival.heard
    return {
        "provider": heard.provider,
        "event_id": heard.event_id,
        "type": heard.type,
        "out_trade_no": heard.out_trade_no,
        "raw_headers": dict(arrival.headers),
        "raw_body": arrival.body,
        "notification": _write(heard),
        "received_at": arrival.at,
    }


def waiting_events(tx: sa.Connection, now: datetime, limit: int) -> list[int]:
    """Ids of the events that are not handled yet, oldest first; those that failed only once their pause is over."""
    return list(tx.execute(_WAITING, {"at": now, "limit": limit}).scalars())


def take_event(tx: sa.Connection, event_id: int) -> StoredEvent | None:
    """The event, held by this transaction; ``None`` where somebody else holds it or has handled it."""
    row = tx.execute(_TAKE, {"event": event_id}).first()
    return StoredEvent(row.id, _read(row), row.tries) if row else None


def finish_event(tx: sa.Connection, event_id: int, now: datetime) -> None:
    """The event's effect is part of this transaction."""
    tx.execute(_FINISH, {"event": event_id, "at": now})


def postpone_event(tx: sa.Connection, event_id: int, tries: int, until: datetime, error: str) -> None:
    """Handling failed for the ``tries``-th time and was rolled back; try again at ``until``."""
    values = {"due_at": until, "error": error, "tries": tries}
    tx.execute(webhook_event.update().where(webhook_event.c.id == event_id).values(**values))


def is_heard_of(tx: sa.Connection, out_trade_no: str) -> bool:
    """Whether any event named that order number."""
    return (
        tx.execute(sa.select(webhook_event.c.id).where(webhook_event.c.out_trade_no == out_trade_no).limit(1)).first() is not None
    )


def _write(heard: Notification) -> dict[str, object]:
    success = heard.success
    return {
        "kind": heard.kind.value,
        "out_trade_no": heard.out_trade_no,
        "out_refund_no": heard.out_refund_no,
        "transaction_id": heard.transaction_id,
        "refund_state": heard.refund_state.value if heard.refund_state else None,
        "refund_amount": _write_money(heard.refund_amount) if heard.refund_amount else None,
        "success": None if success is None else _write_success(success),
    }


def _write_success(success: Success) -> dict[str, object]:
    return {
        "out_trade_no": success.out_trade_no,
        "transaction_id": success.transaction_id,
        "amount": _write_money(success.amount),
        "success_time": success.success_time.isoformat(),
        "payee_is_us": success.payee_is_us,
    }


def _write_money(amount: Money) -> list[object]:
    return [amount.minor, amount.currency]


def _read(row: sa.Row[Any]) -> Notification:
    told: Mapping[str, Any] = row.notification
    return Notification(
        provider=row.provider,
        event_id=row.event_id,
        kind=NotificationKind(told["kind"]),
        type=row.type,
        success=_read_success(row.provider, told["success"]) if told["success"] else None,
        out_trade_no=told["out_trade_no"],
        out_refund_no=told["out_refund_no"],
        transaction_id=told["transaction_id"],
        refund_state=RefundState(told["refund_state"]) if told["refund_state"] else None,
        refund_amount=Money(*told["refund_amount"]) if told["refund_amount"] else None,
    )


def _read_success(provider: str, told: Mapping[str, Any]) -> Success:
    return Success(
        provider=provider,
        out_trade_no=told["out_trade_no"],
        transaction_id=told["transaction_id"],
        amount=Money(*told["amount"]),
        success_time=datetime.fromisoformat(told["success_time"]),
        source=Source.WEBHOOK,
        payee_is_us=told["payee_is_us"],
    )
