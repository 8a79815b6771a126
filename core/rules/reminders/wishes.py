"""What a candidate may wish: quiet hours out of a few, channels, and no reminders but the essential ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from core.model.reminders import SMS, TELEGRAM, WEB, Quiet

CHANNELS = (TELEGRAM, WEB, SMS)

QUIET: Mapping[str, Quiet | None] = {
    "none": None,
    "early": Quiet(time(20), time(8)),
    "night": Quiet(time(22), time(8)),
    "late": Quiet(time(0), time(9)),
    "day": Quiet(time(22), time(12)),
}
"""Quiet hours to choose from, by name; who chose nothing has those of the exam."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What one candidate wants.

    :ivar quiet: a name of ``QUIET``; ``None``: as the exam has it.
    :ivar channels: none: whichever reaches.
    """

    muted: bool = False
    quiet: str | None = None
    channels: frozenset[str] = frozenset()


def quiet_of(wish: Wish, of_exam: Quiet | None) -> Quiet | None:
    """The hours in which this candidate isn't reminded."""
    return of_exam if wish.quiet is None else QUIET[wish.quiet]


def written(channels: frozenset[str]) -> str | None:
    """The channels as they are kept: in their order, with commas; ``None`` for all."""
    chosen = [name for name in CHANNELS if name in channels]
    return ",".join(chosen) if 0 < len(chosen) < len(CHANNELS) else None


def subsets() -> list[str]:
    """Every way to write channels."""
    sets = (frozenset(name for place, name in enumerate(CHANNELS) if bits >> place & 1) for bits in range(1, 2 ** len(CHANNELS)))
    return [kept for one in sets if (kept := written(one)) is not None]
