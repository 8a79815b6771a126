"""What colleagues do to a case, on both databases: one holds it, nothing is doubled, every no has its reason."""

import asyncio
from dataclasses import replace

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.tickets import Author, CaseState, CloseReason
from core.services.tickets import Done, Upload
from tests.services.tickets.counter import CHIEF, LI, WANG, Counter
from tests.support.facts import at


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


async def test_of_two_who_claim_at_once_one_gets_it_and_the_other_hears_who_has_it(counter: Counter) -> None:
    case = await counter.ask()
    answers = await asyncio.gather(counter.cases.staff.claim(case.id, WANG), counter.cases.staff.claim(case.id, LI))
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    holder = await counter.ticket(case.id)
    assert len(refused) == 1
    assert refused[0].reason is Reason.CASE_TAKEN
    assert refused[0].about == (holder.claimed_name,)


async def test_a_reply_takes_an_open_case_and_owes_nothing_more(counter: Counter) -> None:
    case = await counter.ask()
    assert isinstance(await counter.cases.staff.reply(case.id, WANG, "请换个浏览器试试。"), Done)
    after = await counter.ticket(case.id)
    assert (after.state, after.claimed_by, after.asked_at, after.answer_due_at) == (CaseState.WAITING, 7, None, None)
    assert await counter.letters() == ["staff_reply"]


async def test_the_same_form_sent_twice_answers_once(counter: Counter) -> None:
    case = await counter.ask()
    await counter.cases.staff.reply(case.id, WANG, "您好", once="form-1")
    await counter.cases.staff.reply(case.id, WANG, "您好", once="form-1")
    assert [line.text for line in await counter.lines(case.id) if line.author is Author.STAFF] == ["您好"]
    assert await counter.letters() == ["staff_reply"]


async def test_a_colleague_s_case_is_answered_by_a_supervisor_only(counter: Counter) -> None:
    case = await counter.ask()
    await counter.cases.staff.claim(case.id, WANG)
    assert reason(await counter.cases.staff.reply(case.id, LI, "我来")) is Reason.CASE_TAKEN
    assert isinstance(await counter.cases.staff.note(case.id, LI, "这位昨天来过电话"), Done)
    assert isinstance(await counter.cases.staff.reply(case.id, CHIEF, "我来"), Done)


async def test_a_reply_at_the_moment_of_closing_is_kept_whole_or_refused(counter: Counter) -> None:
    case = await counter.ask()
    await counter.cases.staff.claim(case.id, WANG)
    replied, closed = await asyncio.gather(
        counter.cases.staff.reply(case.id, WANG, "好了吗?"), counter.cases.staff.close(case.id, WANG, CloseReason.SOLVED)
    )
    said = [line for line in await counter.lines(case.id) if line.author is Author.STAFF]
    assert isinstance(closed, Done)
    assert (len(said) == 1) is isinstance(replied, Done)
    assert isinstance(replied, Done) or replied.reason is Reason.CASE_CLOSED


async def test_what_cannot_be_kept_is_refused(counter: Counter) -> None:
    case = await counter.ask()
    staff = counter.cases.staff
    big = Upload("a.pdf", "application/pdf", b"0" * (10 * 1024 * 1024 + 1))
    assert reason(await staff.reply(case.id, WANG, "  ")) is Reason.CASE_MESSAGE_EMPTY
    assert reason(await staff.reply(case.id, WANG, "字" * 3501)) is Reason.CASE_MESSAGE_TOO_LONG
    assert reason(await staff.reply(case.id, WANG, "", upload=big)) is Reason.CASE_FILE_TOO_LARGE
    assert reason(await staff.reply(4711, WANG, "您好")) is Reason.CASE_UNKNOWN


async def test_closed_is_closed_until_it_is_opened_again(counter: Counter) -> None:
    case = await counter.ask()
    staff = counter.cases.staff
    await staff.close(case.id, WANG, CloseReason.SOLVED)
    assert reason(await staff.reply(case.id, WANG, "还有一句")) is Reason.CASE_CLOSED
    assert isinstance(await staff.reopen(case.id, WANG), Done)
    assert reason(await staff.reopen(case.id, WANG)) is Reason.CASE_NOT_CLOSED
    assert isinstance(await staff.reply(case.id, WANG, "还有一句"), Done)
    assert await counter.letters() == ["case_closed", "case_reopened", "staff_reply"]


