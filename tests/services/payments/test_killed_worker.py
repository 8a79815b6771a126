"""``kill -9`` between the inbox and the effect, and several processes at the same inbox: exactly one accepted charge."""

import asyncio
import sys
from pathlib import Path

import pytest

from core.store.tables.payments import webhook_event
from tests.services.payments.test_inbox import heard, receive
from tests.services.payments.test_ledger import account, close, order
from tests.services.payments.worker_process import DONE, STANDS_STILL
from tests.support.payments import Counter, Payer

ROOT = Path(__file__).parents[3]


async def worker(url: str, stands_still_at: int = 0) -> asyncio.subprocess.Process:
    words = ["-m", "tests.services.payments.worker_process", url, str(stands_still_at)]
    return await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)


async def said(process: asyncio.subprocess.Process) -> str:
    """The worker's next word; what it logs is passed over."""
    assert process.stdout is not None
    async for line in process.stdout:
        if (word := line.decode().strip()) in {DONE, STANDS_STILL}:
            return word
    raise AssertionError("the worker ended without a word")


async def killed_at(url: str, look: int) -> None:
    """A worker that gets as far as its ``look``-th judgement and is killed in the middle of it."""
    process = await worker(url, look)
    assert await said(process) == STANDS_STILL
    process.kill()
    await process.wait()


async def waiting(desk: Counter) -> int:
    return len([row for row in await desk.store.read(lambda tx: tx.execute(webhook_event.select()).all()) if not row.processed_at])


async def test_a_worker_killed_in_the_middle_of_an_effect_leaves_nothing_half_done(
    desk: Counter, payer: Payer, database_url: str
) -> None:
    await order(desk, payer, "A1")
    await receive(desk, heard("A1"))
    await killed_at(database_url, 1)
    shown = await account(desk, "A1")
    assert (shown.application, shown.captures, shown.messages, await waiting(desk)) == ("awaiting_payment", (), (), 1)
    assert await desk.payments.handle_received() == 1
    shown = await account(desk, "A1")
    assert ([one.disposition for one in shown.captures], shown.messages) == (["accepted"], ("paid",))


@pytest.mark.parametrize("look", [2, 4])
async def test_what_was_done_before_the_death_stays_done_and_the_rest_is_done_after(
    desk: Counter, payer: Payer, database_url: str, look: int
) -> None:
    await order(desk, payer, "A1")
    await receive(desk, *(heard("A1", f"e{index}", f"TX{index}") for index in range(5)))
    await killed_at(database_url, look)
    assert len((await account(desk, "A1")).captures) == look - 1
    assert await desk.payments.handle_received() == 5 - (look - 1)
    shown = await account(desk, "A1")
    assert sorted(one.disposition for one in shown.captures) == ["accepted"] + ["duplicate"] * 4
    assert (len(shown.refunds), shown.messages.count("paid")) == (4, 1)


async def test_two_worker_processes_and_fifty_news_of_two_orders_paid_in_the_same_second(
    desk: Counter, payer: Payer, database_url: str
) -> None:
    await order(desk, payer, "A1")
    await close(desk, "A1")
    await order(desk, payer, "A2")
    await receive(desk, *(heard(f"A{index % 2 + 1}", f"e{index}", f"TX{index % 2}") for index in range(50)))
    processes = [await worker(database_url) for _ in range(2)]
    assert [await said(process) for process in processes] == [DONE, DONE]
    assert [await process.wait() for process in processes] == [0, 0]
    shown = await account(desk, "A1")
    assert sorted(one.disposition for one in shown.captures) == ["accepted", "duplicate"]
    assert (shown.messages.count("paid"), len(shown.refunds), await waiting(desk)) == (1, 1, 0)
