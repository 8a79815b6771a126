"""Tells those who chose a position that a newer table changed it or dropped it: one message for each version."""

from datetime import datetime

from core.services.pack_changes import Changes
from core.store.engine import Tx
from core.store.queries.applications import choosers
from core.store.queries.outbox import tell


def tell_choosers(tx: Tx, exam_id: str, version: int, changes: Changes, now: datetime) -> None:
    """Put the letters into the outbox, in the transaction that changes the table."""
    withdrawn = set(changes.withdrawn)
    affected = sorted(withdrawn | {change.code for change in changes.changed})
    for account_id, code in choosers(tx, exam_id, affected):
        tell(
            tx,
            dedupe_key=f"table:{exam_id}:{version}:{account_id}",
            kind="position_withdrawn" if code in withdrawn else "position_changed",
            now=now,
            account_id=account_id,
            about={"exam": exam_id, "code": code, "columns": ", ".join(_columns(changes, code))},
        )


def _columns(changes: Changes, code: str) -> list[str]:
    return list(dict.fromkeys(change.column for change in changes.changed if change.code == code))
