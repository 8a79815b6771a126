"""Charged, but shown as unpaid: the providers are asked about every order, and a person gets what stays open (说明 二(六))."""

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.claims import MOST_CASES, Finding
from core.services.payments import Case, Claim
from core.store.tables.tickets import ticket
from tests.services.payments.test_ledger import record
from tests.services.payments.test_sweeps import OVER, account, ordered
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.payments import Counter, Payer, success

NUMBER = "4200001234202011161234567890"


async def look(desk: Counter, payer: Payer) -> Claim:
    claim = await desk.payments.look_for_money(payer.account_id, exam().id)
    assert isinstance(claim, Claim)
    return claim


async def open_case(desk: Counter, payer: Payer, typed: str | None = None) -> Case | Refused:
    return await desk.payments.open_case(payer.account_id, exam().id, typed)


async def test_money_whose_notification_was_lost_is_found_at_once(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    desk.provider.pay(number)
    assert await look(desk, payer) == Claim(Finding.ARRIVED, (number,))
    assert (await account(desk, number)).messages == ("paid",)


async def test_closed_orders_are_asked_about_too(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    clock.set(OVER)
    await desk.payments.tick(OVER)
    desk.provider.orders[number].closed = False
    desk.provider.pay(number, at=at("11-20 15:59:59"))
    assert (await look(desk, payer)).finding is Finding.ARRIVED


async def test_nothing_found_says_which_orders_were_asked_about(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    assert await look(desk, payer) == Claim(Finding.NOTHING, (number,))


async def test_silence_is_not_nothing(desk: Counter, payer: Payer) -> None:
    await ordered(desk, payer)
    desk.provider.silent = True
    assert (await look(desk, payer)).finding is Finding.UNANSWERED


async def test_late_money_is_on_its_way_back(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    clock.set(OVER)
    await record(desk, success(number, at=OVER), OVER)
    assert (await look(desk, payer)).finding is Finding.GOING_BACK


async def test_before_confirming_there_is_nothing_to_ask_about(desk: Counter) -> None:
    refused = await desk.payments.look_for_money(999, exam().id)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_CONFIRMED


async def test_a_case_keeps_the_orders_and_the_number_and_is_opened_once(desk: Counter, payer: Payer) -> None:
    order = await ordered(desk, payer)
    first, again = await open_case(desk, payer, NUMBER), await open_case(desk, payer, NUMBER)
    assert first == again
    rows = await desk.store.read(lambda tx: tx.execute(ticket.select()).all())
    assert [(row.kind, row.about) for row in rows] == [("claimed", {"orders": order, "claimed": NUMBER, "known": ""})]


async def test_the_person_sees_that_the_number_is_in_the_books_and_the_candidate_does_not(desk: Counter, payer: Payer) -> None:
    await record(desk, success("ELSEWHERE", NUMBER, at=at("11-16 10:00:00")))
    case = await open_case(desk, payer, NUMBER)
    row = await desk.store.read(lambda tx: tx.execute(ticket.select().where(ticket.c.kind == "claimed")).one())
    assert (case, row.about["known"]) == (Case(row.id), "sandbox orphan #1")


async def test_what_is_no_transaction_number_opens_nothing(desk: Counter, payer: Payer) -> None:
    refused = await open_case(desk, payer, "13800138000")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TRANSACTION_NUMBER_FORMAT
    assert await desk.store.read(lambda tx: tx.execute(ticket.select()).all()) == []


async def test_nobody_can_open_cases_without_end(desk: Counter, payer: Payer) -> None:
    opened = [await open_case(desk, payer, f"{NUMBER}{index}") for index in range(MOST_CASES + 3)]
    assert len({one.number for one in opened if isinstance(one, Case)}) == MOST_CASES


async def test_who_has_paid_needs_no_case(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    await record(desk, success(number, at=at("11-16 10:00:00")))
    refused = await open_case(desk, payer)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.ALREADY_PAID
