"""Proof of notice: every try is a line, no cell is a formula, and the seal fits this file only."""

import csv
import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import NotFound
from core.model.letters import TryOutcome
from core.packs import read_pack
from core.services.exams import Exams
from core.services.reminders.proof import Export, Proof, Seal, is_genuine, public_key_of, read_seal
from core.store.engine import Store, Tx
from core.store.queries import outbox_claims
from core.store.queries.outbox import BULK, Terms, tell
from core.store.queries.outbox_claims import BegunTry
from tests.support.clock import FixedClock
from tests.support.facts import exam
from tests.support.packs import BUNDLED

SECRET = "a secret that only this test knows, long enough"


async def proof_on(store: Store, clock: FixedClock) -> Proof:
    exams = Exams(store, clock)
    await exams.load(read_pack(BUNDLED))
    return Proof(store, clock, exams, SECRET)


async def told(store: Store, clock: FixedClock, *details: str) -> None:
    """One reminder, tried once for each of ``details``, and one that was never tried."""

    def work(tx: Tx) -> None:
        for number in (1, 2):
            terms = Terms(lane=BULK, rule="unpaid", window_at=clock.now())
            tell(tx, dedupe_key=f"r{number}", kind="reminder", now=clock.now(), about={"exam": exam().id}, terms=terms)
        for place, detail in enumerate(details):
            begun = BegunTry(1, "telegram", None, clock.now() + timedelta(seconds=place), claim=0)
            outbox_claims.begin_tries(tx, [begun])
            outbox_claims.end_tries(tx, [(begun, TryOutcome.REFUSED, detail)])

    await store.write(work)


async def exported(proof: Proof) -> tuple[bytes, Seal]:
    made = Export()
    content = b"".join([piece async for piece in proof.export(exam().id, made)])
    return content, proof.seal(exam().id, made)


async def test_every_try_is_a_line_and_so_is_what_was_never_tried(store: Store, clock: FixedClock) -> None:
    proof = await proof_on(store, clock)
    await told(store, clock, "gone", "later")
    content, seal = await exported(proof)
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [(row["letter"], row["rule"], row["try_outcome"], row["detail"]) for row in rows] == [
        ("1", "unpaid", "refused", "gone"),
        ("1", "unpaid", "refused", "later"),
        ("2", "unpaid", "", ""),
    ]
    assert seal.rows == len(rows)


@pytest.mark.parametrize("detail", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
async def test_no_cell_is_a_formula(sqlite_store: Store, clock: FixedClock, detail: str) -> None:
    proof = await proof_on(sqlite_store, clock)
    await told(sqlite_store, clock, detail)
    content, _ = await exported(proof)
    assert next(csv.DictReader(io.StringIO(content.decode())))["detail"] == f"'{detail}"


async def test_the_seal_fits_this_file_this_key_and_these_figures_only(sqlite_store: Store, clock: FixedClock) -> None:
    content, seal = await exported(await proof_on(sqlite_store, clock))
    digest, key = hashlib.sha256(content).hexdigest(), public_key_of(SECRET)
    assert is_genuine(read_seal(seal.as_json()), digest, key)
    assert not is_genuine(seal, hashlib.sha256(content + b" ").hexdigest(), key)
    assert not is_genuine(seal, digest, public_key_of(SECRET + "!"))
    assert not is_genuine(replace(seal, rows=seal.rows + 1), digest, key)
    assert not is_genuine(replace(seal, public_key=public_key_of(SECRET + "!")), digest, public_key_of(SECRET + "!"))


async def test_an_exam_that_is_not_there_has_no_proof(sqlite_store: Store, clock: FixedClock) -> None:
    proof = await proof_on(sqlite_store, clock)
    with pytest.raises(NotFound):
        [piece async for piece in proof.export("nowhere", Export())]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"exam": 1}'])
def test_what_is_no_seal_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_seal(text)
