"""Whom nothing reached: no chat took the letter and no short message went out, so a person calls."""

from dataclasses import dataclass
from datetime import datetime

from core.ports import Clock
from core.rules.identity.masking import masked_name, masked_phone
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries.accounts import PHONE
from core.store.queries.audit import record
from core.store.queries.outbox_reading import Unreached, unreached
from core.store.vault import Vault


@dataclass(frozen=True, slots=True)
class ToCall:
    """One line of the list; name and phone are masked unless they were asked for."""

    application_id: int
    name: str
    phone: str
    kind: str
    rule: str | None
    since: datetime


class CallList:
    """The list for the office."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._exams = exams

    async def of_exam(self, exam: str, *, reveals: bool = False, actor: str = "") -> list[ToCall]:
        """Whom nothing reached about that exam, the newest first. Raises ``NotFound``.

        :param reveals: names and phones in full, to call them; that is written into the audit with ``actor``.
        """
        now = self._clock.now()

        def work(tx: Tx) -> list[Unreached]:
            self._exams.get(tx, exam)
            rows = unreached(tx, exam)
            if reveals:
                for account_id in sorted({row.account_id for row in rows}):
                    record(tx, "account", account_id, now, actor, "phone_shown", after={"why": "unreached"})
            return rows

        found = await (self._store.write(work) if reveals else self._store.read(work))
        return [self._line(row, reveals) for row in found]

    def _line(self, row: Unreached, reveals: bool) -> ToCall:
        phone = self._vault.open(row.phone_sealed, place=PHONE)
        name, phone = (row.name, phone) if reveals else (masked_name(row.name), masked_phone(phone))
        return ToCall(row.application_id, name, phone, row.kind, row.rule, row.ended_at)
