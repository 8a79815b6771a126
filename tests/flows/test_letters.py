"""What is told unasked is told once, also when whoever told it died before it could be written down."""

from datetime import timedelta

import pytest

from core.model.application import Status
from core.packs import read_pack
from core.store.engine import Tx
from core.store.queries.outbox import tell
from core.store.queries.outbox_claims import claim
from tests.support.clock import FixedClock
from tests.support.houses import TestHouse, house_on
from tests.support.packs import BUNDLED

LEASE = timedelta(minutes=4)


async def _letter_in_the_hands_of_the_dead(house: TestHouse, clock: FixedClock, account_id: int) -> None:
    """A letter that somebody has claimed who never comes back."""

    def work(tx: Tx) -> None:
        tell(tx, dedupe_key="once", kind="payment_refunded", now=clock.now(), account_id=account_id)
        claim(tx, now=clock.now(), lease=LEASE, limit=1)

    await house.house.store.write(work)


@pytest.mark.parametrize("was_said", [True, False])
async def test_a_letter_whose_teller_died_is_told_exactly_once(database_url: str, clock: FixedClock, was_said: bool) -> None:
    async with house_on(database_url, clock) as house:
        await house.exams.load(read_pack(BUNDLED))
        person = (await house.make(1, Status.CONFIRMED))[0]
        await house.speak(person.chat_id, "en")
        await house.house.push.drain()
        await _letter_in_the_hands_of_the_dead(house, clock, person.account_id)
        if was_said:
            await house.house.bots["web"].send_message(person.chat_id, "The money was sent back to you.")
        assert await house.house.push.drain() == 0
        clock.forward(minutes=5)
        assert await house.house.push.drain() == 1
        said = [message.get("text") for message in await house.house.web_chats.messages(person.chat_id)]
        assert said.count("The money was sent back to you.") == 1
