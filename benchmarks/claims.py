"""Claims letters and marks them as sent, batch by batch; as a program of its own, one of several processes on one database."""

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta

import uvloop

from core.store.engine import Store, Tx, open_store
from core.store.queries import outbox_claims
from core.store.queries.outbox import BULK
from core.store.queries.outbox_claims import Mark

BATCH = 500
LEASE = timedelta(minutes=4)


async def claim_and_mark(store: Store, now: datetime, most: int) -> tuple[int, float]:
    """How many letters went through, and the seconds they took."""
    done, began = 0, time.perf_counter()
    while done < most and (count := await _batch(store, now)):
        done += count
    return done, time.perf_counter() - began


async def _batch(store: Store, now: datetime) -> int:
    letters = await store.write(lambda tx: outbox_claims.claim(tx, now=now, lease=LEASE, limit=BATCH, lane=BULK))
    await store.write(lambda tx: _sent(tx, [Mark(letter, "sent") for letter in letters], now))
    return len(letters)


def _sent(tx: Tx, marks: list[Mark], now: datetime) -> None:
    outbox_claims.mark(tx, marks, now=now)


async def _run(url: str, now: datetime, most: int) -> None:
    store = open_store(url)
    await asyncio.to_thread(sys.stdin.readline)  # all begin together
    done, seconds = await claim_and_mark(store, now, most)
    await store.close()
    sys.stdout.write(json.dumps({"done": done, "seconds": seconds}) + "\n")


async def several(url: str, now: datetime, processes: int, each: int) -> float:
    """Letters a second that so many processes claim and mark together."""
    arguments = (sys.executable, "-m", "benchmarks.claims", url, now.isoformat(), str(each))
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    running = [await asyncio.create_subprocess_exec(*arguments, **pipes) for _ in range(processes)]  # type: ignore[arg-type]
    await asyncio.sleep(2.5)  # they import for a while
    answers = await asyncio.gather(*(one.communicate(b"\n") for one in running))
    told = [json.loads(out) for out, _ in answers]
    return float(sum(one["done"] for one in told) / max(one["seconds"] for one in told))


if __name__ == "__main__":
    uvloop.run(_run(sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])))
