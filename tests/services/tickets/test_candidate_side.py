"""What candidates do: one case a person, words and files kept once, edits followed, a way back; on both databases."""

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.tickets import Author, CaseState, Cause, CloseReason, Scope
from core.services.tickets import Heard, Opened
from core.store.queries import chats
from tests.services.tickets.counter import WANG, Counter
from tests.support.facts import at


async def test_policy_is_refused_at_the_counter(counter: Counter) -> None:
    refused = await counter.cases.candidates.ask(counter.chat_id, Scope.POLICY, Cause.ASKED, "我能报吗")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CASE_POLICY


async def test_a_person_has_one_case_on_all_channels(counter: Counter) -> None:
    case = await counter.ask()
    chat = await counter.chat()
    other = await counter.another_chat("telegram", chat.account_id)
    heard = await counter.say("我在手机上继续", "t:1", other)
    opened = await counter.cases.candidates.ask(other.id, Scope.USE, Cause.ASKED, "再问一句")
    assert isinstance(heard, Heard)
    assert isinstance(opened, Opened)
    assert (opened.is_new, opened.standing.ticket.id) == (False, case.id)
    assert [line.text for line in await counter.lines(case.id)] == ["缴费页面打不开", "我在手机上继续", "再问一句"]


async def test_a_case_asked_for_before_the_log_in_belongs_to_whoever_logs_in_there(counter: Counter) -> None:
    stranger = await counter.another_chat("telegram", None)
    case = await counter.ask(chat_id=stranger.id)
    account_id = (await counter.chat()).account_id
    await counter.store.write(lambda tx: chats.bind(tx, stranger.id, account_id, counter.clock.now()))
    assert isinstance(await counter.say("我登录了", "t:2", await counter.chat(stranger.id)), Heard)
    assert (await counter.ticket(case.id)).account_id == account_id


async def test_whoever_logs_in_next_sees_nothing_of_the_case(counter: Counter) -> None:
    await counter.ask()
    await counter.store.write(lambda tx: chats.bind(tx, counter.chat_id, None, None))
    assert await counter.cases.candidates.standing(await counter.chat()) is None


async def test_it_is_acknowledged_once_and_a_repeat_is_not_kept_twice(counter: Counter) -> None:
    case = await counter.ask()
    heard = [await counter.say("还有一点", source) for source in ("w:5", "w:5", "w:6")]
    assert [one.acknowledge for one in heard if isinstance(one, Heard)] == [True, False, False]
    assert len(await counter.lines(case.id)) == 3


async def test_the_first_unanswered_word_is_what_an_answer_is_owed_for(counter: Counter) -> None:
    case = await counter.ask()
    assert case.answer_due_at == at("11-16 11:00:00")
    counter.clock.set(at("11-16 10:30:00"))
    await counter.say("还在吗", "w:7")
    assert (await counter.ticket(case.id)).answer_due_at == at("11-16 11:00:00")
    await counter.cases.staff.reply(case.id, WANG, "在的")
    await counter.say("好的,那怎么办", "w:8")
    after = await counter.ticket(case.id)
    assert (after.state, after.answer_due_at) == (CaseState.CLAIMED, at("11-16 11:30:00"))


async def test_an_edit_is_followed_and_both_wordings_are_seen(counter: Counter) -> None:
    case = await counter.ask()
    await counter.say("我是12号", "w:9")
    assert await counter.cases.candidates.edit("w:9", "我是13号")
    assert not await counter.cases.candidates.edit("w:404", "别的")
    line = (await counter.lines(case.id))[-1]
    assert (line.text, line.earlier) == ("我是13号", ("我是12号",))


