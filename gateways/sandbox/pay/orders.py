"""What the sandbox gateway knows: orders, refunds and the notifications it still owes, kept in a small file over restarts.

It behaves as the real ones do: after the expiry the payer is refused, yet the merchant still has to close; a payer may be quicker
than the closing; the same refund number gives back once.
"""

import json
import secrets
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.ports import Clock

DELAY = timedelta(minutes=2)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    out_trade_no TEXT PRIMARY KEY, amount INTEGER NOT NULL, currency TEXT NOT NULL, description TEXT NOT NULL,
    time_expire TEXT NOT NULL, notify_url TEXT NOT NULL, return_url TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'NOTPAY', transaction_id TEXT, paid_at TEXT);
CREATE TABLE IF NOT EXISTS refunds (
    out_refund_no TEXT PRIMARY KEY, out_trade_no TEXT NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS returned (out_refund_no TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS owed (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0);
"""
_RETURNED = """
SELECT out_refund_no, transaction_id, refunds.amount, currency, refunds.state, at
FROM refunds JOIN returned USING (out_refund_no) JOIN orders USING (out_trade_no) ORDER BY at
"""


class Outcome(StrEnum):
    """What the person at the sandbox's page lets happen."""

    SUCCEED = "succeed"
    FAIL = "fail"
    LOSE = "lose"
    DELAY = "delay"


class Refused(Exception):
    """The gateway says no; ``code`` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Order:
    """One order. ``state`` is ``NOTPAY``, ``SUCCESS`` or ``CLOSED``; amounts in minor units."""

    out_trade_no: str
    amount: int
    currency: str
    description: str
    time_expire: datetime
    notify_url: str
    return_url: str
    state: str = "NOTPAY"
    transaction_id: str | None = None
    paid_at: datetime | None = None

    def told(self) -> dict[str, Any]:
        """The order as the gateway tells it."""
        paid_at = self.paid_at.isoformat() if self.paid_at else None
        return {
            "state": self.state,
            "out_trade_no": self.out_trade_no,
            "transaction_id": self.transaction_id,
            "amount": self.amount,
            "currency": self.currency,
            "paid_at": paid_at,
        }


class SandboxPay:
    """The gateway's books; several threads may use them.

    :param path: the file they are kept in; ``None`` keeps them in memory.
    """

    def __init__(self, clock: Clock, path: Path | None = None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._lock = threading.RLock()
        self._books = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._books.row_factory = sqlite3.Row
        self._books.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    def open(self, order: Order) -> Order:
        """Take an order; the same one again is the same. Raises ``Refused`` where it is paid, closed or another one."""
        with self._lock:
            self._run(
                "INSERT OR IGNORE INTO orders (out_trade_no, amount, currency, description, time_expire, notify_url, return_url)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                order.out_trade_no,
                order.amount,
                order.currency,
                order.description,
                order.time_expire.isoformat(),
                order.notify_url,
                order.return_url,
            )
            known = self.find(order.out_trade_no)
            if known.state != "NOTPAY":
                raise Refused("ORDER_PAID" if known.state == "SUCCESS" else "ORDER_CLOSED")
            if (known.amount, known.currency) != (order.amount, order.currency):
                raise Refused("ORDER_DIFFERS")
            self._run("UPDATE orders SET return_url = ? WHERE out_trade_no = ?", order.return_url, order.out_trade_no)
            return self.find(order.out_trade_no)

    def find(self, out_trade_no: str) -> Order:
        """The order. Raises ``Refused`` for an unknown number."""
        with self._lock:
            row = self._books.execute("SELECT * FROM orders WHERE out_trade_no = ?", (out_trade_no,)).fetchone()
        if row is None:
            raise Refused("ORDER_NOT_EXIST")
        return _order(row)

    def may_be_paid(self, order: Order) -> bool:
        """Whether the payer would be let through now; the last second counts."""
        return order.state == "NOTPAY" and self._clock.now().replace(microsecond=0) <= order.time_expire

    def decide(self, out_trade_no: str, outcome: Outcome) -> Order:
        """Let the payer's attempt succeed or fail. Raises ``Refused`` where the order can't be paid any more."""
        with self._lock:
            order = self.find(out_trade_no)
            if not self.may_be_paid(order):
                raise Refused("ORDER_PAID" if order.state == "SUCCESS" else "ORDER_CLOSED")
            if outcome is Outcome.FAIL:
                self._owe(order.notify_url, "payment.failed", {"out_trade_no": out_trade_no}, self._clock.now())
                return order
            paid = self._pay(order)
            if outcome is not Outcome.LOSE:
                due_at = self._clock.now() + (DELAY if outcome is Outcome.DELAY else timedelta())
                self._owe(order.notify_url, "payment.succeeded", _news(paid), due_at)
            return paid

    def close(self, out_trade_no: str) -> Order:
        """Close the order; a paid one stays paid. Raises ``Refused`` for an unknown number."""
        with self._lock:
            self._run("UPDATE orders SET state = 'CLOSED' WHERE out_trade_no = ? AND state = 'NOTPAY'", out_trade_no)
            return self.find(out_trade_no)

    def give_back(self, out_refund_no: str, out_trade_no: str, transaction_id: str, amount: int) -> str:
        """Take a refund and send the money; the state right after taking it. Raises ``Refused``."""
        with self._lock:
            if (known := self._refund(out_refund_no)) is not None:
                return known
            order = self.find(out_trade_no)
            if order.state != "SUCCESS" or order.transaction_id != transaction_id:
                raise Refused("TRADE_NOT_EXIST")
            given = self._books.execute("SELECT SUM(amount) FROM refunds WHERE out_trade_no = ?", (out_trade_no,)).fetchone()[0]
            if not 0 < amount <= order.amount - (given or 0):
                raise Refused("AMOUNT_TOO_LARGE")
            self._run("INSERT INTO refunds VALUES (?, ?, ?, 'SUCCESS')", out_refund_no, out_trade_no, amount)
            self._run("INSERT INTO returned VALUES (?, ?)", out_refund_no, self._clock.now().isoformat())
            told = {**_news(order), "out_refund_no": out_refund_no, "amount": amount}
            self._owe(order.notify_url, "refund.succeeded", told, self._clock.now())
            return "PROCESSING"

    def refund_state(self, out_refund_no: str) -> str:
        """How far a refund has come. Raises ``Refused`` for an unknown number."""
        state = self._refund(out_refund_no)
        if state is None:
            raise Refused("REFUND_NOT_EXIST")
        return state

    def paid_between(self, first: datetime, end: datetime) -> Sequence[Order]:
        """Orders paid from ``first`` on and before ``end``, by the time of payment."""
        with self._lock:
            rows = self._books.execute("SELECT * FROM orders WHERE state = 'SUCCESS' ORDER BY paid_at").fetchall()
        paid = [_order(row) for row in rows]
        return [order for order in paid if order.paid_at is not None and first <= order.paid_at < end]

    def returned_between(self, first: datetime, end: datetime) -> Sequence[dict[str, Any]]:
        """Refunds sent from ``first`` on and before ``end``, as the bill tells them."""
        with self._lock:
            rows = [dict(row) for row in self._books.execute(_RETURNED).fetchall()]
        return [row for row in rows if first <= datetime.fromisoformat(row.pop("at")) < end]

    def owed(self, now: datetime) -> Sequence[sqlite3.Row]:
        """Notifications that are due, oldest first: ``id``, ``url``, ``type``, ``data`` (JSON), ``tries``."""
        with self._lock:
            return self._books.execute("SELECT * FROM owed WHERE due_at <= ? ORDER BY due_at", (now.timestamp(),)).fetchall()

    def settle_owed(self, letter_id: str, next_at: datetime | None) -> None:
        """A notification arrived, or was given up (``None``); or is tried again at ``next_at``."""
        with self._lock:
            if next_at is None:
                self._run("DELETE FROM owed WHERE id = ?", letter_id)
            else:
                self._run("UPDATE owed SET due_at = ?, tries = tries + 1 WHERE id = ?", next_at.timestamp(), letter_id)

    def forget(self) -> None:
        """Start with empty books."""
        with self._lock:
            self._books.executescript("DELETE FROM orders; DELETE FROM refunds; DELETE FROM returned; DELETE FROM owed;")

    def close_books(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._books.close()

    def _pay(self, order: Order) -> Order:
        number, paid_at = f"SBX{secrets.token_hex(12).upper()}", self._clock.now().replace(microsecond=0)
        self._run(
            "UPDATE orders SET state = 'SUCCESS', transaction_id = ?, paid_at = ? WHERE out_trade_no = ?",
            number,
            paid_at.isoformat(),
            order.out_trade_no,
        )
        return self.find(order.out_trade_no)

    def _refund(self, out_refund_no: str) -> str | None:
        row = self._books.execute("SELECT state FROM refunds WHERE out_refund_no = ?", (out_refund_no,)).fetchone()
        return None if row is None else str(row["state"])

    def _owe(self, url: str, kind: str, data: Mapping[str, Any], due_at: datetime) -> None:
        letter_id = f"msg_{secrets.token_hex(12)}"
        self._run(
            "INSERT INTO owed (id, url, type, data, due_at) VALUES (?, ?, ?, ?, ?)",
            letter_id,
            url,
            kind,
            json.dumps(data),
            due_at.timestamp(),
        )

    def _run(self, statement: str, *values: object) -> None:
        self._books.execute(statement, values)


def _order(row: sqlite3.Row) -> Order:
    values = dict(row)
    values["time_expire"] = datetime.fromisoformat(values["time_expire"])
    values["paid_at"] = datetime.fromisoformat(values["paid_at"]) if values["paid_at"] else None
    return Order(**values)


def _news(order: Order) -> dict[str, Any]:
    return {name: value for name, value in order.told().items() if name != "state"}
