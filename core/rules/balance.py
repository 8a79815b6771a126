"""Where every charge is (说明 二(六)): it pays for an application, has gone back, is on its way back, or lies before a person.

What fits none of these is unexplained, and then the books don't balance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.model.payment import Disposition, PaymentVerdict

_GOES_BACK = frozenset({Disposition.LATE, Disposition.DUPLICATE})


class Place(StrEnum):
    """Where money is."""

    ACCEPTED = "accepted"
    REFUNDED = "refunded"
    REQUESTED = "requested"
    UNDER_REVIEW = "under_review"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """One charge with what became of it; amounts in minor units.

    :param requested: what was asked back and hasn't come to its end.
    :param is_reported: whether a person was told of the charge.
    :param refund_reported: whether a person was told of one of its refunds.
    """

    amount: int
    disposition: Disposition
    verdict: PaymentVerdict | None
    refunded: int
    requested: int
    is_reported: bool
    refund_reported: bool


def places(charge: ChargeFacts) -> Mapping[Place, int]:
    """How much of the charge is where; together always the whole of it."""
    rest = charge.amount - charge.refunded - charge.requested
    shares = dict.fromkeys(Place, 0)
    shares[Place.REFUNDED] = charge.refunded
    shares[Place.REQUESTED] = charge.requested
    shares[_place_of_rest(charge, rest)] += rest
    return shares


def _place_of_rest(charge: ChargeFacts, rest: int) -> Place:
    """Money that stays pays for somebody or is looked at; more going back than came is never right."""
    if rest < 0:
        return Place.UNEXPLAINED
    if charge.disposition is Disposition.ACCEPTED:
        return _ACCEPTED.get(charge.verdict, Place.UNEXPLAINED) if rest else Place.ACCEPTED
    known = charge.refund_reported if charge.disposition in _GOES_BACK else charge.is_reported
    return Place.UNDER_REVIEW if known or not rest else Place.UNEXPLAINED


_ACCEPTED: Mapping[PaymentVerdict | None, Place] = {
    PaymentVerdict.PAID: Place.ACCEPTED,
    PaymentVerdict.MANUAL_REVIEW: Place.UNDER_REVIEW,
}
