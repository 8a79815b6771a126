"""Whether doubles and disorder matter: the same stories told once in order, and once with a third too many and shuffled."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from fastapi import FastAPI

from benchmarks.notifications import NOW, Posted, post_all, success
from core.model.money import Money
from core.services.payments import Histories, MadeUpOrder, MoneyAccount, Payments
from core.store.engine import Store
from core.store.vault import Vault
from gateways.sandbox.clock import MovableClock

DOUBLED = 0.3
_SENDERS = 32
_FEE = Money(10000, "CNY")
_DEADLINE = NOW + timedelta(days=1)
_EVENTS_OF_A_STORY = 3
_FAR = 300_000  # divided by three, so that the same place in both rows is the same story


class Mine(Protocol):
    """The product's route, and what lies behind it."""

    @property
    def app(self) -> FastAPI: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def store(self) -> Store: ...


async def ends_alike(mine: Mine, key: RSAPrivateKey, events: int) -> tuple[int, float, bool, float]:
    """How many events were shuffled, how many of them were doubles, whether all ends alike, and how many were handled a second."""
    stories = max(1, round(events * (1 - DOUBLED) / _EVENTS_OF_A_STORY))
    orders = [_FAR + index for index in range(stories)], [2 * _FAR + index for index in range(stories)]
    told = await asyncio.to_thread(lambda: [[event for index in numbers for event in _story(key, index)] for numbers in orders])
    in_order, shuffled = told[0], _disturbed(told[1], events)
    for numbers in orders:
        await _make(mine, numbers)
    for event in in_order:
        await post_all(mine.app, [event], 1)
    await mine.payments.handle_received()
    began = time.perf_counter()
    worker = asyncio.create_task(mine.payments.handle_forever())
    await post_all(mine.app, shuffled, _SENDERS)
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    await mine.payments.handle_received()
    elapsed = time.perf_counter() - began
    ends = [[await _end(mine.payments, f"B{index:06d}") for index in numbers] for numbers in orders]
    doubled = 1 - len(told[1]) / len(shuffled)
    return len(shuffled), round(doubled, 3), ends[0] == ends[1], len(shuffled) / elapsed


def _story(key: RSAPrivateKey, index: int) -> list[Posted]:
    """Paid, and one of: given back at the provider, paid twice, paid once more too late."""
    again = f"43{index:010d}"
    failed = success(key, index, trade_state="PAYERROR", transaction_id=f"44{index:010d}")
    match index % 3:
        case 0:
            back = {"out_refund_no": f"X{index}", "amount": {"total": 10000, "refund": 10000}}
            abnormal = success(key, index, "REFUND.ABNORMAL", refund_status="ABNORMAL", **back)
            return [success(key, index), abnormal, success(key, index, "REFUND.SUCCESS", refund_status="SUCCESS", **back)]
        case 1:
            return [failed, success(key, index), success(key, index, transaction_id=again)]
        case _:
            late = (_DEADLINE + timedelta(seconds=1)).isoformat()
            return [failed, success(key, index), success(key, index, transaction_id=again, success_time=late)]


def _disturbed(events: Sequence[Posted], total: int) -> list[Posted]:
    disturbed = [*events, *random.choices(events, k=max(0, total - len(events)))]
    random.shuffle(disturbed)
    return disturbed


async def _make(mine: Mine, numbers: Sequence[int]) -> None:
    clock = MovableClock(NOW, running=False)
    histories = Histories(mine.store, clock, Vault("k" * 40), mine.payments)
    for index in numbers:
        opens_at = NOW - timedelta(days=1)
        await histories.make(MadeUpOrder("wechat", f"B{index:06d}", _FEE, opens_at, _DEADLINE))


async def _end(payments: Payments, number: str) -> tuple[object, ...]:
    """What must be the same; which of two charges came first may differ."""
    account = await payments.show(number)
    assert isinstance(account, MoneyAccount), "it was made"
    meanings = Counter(charge.disposition for charge in account.captures)
    given_back = Counter((refund.state, refund.amount) for refund in account.refunds)
    return account.application, account.attempt, meanings, given_back, set(account.tickets)
