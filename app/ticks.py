"""What recurs: a handful of jobs, each asking the tables what is due. APScheduler only ticks."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app.build import House
from app.console import staffing_of
from app.duties import Duties
from core.services.running.erasing import Erasing

log = structlog.get_logger("ticks")

PAYMENTS_EVERY = timedelta(seconds=5)
ACCOUNTS_EVERY = timedelta(seconds=5)
CHOOSING_EVERY = timedelta(minutes=5)
TIDY_EVERY = timedelta(minutes=10)
BILLS_EVERY = timedelta(minutes=5)
RETENTION_EVERY = timedelta(hours=1)
CASES_EVERY = timedelta(seconds=15)
REMINDERS_EVERY = timedelta(seconds=20)
_SHORTEST_LEASE = timedelta(seconds=15)


async def payments(house: House) -> None:
    """Events, deadlines, questions to providers, refunds."""
    await house.services.payments.tick(house.clock.now())


async def bills(house: House) -> None:
    """Bills of the providers, each day's at half past ten of the next one in the exam's zone; missed ones too."""
    await house.services.payments.reconcile(house.clock.now())


async def choosing(house: House) -> None:
    """Tell those who marked positions and put none aside that registration closes."""
    await house.services.favourites.tell_of_closing()


async def tidy(house: House) -> None:
    """Forget registrations, pages, codes and counters whose time is over."""
    await house.services.accounts.end_sessions()
    await house.services.accounts.forget_overdue()
    await house.services.payments.forget_pages()
    await staffing_of(house).shifts.tidy()


async def retention(house: House) -> None:
    """Erase what isn't needed any more, as the packs say."""
    await Erasing(house.store, house.clock, house.exams, house.vault).erase_due()


async def accounts(house: House) -> None:
    """Tell phones what was changed in accounts; ask banks that didn't answer, and carriers what became of messages."""
    await house.services.accounts.ask_bank_again()
    await house.services.accounts.send_notices()
    if house.asked_receipts is not None:
        await house.asked_receipts.ask_due()


async def cases(house: House) -> None:
    """Cases whose answer is overdue go to the next desk."""
    await house.services.tickets.escalating.escalate_overdue()


async def reminders(house: House) -> None:
    """Rules of reminding that begin now, for all who are in their status."""
    await house.services.reminders.planning.plan(house.clock.now())


JOBS: tuple[tuple[Callable[[House], Awaitable[None]], timedelta], ...] = (
    (payments, PAYMENTS_EVERY),
    (accounts, ACCOUNTS_EVERY),
    (bills, BILLS_EVERY),
    (choosing, CHOOSING_EVERY),
    (tidy, TIDY_EVERY),
    (cases, CASES_EVERY),
    (retention, RETENTION_EVERY),
    (reminders, REMINDERS_EVERY),
)


async def tick_once(house: House) -> None:
    """Run every due job once, and deliver what they had to tell."""
    for job, _ in JOBS:
        await job(house)
    await house.push.drain()


def scheduler(house: House, duties: Duties) -> AsyncIOScheduler:
    """The recurring jobs. Every process ticks; which of them does a job is decided by the job's lease.

    A job that is still running isn't started again, a missed one runs once.
    """
    ticking = AsyncIOScheduler(timezone="UTC")
    for job, every in JOBS:
        ticking.add_job(
            _guarded,
            "interval",
            (job, every, house, duties),
            seconds=every.total_seconds(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    return ticking


async def _guarded(job: Callable[[House], Awaitable[None]], every: timedelta, house: House, duties: Duties) -> None:
    try:
        await duties.once(f"job:{job.__name__}", max(every * 3, _SHORTEST_LEASE), lambda: job(house))
    except Exception:
        log.exception("a recurring job failed; it runs again", job=job.__name__)
