"""Two lanes: what a person waits for, and what goes to many. Whatever doesn't say so is for a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.store.queries.outbox import BULK, PERSON

__all__ = ["BULK", "LANES", "PERSON", "current_lane", "in_lane"]

LANES = (PERSON, BULK)
_lane: ContextVar[str] = ContextVar("lane", default=PERSON)


@contextmanager
def in_lane(lane: str) -> Iterator[None]:
    """What the bot says meanwhile, in this task and those it begins, goes in this lane."""
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)


def current_lane() -> str:
    """The lane of what is said now."""
    return _lane.get()
