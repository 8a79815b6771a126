"""Charged, but shown as unpaid: found by asking, or a case with its number, all of it in the chat (说明 二(六))."""

from core.model.application import Status
from tests.flows.people import made_up
from tests.flows.walk import pay_at_cashier
from tests.support.serving import Served

NUMBER = "4200001234202011161234567890"


async def test_a_lost_notification_is_found_from_the_chat(embedded: Served) -> None:
    async with made_up(embedded, Status.CONFIRMED) as talker:
        await talker.presses("Pay now", "Until")
        await pay_at_cashier(talker, "lose")
        await talker.presses("Charged, but unpaid here?", "says unpaid")
        await talker.presses("Ask the provider now", "your payment has arrived")


async def test_what_is_not_found_becomes_a_case_with_its_number(embedded: Served) -> None:
    async with made_up(embedded, Status.CONFIRMED) as talker:
        await talker.presses("Charged, but unpaid here?", "says unpaid")
        await talker.presses("Ask the provider now", "No payment was ever started")
        await talker.presses("Have a person look at it", "transaction number")
        await talker.says("13800138000", "can't be a transaction number")
        await talker.says(NUMBER, "is open.")
        await talker.presses("‹ Back", "Next:")