async def test_passed_on_to_a_desk_it_is_open_there_and_what_was_owed_stays_owed(counter: Counter) -> None:
    case = await counter.ask()
    await counter.cases.staff.claim(case.id, WANG)
    assert reason(await counter.cases.staff.transfer(case.id, WANG, desk="nobody")) is Reason.CASE_DESK_UNKNOWN
    await counter.cases.staff.transfer(case.id, WANG, desk="use")
    after = await counter.ticket(case.id)
    assert (after.state, after.desk, after.claimed_by, after.asked_at) == (CaseState.OPEN, "use", None, case.asked_at)


async def test_passed_on_to_a_colleague_it_is_in_those_hands(counter: Counter) -> None:
    case = await counter.ask()
    await counter.cases.staff.claim(case.id, WANG)
    await counter.cases.staff.transfer(case.id, WANG, to=LI)
    assert isinstance(await counter.cases.staff.reply(case.id, LI, "您好"), Done)


async def test_cases_of_somebody_who_leaves_are_open_again(counter: Counter) -> None:
    case = await counter.ask()
    await counter.cases.staff.claim(case.id, WANG)
    assert await counter.cases.staff.release(WANG.id) == 1
    after = await counter.ticket(case.id)
    assert (after.state, after.claimed_by, after.answer_due_at) == (CaseState.OPEN, None, case.answer_due_at)


async def test_one_s_own_reply_can_be_edited_and_the_earlier_words_are_kept(counter: Counter) -> None:
    case = await counter.ask()
    done = await counter.cases.staff.reply(case.id, WANG, "九点开门")
    assert isinstance(done, Done)
    assert done.line is not None
    assert reason(await counter.cases.staff.edit(case.id, done.line, LI, "十点")) is Reason.CASE_NOT_EDITABLE
    assert isinstance(await counter.cases.staff.edit(case.id, done.line, WANG, "九点半开门"), Done)
    line = (await counter.lines(case.id))[-1]
    assert (line.text, line.earlier) == ("九点半开门", ("九点开门",))
    assert await counter.letters() == ["staff_reply", "staff_edit"]


async def test_the_queue_is_by_urgency_and_late_answers_show(counter: Counter) -> None:
    case = await counter.ask()
    counter.clock.set(at("11-16 11:00:01"))
    [waiting] = await counter.cases.reading.queue()
    assert (waiting.ticket.id, waiting.is_late, waiting.until) == (case.id, True, at("11-18 16:00:00"))
    assert await counter.cases.reading.queue(desks=["use"]) == []
    assert await counter.cases.reading.queue(money=True) == []


async def test_a_case_is_found_by_its_number_however_it_is_written(counter: Counter) -> None:
    case = await counter.ask()
    for text in (f"#{case.id}", f"№ {case.id}", f"工单 {case.id}!", f"{case.id} 99999999999999999999999"):
        assert [found.id for found in await counter.cases.reading.search(text)] == [case.id]
    assert await counter.cases.reading.search("李华") == []


async def test_the_card_has_everything_and_nothing_in_the_clear(counter: Counter) -> None:
    await counter.cases.troubles.refused(counter.chat_id, Refused(Reason.FORM_INCOMPLETE, "说明 二(四)"))
    case = await counter.ask("为什么不能暂存?我的证件号440306199603040014")
    view = await counter.cases.reading.case(case.id)
    assert view is not None
    card = view.card
    assert (card.name, card.document) == ("李*", "440***********0014")
    assert card.refusal is not None
    assert (card.refusal.refused.reason, card.refusal.refused.clause) == (Reason.FORM_INCOMPLETE, "说明 二(四)")
    assert "440306199603040014" not in repr(replace(view, lines=()))
    assert card.words == "为什么不能暂存?我的证件号440***********0014"


async def test_a_reply_that_no_chat_took_is_seen_as_such(counter: Counter) -> None:
    case = await counter.ask()
    await counter.cases.staff.reply(case.id, WANG, "您好")
    assert (await counter.lines(case.id))[-1].deliveries == ()
    await counter.end_letters("no_chat")
    assert [one.outcome for one in (await counter.lines(case.id))[-1].deliveries] == ["no_chat"]