async def test_a_flood_is_stopped_kindly_and_nothing_of_it_gets_lost_before(counter: Counter) -> None:
    case = await counter.ask()
    heard = [await counter.say(f"第{number}句", f"w:{number}") for number in range(25)]
    refused = [one for one in heard if isinstance(one, Refused)]
    assert {one.reason for one in refused} == {Reason.CASE_TOO_MANY_MESSAGES}
    assert len(await counter.lines(case.id)) == 1 + 25 - len(refused) == 21
    counter.clock.set(at("11-16 10:01:01"))
    assert isinstance(await counter.say("现在可以了", "w:99"), Heard)


async def test_too_long_is_refused_and_not_cut(counter: Counter) -> None:
    await counter.ask()
    refused = await counter.say("字" * 10_000_000, "w:1")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CASE_MESSAGE_TOO_LONG


async def test_back_to_the_assistant_ends_it(counter: Counter) -> None:
    case = await counter.ask()
    closed = await counter.cases.candidates.back_to_assistant(await counter.chat())
    assert closed is not None
    assert (closed.id, closed.close_reason) == (case.id, CloseReason.BACK_TO_BOT)
    assert await counter.say("还有", "w:1") is None


async def test_satisfaction_is_taken_once_and_only_from_its_person(counter: Counter) -> None:
    case = await counter.ask()
    stranger = await counter.another_chat("telegram", None)
    await counter.cases.staff.reply(case.id, WANG, "好了")
    assert not await counter.cases.candidates.rate(await counter.chat(), case.id, satisfied=True)
    await counter.cases.staff.close(case.id, WANG, CloseReason.SOLVED)
    assert not await counter.cases.candidates.rate(stranger, case.id, satisfied=False)
    assert await counter.cases.candidates.rate(await counter.chat(), case.id, satisfied=True)
    assert not await counter.cases.candidates.rate(await counter.chat(), case.id, satisfied=False)
    assert (await counter.ticket(case.id)).satisfied is True


async def test_the_assistant_keeps_quiet_while_a_person_has_it_or_is_about_to(counter: Counter) -> None:
    case = await counter.ask()
    for moment, taken, quiet in (("11-16 12:30:00", False, False), ("11-16 14:00:00", False, True), ("11-16 20:00:00", True, True)):
        counter.clock.set(at(moment))
        if taken:
            await counter.cases.staff.claim(case.id, WANG)
        standing = await counter.cases.candidates.standing(await counter.chat())
        assert standing is not None
        assert standing.is_quiet is quiet


async def test_what_was_asked_of_the_assistant_stands_before_the_words(counter: Counter) -> None:
    from core.store.queries.asked_questions import add_question

    now = counter.clock.now()
    about = (counter.chat_id, exam_id(), "zh_CN", "怎么缴费", "human", "other", [])
    await counter.store.write(lambda tx: add_question(tx, *about, now))
    case = await counter.ask()
    assert [line.author for line in await counter.lines(case.id)] == [Author.BOT, Author.CANDIDATE]


def exam_id() -> str:
    return "shenzhen-2021"


async def test_money_that_staff_writes_about_is_talked_about_and_never_closed_by_the_candidate(counter: Counter) -> None:
    chat = await counter.chat()
    ticket_id = await counter.money_case(chat.account_id)
    assert await counter.say("在吗", "w:1") is None
    await counter.cases.staff.reply(ticket_id, WANG, "请发一下账单截图")
    assert isinstance(await counter.say("截图在这里", "w:2"), Heard)
    await counter.cases.candidates.back_to_assistant(chat)
    assert (await counter.ticket(ticket_id)).state is CaseState.CLAIMED
    assert await counter.cases.candidates.standing(chat) is None


async def test_outside_hours_it_is_acknowledged_once_more(counter: Counter) -> None:
    await counter.ask()
    heard = []
    for source, moment in (("1", "11-16 10:01:00"), ("2", "11-16 10:02:00"), ("3", "11-16 20:00:00"), ("4", "11-16 20:01:00")):
        counter.clock.set(at(moment))
        heard.append(await counter.say("在吗", source))
    assert [one.acknowledge for one in heard if isinstance(one, Heard)] == [True, False, True, False]
