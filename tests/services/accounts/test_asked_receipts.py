"""A carrier that can't sign is asked what became of each message, in growing pauses; the phone is kept sealed until then."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
import sqlalchemy as sa

from core.errors import Rejected, Unreachable
from core.model.proofs import SmsState
from core.ports import SmsReceipt
from core.services.accounts.receipts import AskedReceipts, Receipts, RememberedSms
from core.store.engine import Store
from core.store.tables.gates import sms_pending
from core.store.vault import Vault
from tests.support.clock import FixedClock

PHONE = "13812345678"


@dataclass
class Carrier:
    """Takes messages, and tells what became of them once it knows."""

    name: str = "carrier"
    down: bool = False
    fault: Exception | None = None
    became: dict[str, SmsState] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        if self.down:
            raise Unreachable("down")

    async def ask(self, phone: str, message_id: str, sent_at: datetime) -> SmsReceipt | None:
        self.asked.append((phone, message_id))
        if self.fault is not None:
            raise self.fault
        state = self.became.get(message_id)
        return SmsReceipt(message_id, state, "DELIVERED", sent_at) if state else None


@dataclass
class Office:
    """Sends by a carrier, and asks it."""

    store: Store
    clock: FixedClock
    carrier: Carrier
    sms: RememberedSms
    receipts: Receipts
    asking: AskedReceipts

    async def kept(self) -> list[sa.Row]:
        return list(await self.store.read(lambda tx: tx.execute(sa.select(sms_pending)).all()))


@pytest.fixture
def office(store: Store, clock: FixedClock, vault: Vault) -> Office:
    carrier, receipts = Carrier(), Receipts(store, clock)
    sms, asking = RememberedSms(store, clock, vault, carrier, carrier), AskedReceipts(store, clock, vault, receipts, carrier)
    return Office(store, clock, carrier, sms, receipts, asking)


async def test_a_message_is_asked_about_until_it_is_known_what_became_of_it(office: Office):
    await office.sms.send(PHONE, "012345", idempotency_key="code:7")
    assert await office.asking.ask_due() == 0
    office.clock.forward(minutes=1)
    assert await office.asking.ask_due() == 0
    assert office.carrier.asked == [(PHONE, "code:7")]
    office.carrier.became["code:7"] = SmsState.DELIVERED
    office.clock.forward(minutes=5)
    assert await office.asking.ask_due() == 1
    assert [row.state for row in await office.receipts.of("code:7")] == [SmsState.DELIVERED]
    assert await office.kept() == []


@pytest.mark.parametrize("fault", [None, Unreachable("busy"), Rejected("isv.ACCOUNT_ABNORMAL")])
async def test_after_a_day_nobody_asks_any_more(office: Office, fault: Exception | None):
    await office.sms.send(PHONE, "012345", idempotency_key="code:7")
    office.carrier.fault = fault
    for _ in range(30):
        office.clock.forward(hours=1)
        await office.asking.ask_due()
    assert len(office.carrier.asked) == 5
    assert await office.kept() == []


async def test_phone_and_text_stand_nowhere_in_clear(office: Office):
    await office.sms.send(PHONE, "012345", idempotency_key="code:7")
    kept = str(await office.kept())
    assert (PHONE in kept, "012345" in kept) == (False, False)


async def test_a_message_sent_again_is_asked_about_once_and_one_that_was_not_taken_never(office: Office):
    for _ in range(2):
        await office.sms.send(PHONE, "012345", idempotency_key="code:7")
    office.carrier.down = True
    with pytest.raises(Unreachable):
        await office.sms.send(PHONE, "012345", idempotency_key="code:8")
    assert [row.message_id for row in await office.kept()] == ["code:7"]
