"""Money as the finance office sees it: whether it balances, what a person has to look at, and what goes back by hand."""

from collections.abc import Sequence
from datetime import timedelta

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.payment import RefundState
from core.model.reasons import Reason
from core.ports import Clock
from core.services.payments.ledger import Ledger
from core.services.payments.refund_ledger import RefundNews
from core.services.payments.reporting import Report, report
from core.services.staff.kept import Kept
from core.store.engine import Store, Tx
from core.store.queries import refunds, staff_money
from core.store.queries.audit import record
from core.store.queries.balances import Scope
from core.store.queries.staff_money import HandRefund

_AS_OF = timedelta(seconds=10)


class MoneyDesk:
    """Use cases of finance. Everything that decides goes through the ledger, as a provider's word would."""

    def __init__(self, store: Store, clock: Clock, ledger: Ledger) -> None:
        self._store, self._clock, self._ledger = store, clock, ledger
        self._reports: Kept[Report] = Kept(clock, _AS_OF)

    async def report(self, exam: str | None = None) -> Report:
        """Where all money is, a few seconds old at most; read beside the writer."""
        return await self._reports.get(exam, lambda: self._store.read(lambda tx: report(tx, Scope(exam=exam))))

    async def by_hand(self) -> Sequence[HandRefund]:
        """Refunds that wait for a person: those the office sends itself, and those that are stuck."""
        return await self._store.read(staff_money.hand_refunds)

    async def mark_done(self, refund_id: int, actor: str, note: str) -> Refused | None:
        """The office has sent that money back; the candidate is told. ``None`` when it counts. Raises ``NotFound``."""
        now, why = self._clock.now(), " ".join(note.split())[:200]

        def work(tx: Tx) -> Refused | None:
            found = staff_money.refund_numbered(tx, refund_id)
            if found is None:
                raise NotFound(f"refund {refund_id}")
            provider, number = found
            known = refunds.find_refund(tx, provider, number)
            if known is None or not staff_money.waits_for_hand(tx, refund_id):
                return Refused(Reason.STAFF_NOT_DONE_BY_HAND)
            self._ledger.refunds.record(tx, RefundNews(provider, number, RefundState.SUCCEEDED), now)
            after = {"provider": provider, "out_refund_no": number, "note": why}
            record(tx, "refund", refund_id, now, actor, "done_by_hand", {"state": known.state.value}, after)
            return None

        refused = await self._store.write(work)
        self._reports.forget()
        return refused
