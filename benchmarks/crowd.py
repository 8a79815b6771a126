"""A crowd on a database, made set by set: accounts with one Telegram chat each and an application that awaits its confirmation."""

import json
from datetime import datetime

import sqlalchemy as sa

from core.model.exam import Exam
from core.store.engine import Store, Tx

AT_ONCE = 50_000
_SERIES = {
    "sqlite": "WITH RECURSIVE s(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM s WHERE i < :last) SELECT {} FROM s",
    "postgresql": "SELECT {} FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS s(i)",
}
_ACCOUNTS = (
    "INSERT INTO account (id, username, username_key, password_hash, name, document_type, document_sealed, document_index, gender, "
    "birth_on, phone_sealed, phone_index, bank, card_last4, verified_at, created_at) "
)
_CHATS = "INSERT INTO chat (id, channel, native_id, locale, account_id, bound_at, exam, heard_at, created_at) "
_APPLICATIONS = (
    "INSERT INTO application (id, account_id, exam, created_at, accepted, agreed_at, form, form_saved_at, position_code, "
    "stashed_at) "
)


async def gather(store: Store, exam: Exam, count: int, since: datetime) -> None:
    """``count`` people with numbers from 1; what they did lies at ``since``."""
    for first in range(1, count + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, count)
        await store.write(lambda tx, first=first, last=last: _fill(tx, exam, first, last, since))  # type: ignore[misc]
    await store.write(_settle)


def _fill(tx: Tx, exam: Exam, first: int, last: int, since: datetime) -> None:
    series, bound = _SERIES[tx.dialect.name], {"first": first, "last": last}
    at = f"'{since:%Y-%m-%d %H:%M:%S.%f}'" if tx.dialect.name == "sqlite" else f"timestamptz '{since.isoformat()}'"
    blob = "x'00'" if tx.dialect.name == "sqlite" else "'\\x00'::bytea"
    accepted = json.dumps({text.id: text.version for text in exam.agreements})
    plain = ("", "") if tx.dialect.name == "sqlite" else ("CAST(", " AS jsonb)")
    name, of_day = "'u' || i", "'1996-03-04'" if tx.dialect.name == "sqlite" else "date '1996-03-04'"
    people = (
        f"i, {name}, {name}, 'x', 'x', 'resident_id', {blob}, 'd' || i, 'male', {of_day}, {blob}, 'p' || i, 'CCB', '0', {at}, {at}"
    )
    chats = f"i, 'telegram', i, 'zh_CN', i, {at}, :exam, {at}, {at}"
    facts = f"i, i, :exam, {at}, {plain[0]}:accepted{plain[1]}, {at}, {plain[0]}'{{}}'{plain[1]}, {at}, '1', {at}"
    tx.execute(sa.text(_ACCOUNTS + series.format(people)), bound)
    tx.execute(sa.text(_CHATS + series.format(chats)), {**bound, "exam": exam.id})
    tx.execute(sa.text(_APPLICATIONS + series.format(facts)), {**bound, "exam": exam.id, "accepted": accepted})


def _settle(tx: Tx) -> None:
    """Let the database know what it holds, as it does by itself in daily work."""
    tx.execute(sa.text("ANALYZE"))
