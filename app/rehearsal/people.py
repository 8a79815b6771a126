"""Synthetic candidates: when they come, how they dawdle, what goes wrong for them. One seed gives one crowd."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from core.model.exam import Exam, WindowName

_EVENING_SHARE, _LAST_HOUR_SHARE, _STRAGGLER_SHARE = 0.35, 0.12, 0.03


class Act(StrEnum):
    """What a candidate does, in this order."""

    AGREE = "agree"
    FILL_IN = "fill_in"
    STASH = "stash"
    CONFIRM = "confirm"
    PAY = "pay"


ACTS = tuple(Act)


class Nature(StrEnum):
    """How a candidate goes about it."""

    STEADY = "steady"
    FORGETS_TO_CONFIRM = "forgets_to_confirm"
    FORGETS_TO_PAY = "forgets_to_pay"
    GIVES_UP = "gives_up"


_NATURES = ((Nature.STEADY, 0.66), (Nature.FORGETS_TO_CONFIRM, 0.16), (Nature.FORGETS_TO_PAY, 0.12), (Nature.GIVES_UP, 0.06))


@dataclass(slots=True)
class Person:
    """One candidate: who they are to the product, how they are, and what the product told them.

    :ivar done: the instant at which the product said yes, by act.
    :ivar reminded: rule and instant of each reminder that arrived.
    """

    number: int
    arrives_at: datetime
    nature: Nature
    gives_up_before: Act | None
    presses_twice: bool
    blocks: bool
    on_telegram: bool
    heeds: float
    notice_lost: bool
    account_id: int = 0
    chat_id: int = 0
    native_id: int = 0
    next_act: int = 0
    done: dict[Act, datetime] = field(default_factory=dict)
    reminded: list[tuple[str, datetime]] = field(default_factory=list)
    refused: str = ""
    refused_late: bool = False

    @property
    def act(self) -> Act | None:
        """What comes next."""
        return ACTS[self.next_act] if self.next_act < len(ACTS) else None

    def dawdles(self) -> bool:
        """Whether the next act is one that this candidate forgets until reminded."""
        forgets = {Nature.FORGETS_TO_CONFIRM: Act.CONFIRM, Nature.FORGETS_TO_PAY: Act.PAY}
        return forgets.get(self.nature) is self.act


def crowd(exam: Exam, count: int, seed: int) -> Iterator[Person]:
    """``count`` candidates: most over the days, a rush in the last evening and hour, stragglers past the closing."""
    dice = random.Random(seed)  # noqa: S311 - a crowd is no secret
    registration = exam.window(WindowName.REGISTRATION)
    opens, closes = registration.opens_at, registration.closes_at
    assert opens is not None
    assert closes is not None
    for number in range(1, count + 1):
        nature = dice.choices([one for one, _ in _NATURES], [share for _, share in _NATURES])[0]
        gives_up = dice.choice(ACTS[1:]) if nature is Nature.GIVES_UP else None
        on_telegram = dice.random() < 0.6
        yield Person(
            number=number,
            arrives_at=_arrival(dice, opens, closes),
            nature=nature,
            gives_up_before=gives_up,
            presses_twice=dice.random() < 0.15,
            blocks=on_telegram and dice.random() < 0.03,
            on_telegram=on_telegram,
            heeds=0.9,
            notice_lost=dice.random() < 0.08,
        )


def pause(dice: random.Random, act: Act) -> timedelta:
    """How long somebody takes until the next act."""
    minutes = {Act.FILL_IN: 25.0, Act.STASH: 30.0, Act.CONFIRM: 12.0, Act.PAY: 20.0}.get(act, 5.0)
    return timedelta(minutes=dice.expovariate(1 / minutes) + 0.2)


def _arrival(dice: random.Random, opens: datetime, closes: datetime) -> datetime:
    share = dice.random()
    if share < _STRAGGLER_SHARE:
        return closes + timedelta(minutes=dice.uniform(-15, 10))
    if share < _STRAGGLER_SHARE + _LAST_HOUR_SHARE:
        return closes - timedelta(minutes=min(90.0, dice.expovariate(1 / 35) + 5))
    if share < _STRAGGLER_SHARE + _LAST_HOUR_SHARE + _EVENING_SHARE:
        return closes - timedelta(hours=min(30.0, abs(dice.gauss(18, 4))))
    return opens + (closes - opens) * min(0.95, dice.betavariate(1.2, 1.6))
