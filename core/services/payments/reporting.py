"""The report on money (说明 二(六)): captured = accepted + refunded + asked back + under review, provider by provider."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

import sqlalchemy as sa

from core.rules.balance import Place, places
from core.store.queries import balances
from core.store.queries.balances import ChargeRow, Scope

_SHOWN_UNEXPLAINED = 100


@dataclass(slots=True)
class Line:
    """One provider's money in one currency; amounts in minor units."""

    provider: str
    currency: str
    charges: int = 0
    captured: int = 0
    accepted: int = 0
    refunded: int = 0
    requested: int = 0
    under_review: int = 0
    unexplained: int = 0

    def add(self, row: ChargeRow) -> None:
        """Count one charge."""
        self.charges += 1
        self.captured += row.facts.amount
        for place, amount in places(row.facts).items():
            setattr(self, place.value, getattr(self, place.value) + amount)


@dataclass(frozen=True, slots=True)
class Report:
    """Where all money is.

    :param unexplained: the charges that make it not balance, as ``provider transaction``, the first hundred.
    :param paid_without_money: applications that count as paid without an accepted charge.
    """

    lines: tuple[Line, ...]
    unexplained: tuple[str, ...] = ()
    paid_without_money: int = 0
    scope: Scope = field(default_factory=Scope)

    @property
    def balances(self) -> bool:
        """Whether every charge is explained and everybody who counts as paid has paid."""
        return not self.unexplained and not self.paid_without_money

    def as_json(self) -> dict[str, object]:
        """The report as JSON values."""
        return {
            "balances": self.balances,
            "lines": [asdict(line) for line in self.lines],
            "unexplained": list(self.unexplained),
            "paid_without_money": self.paid_without_money,
        }


def report(tx: sa.Connection, scope: Scope) -> Report:
    """Where the money of the scope is."""
    lines, unexplained = _counted(balances.charges(tx, scope))
    return Report(lines, unexplained, balances.paid_without_money(tx, scope.exam), scope)


def _counted(rows: Iterable[ChargeRow]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    lines: dict[tuple[str, str], Line] = {}
    unexplained: list[str] = []
    for row in rows:
        lines.setdefault((row.provider, row.currency), Line(row.provider, row.currency)).add(row)
        if places(row.facts)[Place.UNEXPLAINED] and len(unexplained) < _SHOWN_UNEXPLAINED:
            unexplained.append(f"{row.provider} {row.transaction_id}")
    return tuple(lines[key] for key in sorted(lines)), tuple(unexplained)
