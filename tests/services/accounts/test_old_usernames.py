"""A username from before the unified platform is void, wherever it is typed (说明 二(二)); nobody learns who has it anew."""

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.accounts import Outcome, PageDone, TypedPerson
from core.store.queries.old_usernames import put_old_usernames
from tests.support.accounts import House, Person, resident

OLD = "laokaosheng2019"


def of(answer: object) -> tuple[object, ...]:
    """What somebody can see of an answer."""
    if isinstance(answer, Refused):
        return answer.reason, answer.clause
    assert isinstance(answer, PageDone)
    return answer.outcome, answer.warning


async def test_at_log_in_the_clause_is_named_and_the_chat_shows_the_way(house: House) -> None:
    chat_id = await house.chat()
    assert of(await house.log_in(chat_id, " LaoKaoSheng2019", "whatever 1")) == (Reason.OLD_USERNAME, "说明 二(二)")
    assert await house.letters() == [("old_username", chat_id)]


async def test_an_unlisted_name_fails_as_always(house: House) -> None:
    assert of(await house.log_in(await house.chat(), "somebody", "whatever 1"))[0] is Reason.LOGIN_FAILED


async def test_nobody_learns_whether_somebody_has_the_name_anew(house: House) -> None:
    before = of(await house.log_in(await house.chat(1), OLD, "whatever 1"))
    reset_before = of(await house.begin_reset(await house.chat(2), OLD))
    await house.register(await house.chat(3), Person(username=OLD))
    assert of(await house.log_in(await house.chat(4), OLD, "whatever 1")) == before
    assert of(await house.begin_reset(await house.chat(5), OLD)) == reset_before
    assert reset_before[0] is Outcome.OLD_USERNAME


async def test_who_has_the_name_anew_logs_in_and_recovers_with_it(house: House) -> None:
    person = Person(username=OLD)
    owner = await house.chat()
    await house.register(owner, person)
    await house.set_questions(owner)
    elsewhere = await house.chat(2)
    assert of(await house.log_in(elsewhere, OLD, person.password))[0] is Outcome.LOGGED_IN
    forgetful = await house.chat(3)
    await house.begin_reset(forgetful, OLD)
    assert await house.accounts.answering.questions_for(forgetful) == ("first_school", "first_teacher", "childhood_friend")


async def test_a_name_remembered_at_the_recovery_of_usernames_is_told_to_be_void(house: House) -> None:
    page = await house.page(await house.chat(), PagePurpose.RECOVER_USERNAME)
    typed = TypedPerson("张三", "resident_id", resident(), old_username="szks_0755")
    answer = await house.accounts.recover_username(page, typed)
    assert isinstance(answer, PageDone)
    assert answer.outcome is Outcome.OLD_USERNAME
    assert answer.warning == Refused(Reason.OLD_USERNAME, "说明 二(二)")
    assert house.phones.messages() == []


async def test_a_list_is_replaced_with_its_pack(house: House) -> None:
    await house.store.write(lambda tx: put_old_usernames(tx, "shenzhen-2021", ()))
    assert of(await house.log_in(await house.chat(), OLD, "whatever 1"))[0] is Reason.LOGIN_FAILED
