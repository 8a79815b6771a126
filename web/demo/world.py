"""What the demo panel asks of the sandbox world. The sandbox twins implement it; web and gateways never import each other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from core.model.exam import Exam


class DemoClock(Protocol):
    """The product's clock as long as the sandbox is on."""

    def now(self) -> datetime:
        """Its instant, aware."""

    def set(self, at: datetime) -> None:
        """Stand still at ``at``."""

    def run(self) -> None:
        """Run on from where it is."""

    def stop(self) -> None:
        """Stand still where it is."""

    @property
    def is_running(self) -> bool:
        """Whether time passes."""


class SentSms(Protocol):
    """A short message that the sandbox carrier took."""

    @property
    def phone(self) -> str:
        """The number it went to."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def at(self) -> datetime:
        """When it was taken."""


class SmsInbox(Protocol):
    """Every telephone of the sandbox world."""

    def latest(self, limit: int) -> Sequence[SentSms]:
        """The last messages, newest first."""


class BankRule(Protocol):
    """What the sandbox bank was told to answer: for a name, for a card number, or for all (both ``None``)."""

    @property
    def answer(self) -> str:
        """``match``, ``mismatch``, ``card_invalid``, ``unreachable`` or ``slow``."""

    @property
    def name(self) -> str | None:
        """Only for this name."""

    @property
    def card(self) -> str | None:
        """Only for this card number."""

    @property
    def times(self) -> int | None:
        """How many more times; ``None`` = from now on."""


class BankDesk(Protocol):
    """The sandbox bank's other side."""

    def answer_with(self, answer: str, *, name: str | None, card: str | None, times: int | None) -> None:
        """Give ``answer`` to what fits, before any rule told earlier."""

    def forget(self) -> None:
        """Drop every rule: the bank answers by itself again."""

    def rules(self) -> Sequence[BankRule]:
        """The rules in force, the one that counts first in front."""


class LoadedExams(Protocol):
    """Which exams there are."""

    def current(self, tx: sa.Connection) -> list[Exam]:
        """All loaded exams, by registration opening."""
