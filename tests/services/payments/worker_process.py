"""A worker of its own process: handles what waits in the inbox, or stands still in the middle of an effect until it is killed."""

import asyncio
import sys
import time

import sqlalchemy as sa

from core.model.exam import Exam
from core.services.payments import Payments
from core.store.engine import open_store
from tests.support.clock import FixedClock
from tests.support.facts import at, exam

STANDS_STILL, DONE = "stands still", "done"


class StandingStill:
    """The book of exams, in which the worker looks while it judges a charge: at the ``time``-th look it never comes back."""

    def __init__(self, time_: int) -> None:
        self._time = time_
        self._looks = 0

    def get(self, tx: sa.Connection, exam_id: str) -> Exam:
        """The bundled exam, or nothing for ever."""
        self._looks += 1
        if self._looks == self._time:
            say(STANDS_STILL)
            time.sleep(600)
        assert exam_id == exam().id
        return exam()


def say(word: str) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def work(url: str, stands_still_at: int) -> None:
    """Handle everything once."""
    store = open_store(url)
    payments = Payments(
        store, FixedClock(at("11-20 16:00:00")), {}, StandingStill(stands_still_at), public_url="https://kaoban.test"
    )
    await payments.handle_received()
    await store.close()
    say(DONE)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2])))
