"""Letters are claimed in their order, by one claimer, and marked by whoever wasn't overtaken."""

import asyncio
from datetime import timedelta

import sqlalchemy as sa

from core.model.letters import TryOutcome
from core.store.engine import Store, Tx
from core.store.queries import outbox, outbox_claims
from core.store.queries.outbox import BULK, Letter, Terms
from core.store.queries.outbox_claims import BegunTry, Mark
from tests.support.clock import FixedClock

LEASE = timedelta(minutes=4)


def write(tx: Tx, clock: FixedClock, key: str, **terms: object) -> None:
    outbox.tell(tx, dedupe_key=key, kind=key, now=clock.now(), terms=Terms(**terms))  # type: ignore[arg-type]


async def claim(store: Store, clock: FixedClock, lane: str = BULK, limit: int = 100) -> list[Letter]:
    now = clock.now()
    return await store.write(lambda tx: outbox_claims.claim(tx, now=now, lease=LEASE, limit=limit, lane=lane))


async def test_the_most_endangered_go_first_then_who_waits_longest(store: Store, clock: FixedClock) -> None:
    early = clock.now() - timedelta(hours=1)

    def work(tx: Tx) -> None:
        write(tx, clock, "late", lane=BULK, rank=5, due_at=early)
        write(tx, clock, "second", lane=BULK, rank=1)
        write(tx, clock, "first", lane=BULK, rank=1, due_at=early)
        write(tx, clock, "not yet", lane=BULK, rank=0, due_at=clock.now() + timedelta(seconds=1))
        write(tx, clock, "a person's", rank=0)

    await store.write(work)
    assert [letter.kind for letter in await claim(store, clock, limit=2)] == ["first", "second"]
    assert [letter.kind for letter in await claim(store, clock)] == ["late"]
    assert [letter.kind for letter in await claim(store, clock, "person")] == ["a person's"]


async def test_two_claimers_never_get_the_same_letter(store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: [write(tx, clock, str(number), lane=BULK) for number in range(200)])
    claims = await asyncio.gather(*(claim(store, clock, limit=30) for _ in range(8)))
    ids = [letter.id for letters in claims for letter in letters]
    assert len(ids) == len(set(ids)) == 200


async def test_whoever_was_overtaken_changes_the_letter_no_more(store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: write(tx, clock, "slow", lane=BULK))
    first = (await claim(store, clock))[0]
    clock.forward(minutes=5)
    second = (await claim(store, clock))[0]
    await store.write(lambda tx: outbox_claims.mark(tx, [Mark(first, outcome="sent")], now=clock.now()))
    assert await store.read(lambda tx: tx.execute(sa.text("select outcome from outbox")).scalar()) is None
    await store.write(lambda tx: outbox_claims.mark(tx, [Mark(second, outcome="unknown")], now=clock.now()))
    assert await store.read(lambda tx: tx.execute(sa.text("select outcome from outbox")).scalar()) == "unknown"


async def test_a_lease_given_by_a_clock_that_was_set_back_is_over(store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: write(tx, clock, "person's"))
    await claim(store, clock, "person")
    assert await claim(store, clock, "person") == []
    clock.forward(hours=-1)
    assert [letter.kind for letter in await claim(store, clock, "person")] == ["person's"]


async def test_a_try_nobody_came_back_from_is_unknown_for_good(store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: write(tx, clock, "x"))
    letter = (await claim(store, clock, "person"))[0]
    begun = BegunTry(letter.id, "telegram", None, clock.now(), letter.tries)
    await store.write(lambda tx: outbox_claims.begin_tries(tx, [begun]))
    await store.write(lambda tx: outbox_claims.cut_off(tx, [letter.id]))
    tries = await store.read(lambda tx: outbox_claims.tries_of(tx, [letter.id]))
    assert [(one.outcome, one.detail) for one in tries[letter.id]] == [(TryOutcome.UNKNOWN, "cut_off")]
    await store.write(lambda tx: outbox_claims.end_tries(tx, [(begun, TryOutcome.SENT, None)]))
    tries = await store.read(lambda tx: outbox_claims.tries_of(tx, [letter.id]))
    assert [one.outcome for one in tries[letter.id]] == [TryOutcome.UNKNOWN]


async def test_whoever_was_overtaken_before_telling_does_not_begin(store: Store, clock: FixedClock) -> None:
    """The clock is set back: another process claims what the first has claimed and not yet begun to tell."""
    await store.write(lambda tx: write(tx, clock, "x"))
    first = (await claim(store, clock, "person"))[0]
    clock.forward(hours=-1)
    second = (await claim(store, clock, "person"))[0]
    tries = [BegunTry(one.id, "telegram", None, clock.now(), one.tries) for one in (first, second)]
    assert await store.write(lambda tx: outbox_claims.begin_tries(tx, tries)) == {tries[0]}
    kept = await store.read(lambda tx: outbox_claims.tries_of(tx, [first.id]))
    assert len(kept[first.id]) == 1
