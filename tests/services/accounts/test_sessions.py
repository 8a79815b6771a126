"""A chat stays bound for the days of the pack, then it is told that it has to log in again."""

from core.model.account import PagePurpose
from core.services.accounts import TypedPerson
from tests.support.accounts import House, Person
from tests.support.facts import exam

ME = Person()


async def test_a_chat_is_unbound_after_the_days_of_the_pack_and_told(house: House):
    chat_id = await house.chat()
    await house.register(chat_id, ME)
    house.clock.forward(days=exam().chat_bound_days)
    assert await house.accounts.end_sessions() == 0
    house.clock.forward(seconds=1)
    assert await house.accounts.end_sessions() == 1
    assert await house.chats_of(ME) == []
    assert await house.letters() == [("bound_over", chat_id)]
    assert await house.accounts.end_sessions() == 0


async def test_an_organisation_is_answered_alike_and_gets_no_code(house: House):
    await house.register(await house.chat(1), ME)
    house.clock.forward(minutes=2)
    typed = TypedPerson(ME.name, "resident_id", ME.document_number, "organisation")
    other = await house.chat(2)
    await house.accounts.recover_username(await house.page(other, PagePurpose.RECOVER_USERNAME), typed)
    await house.accounts.settle()
    assert len(house.phones.messages()) == 1
