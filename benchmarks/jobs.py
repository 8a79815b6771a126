"""The baseline of reminders: one job a candidate in APScheduler's SQLAlchemy store, as its manual sets it up."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

_BEGIN = datetime(2040, 1, 1, tzinfo=UTC)


def remind(candidate: int) -> None:
    """What a job would call."""


def jobs_per_s(url: str, folder: Path, most: int, seconds: float, *, tuned: bool) -> tuple[float, int]:
    """Jobs added a second, and how many were: up to ``most``, for ``seconds`` at the longest.

    :param tuned: with a write-ahead log and without waiting for the disc, as this product keeps SQLite.
    """
    engine = sa.create_engine(
        f"sqlite:///{folder / ('tuned.db' if tuned else 'plain.db')}" if url.startswith("sqlite") else _sync(url)
    )
    if tuned:
        sa.event.listen(engine, "connect", _tune)
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(engine=engine, tablename="bench_jobs")}, timezone="UTC"
    )
    scheduler.start(paused=True)
    try:
        began, added = time.perf_counter(), 0
        while added < most and time.perf_counter() - began < seconds:
            scheduler.add_job(remind, "date", (added,), run_date=_BEGIN + timedelta(seconds=added))
            added += 1
        return added / (time.perf_counter() - began), added
    finally:
        scheduler.remove_all_jobs()
        scheduler.shutdown(wait=False)
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE bench_jobs"))
        engine.dispose()


def _sync(url: str) -> str:
    return str(sa.make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))


def _tune(connection: object, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
    connection.execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]
