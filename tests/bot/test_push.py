"""Letters reach their chats once, in order, and a recipient who is slow holds nobody up."""

import asyncio

from core.model.application import Status
from core.store.queries import outbox
from tests.support.houses import TestHouse, house_on
from tests.support.packs import bundled_pack


async def _told(house: TestHouse, native_id: int) -> list[str]:
    return [message.get("text", "") for message in await house.house.web_chats.messages(native_id)]


async def _tell(house: TestHouse, account_id: int, key: str, kind: str, about: dict[str, str]) -> None:
    now = house.house.clock.now()
    await house.house.store.write(
        lambda tx: outbox.tell(tx, dedupe_key=key, kind=kind, now=now, account_id=account_id, about=about)
    )


async def test_a_letter_with_a_used_key_is_told_once(sqlite_url: str) -> None:
    async with house_on(sqlite_url) as house:
        await house.exams.load(bundled_pack())
        await house.dispatcher.emit_startup()
        person = (await house.make(1, Status.CONFIRMED))[0]
        for _ in range(3):
            await _tell(house, person.account_id, "same", "paid", {})
        await asyncio.gather(*(house.house.push.drain() for _ in range(3)))
        texts = await _told(house, person.chat_id)
        assert len([text for text in texts if "报名完成" in text]) == 1


async def test_letters_to_one_person_keep_their_order(sqlite_url: str) -> None:
    async with house_on(sqlite_url) as house:
        await house.exams.load(bundled_pack())
        await house.dispatcher.emit_startup()
        people = await house.make(3, Status.CONFIRMED)
        for number in range(4):
            for person in people:
                await _tell(house, person.account_id, f"{person.account_id}:{number}", "confirmed", {"code": f"number {number}"})
        assert await house.house.push.drain() == 12
        for person in people:
            said = [text for text in await _told(house, person.chat_id) if "number" in text]
            assert [f"number {number}" in said[number] for number in range(4)] == [True] * 4


async def test_a_letter_for_nobodys_chat_is_marked_so(sqlite_url: str) -> None:
    async with house_on(sqlite_url) as house:
        await house.exams.load(bundled_pack())
        await house.dispatcher.emit_startup()
        person = (await house.make(1, Status.CONFIRMED))[0]
        await _tell(house, person.account_id, "unknown kind", "nothing for candidates", {})
        assert await house.house.push.drain() == 1
        assert await house.house.push.drain() == 0
