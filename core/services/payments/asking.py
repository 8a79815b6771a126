"""The candidate's "I have paid" (说明 二(六)): the provider is asked at once, and its answer is evidence like any other."""

from datetime import datetime

import sqlalchemy as sa

from core.model.decisions import Refused
from core.model.payment import Attempt, AttemptState, PaymentVerdict
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.payment_schedule import may_ask
from core.services.payments.inquiries import Inquiries
from core.store.engine import Store
from core.store.queries import cashier, payments
from core.store.vault import token_hash

_SETTLED = frozenset({PaymentVerdict.PAID, PaymentVerdict.REFUNDED})


class Asking:
    """Asks on behalf of one candidate, at most once in five seconds for each order."""

    def __init__(self, store: Store, clock: Clock, inquiries: Inquiries) -> None:
        self._store = store
        self._clock = clock
        self._inquiries = inquiries

    async def for_account(self, account_id: int, exam_id: str) -> PaymentVerdict | Refused:
        """Ask the provider at once, for a candidate who says "I have paid"; at most once in five seconds for each order."""
        payer = await self._store.read(lambda tx: payments.find_payer(tx, account_id, exam_id))
        if payer is None or payer.payment is None:
            return Refused(Reason.NOT_CONFIRMED)
        return await self._ask(payer.application_id)

    async def from_page(self, token: str) -> PaymentVerdict | Refused | None:
        """The same from the cashier's page; ``None`` for a token nobody was given."""
        application_id = await self._store.read(lambda tx: cashier.application_of_page(tx, token_hash(token)))
        return None if application_id is None else await self._ask(application_id)

    async def _ask(self, application_id: int) -> PaymentVerdict | Refused:
        now = self._clock.now()
        asking = await self._store.write(lambda tx: _askable(tx, application_id, now))
        answers = [await self._inquiries.look(attempt, now) for attempt in asking]
        verdict = (await self._store.read(lambda tx: payments.get_payer(tx, application_id))).payment
        assert verdict is not None, "only a confirmed application gets this far"
        if verdict not in _SETTLED and not all(answers):
            return Refused(Reason.PAYMENT_UNANSWERED)
        return verdict


def _askable(tx: sa.Connection, application_id: int, now: datetime) -> list[Attempt]:
    """Orders that may have been paid without our knowing and weren't asked about just now; marked as asked about."""
    payer = payments.get_payer(tx, application_id, lock=True)
    if payer.payment in _SETTLED:
        return []
    unpaid = [one for one in payments.attempts_of(tx, application_id) if one.state is not AttemptState.PAID]
    asking = [one for one in unpaid if one.ordered_at is not None and may_ask(one.asked_at, now)]
    for attempt in asking:
        payments.change_attempt(tx, attempt.id, asked_at=now)
    return asking
