"""A whole house for flow tests, on a database of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot

from app.build import House, build
from app.settings import Settings
from core.model.application import Status
from core.ports import Clock
from core.services.made_up import MadeUp, Rehearsal
from core.store.queries import chats
from tests.support.clock import FixedClock
from tests.support.facts import at, exam


class TestHouse:
    """A house, and what tests do to it from outside."""

    __test__ = False

    def __init__(self, house: House) -> None:
        self.house = house
        self.services, self.exams, self.dispatcher, self.turns = house.services, house.exams, house.dispatcher, house.turns

    async def make(self, count: int, status: Status) -> list[MadeUp]:
        """Made-up candidates of the bundled exam."""
        house = self.house
        maker = Rehearsal(house.store, house.clock, house.vault, house.exams, house.web_chats, house.services.payments, b"photo")
        return await maker.make(count, status, exam().id)

    async def chat_of(self, person: MadeUp) -> int:
        """The id of a made-up candidate's chat among all channels."""
        found = await self.house.store.read(lambda tx: chats.find_chat(tx, "web", person.chat_id))
        assert found is not None
        return found.id

    async def chat_id(self, person: MadeUp) -> int:
        """The number of that person's web chat."""
        found = await self.house.store.read(lambda tx: chats.find_chat(tx, "web", person.chat_id))
        assert found is not None
        return found.id

    async def speak(self, native_id: int, locale: str) -> None:
        """Let the web chat speak ``locale``."""

        found = await self.house.store.read(lambda tx: chats.find_chat(tx, "web", native_id))
        assert found is not None
        await self.services.chats.speak(found.id, locale)


@asynccontextmanager
async def house_on(
    url: str, clock: Clock | None = None, telegram: Bot | None = None, **settings: object
) -> AsyncIterator[TestHouse]:
    """The house on the migrated database at ``url``; without a clock it stands on Monday morning of the registration week."""
    chosen = Settings(database_url=url, secret_key="t" * 40, **settings)  # type: ignore[arg-type]
    house = build(chosen, clock=clock or FixedClock(at("11-16 10:00:00")), telegram=telegram)
    try:
        yield TestHouse(house)
    finally:
        await house.close()
