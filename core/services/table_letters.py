"""Tells those who chose or marked a position that a newer table changed it or dropped it: one message for each version.

Who chose a position hears of that one first; what they marked besides is named in the same message.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from core.services.pack_changes import Changes
from core.store.engine import Tx
from core.store.queries.applications import choosers
from core.store.queries.favourites import markers
from core.store.queries.outbox import tell

_NAMED = 10
Recipient = tuple[int | None, int | None]


def tell_choosers(tx: Tx, exam_id: str, version: int, changes: Changes, now: datetime) -> None:
    """Put the letters into the outbox, in the transaction that changes the table."""
    withdrawn = set(changes.withdrawn)
    affected = sorted(withdrawn | {change.code for change in changes.changed})
    marked: dict[Recipient, list[str]] = defaultdict(list)
    for account_id, chat_id, code in markers(tx, exam_id, sorted({*affected, *changes.reinstated})):
        marked[account_id, chat_id].append(code)
    for account_id, code in choosers(tx, exam_id, affected):
        others = [one for one in marked.pop((account_id, None), ()) if one != code]
        tell(
            tx,
            dedupe_key=f"table:{exam_id}:{version}:{account_id}",
            kind=("position_withdrawn" if code in withdrawn else "position_changed") + ("_too" if others else ""),
            now=now,
            account_id=account_id,
            about={"exam": exam_id, "code": code, "columns": ", ".join(_columns(changes, code)), **_others(others)},
        )
    for (account_id, chat_id), codes in marked.items():
        tell(
            tx,
            dedupe_key=f"table:{exam_id}:{version}:{account_id or f'chat:{chat_id}'}",
            kind="favourites_changed",
            now=now,
            account_id=account_id,
            chat_id=chat_id,
            about={"exam": exam_id, **_others(codes)},
        )


def _others(codes: Iterable[str]) -> dict[str, str]:
    """The first of them by name; who marked many sees the rest in the list."""
    known = sorted(set(codes))
    told = ", ".join(known[:_NAMED]) + (" …" if len(known) > _NAMED else "")
    return {"codes": told} if told else {}


def _columns(changes: Changes, code: str) -> list[str]:
    return list(dict.fromkeys(change.column for change in changes.changed if change.code == code))
