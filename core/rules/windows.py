"""Where an instant stands in a window: opening is inclusive, closing too, to the whole second, unless the pack says otherwise."""

from datetime import datetime, timedelta
from enum import StrEnum

from core.model.exam import Window

_SECOND = timedelta(seconds=1)


class Phase(StrEnum):
    """Before, inside or after a window."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


def phase(window: Window, now: datetime) -> Phase:
    """Where ``now`` stands; an end that is ``None`` never comes."""
    if window.opens_at is not None and now < window.opens_at:
        return Phase.BEFORE
    if window.closes_at is not None and now >= end(window):
        return Phase.OVER
    return Phase.OPEN


def is_open(window: Window, now: datetime) -> bool:
    """Whether what the window allows may be done now."""
    return phase(window, now) is Phase.OPEN


def end(window: Window) -> datetime:
    """The first instant that is too late. The window must have a closing."""
    if window.closes_at is None:
        raise ValueError("this window never closes")
    return window.closes_at + _SECOND if window.closes_inclusive else window.closes_at
