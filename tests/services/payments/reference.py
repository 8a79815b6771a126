"""A second opinion on money, written from the specification alone and apart from the product: what a heap of evidence must come to.

It knows no order of events. It looks at everything that will ever be heard and says what must stand in the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Charge:
    """One charge that some evidence tells of."""

    transaction: str
    order: str
    minor: int
    in_time: bool


@dataclass
class Heap:
    """Everything heard: charges, orders told closed, and refunds (number, transaction, minor, whether the money is back)."""

    fee: int
    orders: tuple[str, ...]
    charges: list[Charge] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    returned: list[tuple[str, str, int, bool]] = field(default_factory=list)
    deadline_passed: bool = True


@dataclass(frozen=True)
class Outcome:
    """What must stand in the end; ``back`` is asked back or gone back, ``gone`` has gone back, in minor units."""

    verdict: str
    meanings: tuple[tuple[str, int], ...]
    back: int
    gone: int
    told_paid: int
    orders: tuple[tuple[str, str], ...]


def outcome_of(heap: Heap) -> Outcome:
    """The end of it, whatever the order in which it was heard."""
    good = [one for one in heap.charges if one.order in heap.orders and one.minor == heap.fee and one.in_time]
    wrong = [one for one in heap.charges if one.order in heap.orders and one.minor != heap.fee]
    late = [one for one in heap.charges if one.order in heap.orders and one.minor == heap.fee and not one.in_time]
    meanings = [("accepted" if index == 0 else "duplicate", one.minor) for index, one in enumerate(good)]
    meanings += [("mismatch", one.minor) for one in wrong] + [("late", one.minor) for one in late]
    meanings += [("orphan", one.minor) for one in heap.charges if one.order not in heap.orders]
    back, gone = _returned(heap, {one.transaction for one in late}, len(good))
    verdict = _verdict(heap, good, wrong, late)
    return Outcome(verdict, tuple(sorted(meanings)), back, gone, min(len(good), 1), tuple(_orders(heap)))


def _orders(heap: Heap) -> Iterator[tuple[str, str]]:
    """An order on which anything was charged is paid for ever, whatever is said of its closing."""
    charged = {one.order for one in heap.charges}
    for order in heap.orders:
        yield order, "paid" if order in charged else "closed" if order in heap.closed else "pending"


def _verdict(heap: Heap, good: list[Charge], wrong: list[Charge], late: list[Charge]) -> str:
    if good:
        return "paid"
    if wrong:
        return "manual_review"
    if not heap.deadline_passed:
        return "awaiting_payment"
    ended = heap.closed | {one.order for one in late}
    return "abandoned" if set(heap.orders) <= ended else "verifying"


def _returned(heap: Heap, late: set[str], good: int) -> tuple[int, int]:
    """Every late charge and every good one after the first is asked back whole; what is told of other refunds adds to it."""
    known = {one.transaction for one in heap.charges}
    told = [one for one in heap.returned if one[1] in known]
    strange = sum({number: minor for number, transaction, minor, _ in told if transaction not in late}.values())
    gone = sum({number: minor for number, _, minor, is_back in told if is_back}.values())
    return heap.fee * (len(late) + max(0, good - 1)) + strange, gone
