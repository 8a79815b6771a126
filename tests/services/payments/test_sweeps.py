"""Deadlines and questions: a lost notification drops nobody, and nobody is given up without proof (说明 二(六))."""

from dataclasses import replace

from core.model.payment import Attempt, PaymentVerdict
from core.services.payments import MoneyAccount
from core.store.queries import payments
from core.store.tables.payments import payment_attempt
from tests.services.payments.test_cashier import number_of, token_of
from tests.support.clock import FixedClock
from tests.support.facts import at
from tests.support.payments import Counter, Payer, add_payer

OVER = at("11-20 16:00:01")


async def ordered(desk: Counter, payer: Payer) -> str:
    await desk.payments.order(await token_of(desk, payer), None, flow="h5")
    return await number_of(desk, payer)


async def account(desk: Counter, number: str) -> MoneyAccount:
    shown = await desk.payments.show(number)
    assert shown is not None
    return shown


async def attempt_of(desk: Counter, number: str) -> Attempt:
    return (await desk.store.read(lambda tx: payments.attempts_numbered(tx, number)))[0]


async def test_a_lost_notification_is_found_by_asking(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    desk.provider.pay(number)
    report = await desk.payments.tick(clock.forward(seconds=14))
    assert (report.asked, (await account(desk, number)).application) == (0, "awaiting_payment")
    report = await desk.payments.tick(clock.forward(seconds=1))
    assert (report.asked, (await account(desk, number)).application) == (1, "paid")


async def test_the_schedule_goes_on_while_nothing_was_paid(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await ordered(desk, payer)
    for seconds in range(0, 660, 5):
        await desk.payments.tick(clock.now())
        clock.forward(seconds=5)
        assert seconds >= 0
    assert desk.provider.calls.count("query") == 5


async def test_at_the_deadline_an_unpaid_order_is_closed_and_then_the_application_given_up(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    number = await ordered(desk, payer)
    clock.set(OVER)
    await desk.payments.tick(OVER)
    shown = await account(desk, number)
    assert (shown.application, shown.attempt) == ("abandoned", "closed")
    assert shown.messages == ("payment_verifying", "abandoned_unpaid")
    assert desk.provider.orders[number].closed


async def test_a_payment_between_question_and_closing_counts(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    clock.set(OVER)
    desk.provider.before_close = lambda closing: desk.provider.pay(closing, at=at("11-20 15:59:59"))
    await desk.payments.tick(OVER)
    shown = await account(desk, number)
    assert (shown.application, shown.messages) == ("paid", ("payment_verifying", "paid"))


async def test_a_silent_provider_proves_nothing_and_after_a_day_a_person_is_told(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    number = await ordered(desk, payer)
    desk.provider.silent = True
    clock.set(OVER)
    for _ in range(60):
        await desk.payments.tick(clock.now())
        clock.forward(minutes=30)
    shown = await account(desk, number)
    assert (shown.application, shown.attempt, shown.tickets) == ("verifying", "pending", ("unresolved",))


async def test_a_provider_that_answers_again_ends_the_waiting(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    desk.provider.pay(number, at=at("11-20 15:00:00"))
    desk.provider.silent = True
    clock.set(OVER)
    await desk.payments.tick(OVER)
    desk.provider.silent = False
    await desk.payments.tick(clock.forward(minutes=10))
    assert (await account(desk, number)).application == "paid"


async def test_a_provider_that_is_no_longer_set_up_proves_nothing(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    await desk.store.write(lambda tx: tx.execute(payment_attempt.update().values(provider="gone")))
    clock.set(OVER)
    await desk.payments.tick(OVER)
    assert (await account(desk, number)).application == "verifying"


async def test_a_number_the_provider_never_heard_of_is_no_proof_for_two_hours(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    number = await ordered(desk, payer)
    desk.provider.orders.clear()
    clock.set(OVER)
    await desk.payments.tick(OVER)
    assert (await account(desk, number)).application == "verifying"
    await desk.payments.tick(clock.forward(hours=2))
    assert (await account(desk, number)).application == "abandoned"


async def test_an_order_no_provider_was_ever_asked_for_is_proof_in_itself(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await token_of(desk, payer)
    number = await number_of(desk, payer)
    clock.set(OVER)
    await desk.payments.tick(OVER)
    assert ((await account(desk, number)).application, desk.provider.calls) == ("abandoned", [])


async def test_at_the_deadline_no_pause_is_waited_for(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    clock.set(at("11-30 10:00:00"))
    desk.provider.silent = True
    await desk.payments.tick(clock.now())
    clock.set(at("11-20 15:00:00"))
    await desk.store.write(
        lambda tx: payments.set_verdict(tx, payer.application_id, PaymentVerdict.AWAITING_PAYMENT, clock.now(), None)
    )
    desk.provider.silent = False
    clock.set(at("11-20 16:00:01"))
    await desk.payments.tick(clock.now())
    assert (await account(desk, number)).application == "abandoned"


async def test_the_proof_is_kept(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await ordered(desk, payer)
    clock.set(OVER)
    await desk.payments.tick(OVER)
    kept = await desk.store.read(lambda tx: tx.execute(payment_attempt.select()).one().negative_evidence)
    assert kept["how"] == "closed_at_provider"


async def test_an_order_that_outlives_its_time_is_closed_and_a_new_one_opened_after_an_extension(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    first = await ordered(desk, payer)
    windows = {name: replace(window, closes_at=at("11-22 16:00:00")) for name, window in desk.exams.exam.windows.items()}
    desk.exams.exam = replace(desk.exams.exam, windows=windows)
    clock.set(OVER)
    await desk.payments.tick(OVER)
    second = await ordered(desk, payer)
    assert (first != second, desk.provider.orders[first].closed) == (True, True)
    assert (await attempt_of(desk, second)).time_expire == at("11-22 16:00:00")


async def test_everybody_past_the_deadline_is_verified_in_one_tick(desk: Counter, clock: FixedClock) -> None:
    for index in range(250):
        await desk.store.write(lambda tx, index=index: add_payer(tx, f"payer{index}"))
    report = await desk.payments.tick(OVER)
    assert report.overdue == 250
    rest = await desk.store.read(lambda tx: payments.get_payer(tx, 1))
    assert rest.payment is PaymentVerdict.ABANDONED
