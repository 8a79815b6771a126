"""The status asked of a whole table is the status that the rules compute for each application, at every instant that matters."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from core.model.application import Application, Form, Status
from core.model.exam import WindowName
from core.model.payment import PaymentVerdict
from core.rules.status import status_of
from core.store.engine import Store
from core.store.queries import applications as queries
from core.store.queries.reminder_standing import standing
from core.store.tables.accounts import account
from core.store.tables.applications import application
from tests.support.facts import at, exam

WHEN = at("11-14 10:00:00")
PRESENT = {text.id: text.version for text in exam().agreements}
EARLIER = {**PRESENT, next(iter(PRESENT)): "an earlier version"}
KEYS = ("accepted", "agreed_at", "form_saved_at", "position_code", "confirmed_at", "payment")
VALUES = (({}, EARLIER, PRESENT), (None, WHEN), (None, WHEN), (None, "1"), (None, WHEN), (None, *PaymentVerdict))
FACTS: list[dict[str, Any]] = [dict(zip(KEYS, values, strict=True)) for values in product(*VALUES)]
EDGES = [instant for name in WindowName for instant in (exam().window(name).opens_at, exam().window(name).closes_at) if instant]
INSTANTS = sorted({edge + timedelta(seconds=shift) for edge in EDGES for shift in (-1, 0, 1)})


async def test_the_table_and_the_rules_agree_on_every_status(store: Store) -> None:
    ids = await store.write(_fill)
    for now in INSTANTS:
        expected = {number: status_of(_application(facts), exam(), now) for number, facts in zip(ids, FACTS, strict=True)}
        assert await store.read(lambda tx, now=now: _statuses(tx, now)) == expected, now


@given(st.datetimes(datetime(2020, 11, 12), datetime(2020, 12, 15)), st.sampled_from(FACTS))
def test_an_application_is_in_exactly_one_status(now: datetime, facts: dict[str, Any]) -> None:
    instant = now.replace(tzinfo=WHEN.tzinfo)
    engine = _one_row(facts)
    with engine.connect() as tx:
        asked = {status: sa.select(standing([status], exam(), instant)).select_from(application) for status in Status}
        found = [status for status, query in asked.items() if tx.execute(query).scalar()]
    engine.dispose()
    assert found == [status_of(_application(facts), exam(), instant)]


@pytest.mark.parametrize("status", [Status.NONE, Status.AGREED, Status.STASHED, Status.TICKET_PRINTABLE])
async def test_no_application_is_in_no_status(sqlite_store: Store, status: Status) -> None:
    absent = sa.select(standing([status], exam(), WHEN)).select_from(account.outerjoin(application, sa.false()))
    await sqlite_store.write(lambda tx: tx.execute(account.insert().values(_account(1))))
    assert not await sqlite_store.read(lambda tx: tx.execute(absent).scalar())


def _one_row(facts: dict[str, Any]) -> sa.Engine:
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    with engine.begin() as tx:
        application.create(tx)
        tx.execute(application.insert().values(_row(1, facts)))
    return engine


def _fill(tx: sa.Connection) -> list[int]:
    numbers = list(range(1, len(FACTS) + 1))
    tx.execute(account.insert(), [_account(number) for number in numbers])
    tx.execute(application.insert(), [_row(number, facts) for number, facts in zip(numbers, FACTS, strict=True)])
    return numbers


def _statuses(tx: sa.Connection, now: datetime) -> dict[int, Status]:
    found: dict[int, Status] = {}
    for status in Status:
        for number in tx.execute(sa.select(application.c.id).where(standing([status], exam(), now))).scalars():
            assert number not in found, "an application has one status"
            found[number] = status
    return found


def _application(facts: dict[str, Any]) -> Application:
    return Application(1, 1, exam().id, WHEN, **facts)


def _row(number: int, facts: dict[str, Any]) -> dict[str, Any]:
    payment = facts["payment"].value if facts["payment"] else None
    row = {"id": number, "account_id": number, "exam": exam().id, "created_at": WHEN, "form": queries.write_form(Form())}
    return {**row, **facts, "payment": payment}


def _account(number: int) -> dict[str, Any]:
    texts = ("username", "username_key", "password_hash", "document_index", "phone_index")
    fixed = {"name": "x", "document_type": "resident_id", "gender": "male", "bank": "CCB", "card_last4": "0000"}
    sealed = {"document_sealed": b"", "phone_sealed": b"", "birth_on": WHEN.date(), "verified_at": WHEN, "created_at": WHEN}
    return {"id": number, **{name: f"{name}{number}" for name in texts}, **fixed, **sealed}
