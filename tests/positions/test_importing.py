"""Importing a table into a running exam: whole or not at all, what changed is told once to those it concerns."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.model.exam import Cells
from core.packs import read_pack
from core.services.eligibility import Eligibility
from core.services.exams import Exams, LoadOutcome
from core.services.majors import Catalogues
from core.store.engine import Store, Tx
from core.store.queries import exams as queries
from core.store.tables.accounts import account
from core.store.tables.applications import application
from core.store.tables.outbox import outbox
from tests.positions.made import catalogue, table
from tests.support.clock import FixedClock

EXAM = "shenzhen-2021"
PACK = Path(__file__).parents[2] / "exams" / EXAM


@pytest.fixture
async def exams(store: Store, clock: FixedClock) -> Exams:
    exams = Exams(store, clock)
    await exams.load(read_pack(PACK))
    await exams.import_table(EXAM, table("county").positions, "county.csv")
    return exams


async def test_an_imported_table_takes_the_place_of_the_one_before(exams: Exams, store: Store) -> None:
    codes = await store.read(lambda tx: queries.position_codes(tx, EXAM))
    old = await store.read(lambda tx: queries.all_positions(tx, EXAM))
    assert codes == [row.code for row in table("county").positions]
    assert all(row.withdrawn_at for row in old if row.code not in codes)


async def test_the_same_table_again_changes_nothing(exams: Exams) -> None:
    report = await exams.import_table(EXAM, table("county").positions, "again.csv")
    assert report.outcome is LoadOutcome.UNCHANGED


async def test_an_imported_table_stays_when_the_pack_is_loaded_again(exams: Exams, store: Store) -> None:
    report = await exams.load(read_pack(PACK))
    assert report.outcome is LoadOutcome.UNCHANGED
    assert await store.read(lambda tx: queries.count_positions(tx, EXAM)) == len(table("county").positions)


async def test_what_stands_above_the_header_is_kept(exams: Exams, store: Store) -> None:
    await exams.import_table(EXAM, table("township").positions, "township.csv")
    found = await store.read(lambda tx: queries.get_position(tx, EXAM, "2001"))
    assert found is not None
    assert found == table("township").positions[0]


async def test_whoever_chose_a_position_that_changed_or_went_is_told_once(exams: Exams, store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: [choose(tx, number, code, clock) for number, code in enumerate(("1001", "1002", "1003"), 1)])
    rows = table("county").positions
    changed = replace(rows[0], columns=Cells.of((name, "博士" if name == "学历" else value) for name, value in rows[0].columns))
    for _ in range(2):
        await exams.import_table(EXAM, [changed, *rows[2:]], "second.csv")
    letters = await store.read(lambda tx: tx.execute(sa.select(outbox.c.account_id, outbox.c.kind, outbox.c.about)).all())
    assert [(row.account_id, row.kind, row.about["code"], row.about["columns"]) for row in letters] == [
        (1, "position_changed", "1001", "学历"),
        (2, "position_withdrawn", "1002", ""),
    ]


def choose(tx: Tx, number: int, code: str, clock: FixedClock) -> None:
    now = clock.now()
    texts = ("username", "username_key", "password_hash", "name", "document_type", "document_index", "phone_index", "bank")
    values = {"id": number, **{name: f"{name}{number}" for name in texts}, "gender": "male", "card_last4": "0000"}
    sealed = {"document_sealed": b"", "phone_sealed": b"", "birth_on": date(1990, 1, 1), "verified_at": now, "created_at": now}
    tx.execute(account.insert().values(**values, **sealed))
    facts = {"account_id": number, "exam": EXAM, "created_at": now, "accepted": {}, "form": {}}
    tx.execute(application.insert().values(**facts, position_code=code, stashed_at=now))


async def test_conditions_come_from_the_exams_own_table_and_catalogue(exams: Exams, store: Store, clock: FixedClock) -> None:
    catalogues = Catalogues(store, clock)
    named = type(catalogue())("gd-2020", catalogue().majors, catalogue().classes, catalogue().groups)
    assert await catalogues.keep(named)
    assert not await catalogues.keep(named)
    compiled = await Eligibility(store, exams, catalogues).table(EXAM)
    assert compiled.index.catalogue == named
    assert compiled.codes_missing() == ["审计硕士(专业硕士)(A020218)"]
