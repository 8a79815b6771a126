"""Deadlines and finality in words: closing while one reads, nothing after confirming, papers in their time, money that is late."""

import pytest

from core.model.application import Status
from core.store.queries import applications
from tests.flows import walk
from tests.flows.people import made_up
from tests.flows.talkers import Talker
from tests.support.facts import at
from tests.support.serving import Served

FINAL = "说明 二(五)4"


async def ticks(talker: Talker) -> None:
    """Every due job runs once."""
    answer = await talker.browser.post("/demo/tick")
    assert answer.status_code == 200


async def test_closing_while_the_confirm_screen_is_read_is_refused_with_the_instant_and_the_clause(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as talker:
        await talker.presses("Check and confirm", "check everything once more")
        await talker.presses("All correct", "This is final")
        embedded.clock.set(at("11-18 16:00:01"))
        await talker.presses("for good", "wasn't confirmed by Wed, Nov 18, 16:00")
        await talker.sees("说明 二(五)3")
        await talker.says("/start", "counts as giving up")
        assert await talker.count("报名信息提交成功") == 0


async def test_confirming_in_the_very_last_second_counts(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as talker:
        await talker.presses("Check and confirm", "check everything once more")
        await talker.presses("All correct", "This is final")
        embedded.clock.set(at("11-18 16:00:00"))
        await talker.presses("for good", "报名信息提交成功")


async def confirmed_behind_the_back(served: Served, talker: Talker) -> None:
    """The application is confirmed elsewhere, and this chat hasn't heard of it yet."""
    now = served.clock.now()
    await served.house.store.write(
        lambda tx: applications.save(tx, talker.application_id, confirmed_at=now, payment="awaiting_payment")
    )


ATTEMPTS = {
    "form": [("Change form", None)],
    "address": [("Change form", "Your application form"), ("Postal address", "post be sent"), "Elsewhere street 2"],
    "status": [("Change form", "Your application form"), ("Political status", "political status?"), ("Youth League", None)],
    "photo": [("Change form", "Your application form"), ("Photo", "send your ID photo"), walk.photo()],
    "position": [("Change position", "Type the position code"), walk.OTHER_CODE, ("Only stash it", None)],
}


@pytest.mark.parametrize("what", ATTEMPTS)
async def test_after_confirming_every_attempt_to_change_is_refused_with_its_clause(embedded: Served, what: str) -> None:
    *before, last = ATTEMPTS[what]
    async with made_up(embedded, Status.STASHED) as talker:
        for step in before:
            await (talker.says(step, step) if isinstance(step, str) else talker.presses(*step))
        await confirmed_behind_the_back(embedded, talker)
        match last:
            case bytes():
                await talker.shows(last, FINAL)
            case str():
                await talker.says(last, FINAL)
            case _:
                await talker.presses(last[0], FINAL)
        assert await talker.count("neither the position nor any personal information") == 1


async def test_printing_outside_its_time_says_when(embedded: Served) -> None:
    async with made_up(embedded, Status.PAID) as talker:
        await talker.presses("My documents", "My documents")
        await talker.presses("Admission ticket", "can be printed from Mon, Dec 7, 10:00")
        await talker.sees("说明 二(八)")
        embedded.clock.set(at("12-13 16:00:01"))
        await talker.presses("Registration form", "could be printed until Sun, Dec 13, 16:00")
        assert await talker.documents() == []


async def test_a_lost_notification_is_asked_for_by_itself_and_told_once(embedded: Served) -> None:
    async with made_up(embedded, Status.CONFIRMED) as talker:
        await walk.pay(talker, "lose")
        embedded.clock.set(at("11-16 10:10:00"))
        await ticks(talker)
        await talker.sees("Received. Your payment has arrived")
        await ticks(talker)
        assert await talker.count("Received. Your payment has arrived") == 1


async def test_a_failed_payment_can_be_made_again(embedded: Served) -> None:
    async with made_up(embedded, Status.CONFIRMED) as talker:
        await walk.pay(talker, "fail")
        await talker.presses("I have paid", "hasn't reported a payment yet")
        await walk.pay_at_cashier(talker, "succeed")
        await talker.sees("Received. Your payment has arrived")
        assert await talker.count("Received. Your payment has arrived") == 1


async def test_who_has_not_paid_in_time_is_told_what_it_means(embedded: Served) -> None:
    async with made_up(embedded, Status.CONFIRMED) as talker:
        await talker.presses("Pay now", "Unpaid by then")
        embedded.clock.set(at("11-20 16:00:01"))
        for minutes in (1, 20, 59):
            embedded.clock.set(at(f"11-20 16:{minutes:02d}:00"))
            await ticks(talker)
        await talker.sees("No payment had arrived by the deadline")
        await talker.says("/start", "wasn't paid in time")
        assert await talker.count("No payment had arrived by the deadline") == 1
