"""What to try when the bank doesn't recognise somebody (说明 三(一), 指南 三(七)): one step at a time, none twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tried(StrEnum):
    """What is remembered: the bank's no, and what the candidate says is done."""

    REFUSED = "refused"
    CHECKED = "checked"
    NO_OTHER_CARD = "no_other_card"
    COUNTER = "counter"


class Advice(StrEnum):
    """The one step to take next."""

    CHECK = "check"
    ANOTHER_CARD = "another_card"
    COUNTER = "counter"
    TRY_AGAIN = "try_again"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that was tried.

    :param card: a blind fingerprint of the card, of a bank's no only.
    :param shown: the chat in which the bank was asked, and card and phone, masked; of a bank's no only, and for that chat only.
    """

    tried: Tried
    card: str | None
    at: datetime
    shown: tuple[int, str, str] | None = None


def next_advice(trials: Sequence[Trial]) -> Advice | None:
    """The step after everything tried so far, oldest first; ``None`` while the bank has refused nothing.

    A second card counts as step two, and as having looked at the data before; a no after the counter leads to the desk.
    """
    done = {trial.tried for trial in trials}
    cards = {trial.card for trial in trials if trial.tried is Tried.REFUSED}
    if not cards:
        return None
    if Tried.COUNTER in done:
        return Advice.DESK if _refused_since_counter(trials) else Advice.TRY_AGAIN
    if len(cards) > 1 or Tried.NO_OTHER_CARD in done:
        return Advice.COUNTER
    return Advice.ANOTHER_CARD if Tried.CHECKED in done else Advice.CHECK


def _refused_since_counter(trials: Sequence[Trial]) -> bool:
    at_counter = max(index for index, trial in enumerate(trials) if trial.tried is Tried.COUNTER)
    return any(trial.tried is Tried.REFUSED for trial in trials[at_counter:])
