"""Answers written by staff: grouped questions, four eyes, live in every process without a restart, the record of what ended."""

from dataclasses import replace

import pytest

from core.model.answers import Tier
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.texts import Target, Text
from core.model.written_answers import Wording, Written, WrittenState
from core.services.answers import Answers, Writing
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.store.engine import Store
from core.store.queries import asked_questions, staff
from core.store.queries.chats import add_chat
from tests.answers.questions import router
from tests.support.clock import FixedClock
from tests.support.packs import bundled_pack

EXAM = bundled_pack().exam.id
PARKING = Wording(
    entry="",
    topic="desks",
    question=Text({"zh_CN": "办事大厅可以停车吗？", "zh_TW": "辦事大廳可以停車嗎？", "en": "Can I park at the office?"}),
    answer=Text({"zh_CN": "可以，请走东门。", "zh_TW": "可以，請走東門。", "en": "Yes, by the east gate."}),
    clause="说明 三(五)",
    target=Target.DESKS,
    phrasings=("办事大厅能停车吗", "去你们那里有停车场吗", "停车方便吗", "is there a car park at your office"),
)
ASKED = ("办事大厅能停车吗", "办事大厅能停车吗？", "你们办事大厅可以停车吗", "怎么做红烧肉")


class Office:
    """An exam with its answers, two members of staff, and a chat."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store, self.clock = store, clock
        self.exams = Exams(store, clock)
        self.writing = Writing(store, clock, self.exams, {EXAM: router()})
        self.answers = self.process()

    def process(self) -> Answers:
        """The answers as another process would have them."""
        exams = Exams(self.store, self.clock)
        return Answers(self.store, self.clock, Desk(exams), exams, {EXAM: router()})

    async def open(self) -> "Office":
        await self.exams.load(bundled_pack())
        now, keys = self.clock.now(), {"password_hash": "x", "is_one_time": False, "totp_sealed": b""}
        names = ("wen", "bai")

        def work(tx: object) -> tuple[int, int, int]:
            ids = [staff.add_staff(tx, {**keys, "login": name, "name": name}, ["supervisor"], now) for name in names]
            return (*ids, add_chat(tx, "web", 1, "zh_CN", now).id)

        self.wen, self.bai, self.chat = await self.store.write(work)
        return self

    async def live(self, wording: Wording = PARKING, asked: tuple[int, ...] = ()) -> Written:
        number = await self.writing.write(EXAM, wording, asked, staff_id=self.wen)
        return await self.writing.approve(number, staff_id=self.bai)


async def test_questions_like_one_another_are_one_group(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    for question in ASKED:
        await office.answers.ask(office.chat, question)
    first, second = await office.writing.unanswered(EXAM)
    assert (first.count, second.count) == (3, 1)
    assert "停车" in first.sample
    assert first.locales == ("zh_CN",)


async def test_an_approved_answer_is_live_in_every_process_without_a_restart(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    other = office.process()
    before = await other.ask(office.chat, "办事大厅可以停车吗")
    assert before.routed.tier is not Tier.ANSWER
    written = await office.live()
    after = await other.ask(office.chat, "办事大厅可以停车吗")
    assert (after.routed.tier, after.routed.id) == (Tier.ANSWER, written.wording.entry)
    assert after.entry(after.routed.id).answer == PARKING.answer


async def test_a_draft_is_seen_by_no_candidate(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    await office.writing.write(EXAM, PARKING, (), staff_id=office.wen)
    assert (await office.answers.ask(office.chat, "办事大厅能停车吗")).routed.tier is not Tier.ANSWER


async def test_nobody_approves_what_they_wrote(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    number = await office.writing.write(EXAM, PARKING, (), staff_id=office.wen)
    refused = await office.writing.approve(number, staff_id=office.wen)
    assert refused == Refused(Reason.ANSWER_SAME_PERSON)
    assert (await office.writing.one(number)).state is WrittenState.DRAFT


async def test_what_was_decided_is_not_decided_again(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    written = await office.live()
    for again in (office.writing.approve, office.writing.refuse):
        assert (await again(written.id, staff_id=office.bai)).reason is Reason.ANSWER_DECIDED


@pytest.mark.parametrize(
    ("wording", "reason"),
    [
        (replace(PARKING, clause="说明 九"), Reason.ANSWER_CLAUSE_UNKNOWN),
        (replace(PARKING, clause=""), Reason.ANSWER_CLAUSE_UNKNOWN),
        (replace(PARKING, topic="cars"), Reason.ANSWER_TOPIC_UNKNOWN),
        (replace(PARKING, question=Text({"zh_CN": "停车"})), Reason.ANSWER_TEXT_MISSING),
        (replace(PARKING, answer=Text({**PARKING.answer.by_locale, "en": " "})), Reason.ANSWER_TEXT_MISSING),
        (replace(PARKING, answer=Text(dict.fromkeys(("zh_CN", "zh_TW", "en"), "x" * 601))), Reason.ANSWER_WORDS_TOO_LONG),
        (replace(PARKING, phrasings=("停车", "停车 ")), Reason.ANSWER_PHRASINGS_FEW),
        (replace(PARKING, phrasings=()), Reason.ANSWER_PHRASINGS_FEW),
    ],
)
async def test_a_wording_that_is_not_whole_is_refused(store: Store, clock: FixedClock, wording: Wording, reason: Reason) -> None:
    office = await Office(store, clock).open()
    assert (await office.writing.write(EXAM, wording, (), staff_id=office.wen)).reason is reason


async def test_what_a_new_answer_takes_the_place_of_stays_in_the_record(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    first = await office.live()
    second = await office.live(replace(PARKING, entry=first.wording.entry, clause="说明 二(八)"))
    newest, oldest = await office.writing.record(EXAM)
    assert (newest.id, newest.state) == (second.id, WrittenState.LIVE)
    assert (oldest.id, oldest.state, oldest.ended_by) == (first.id, WrittenState.ENDED, office.bai)
    assert oldest.ended_at == second.decided_at


async def test_an_answer_may_take_the_place_of_the_pack_s_and_be_taken_down_again(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    question = "准考证什么时候打印"
    written = await office.live(replace(PARKING, entry="op_print_ticket", topic="print"))
    changed = await office.answers.ask(office.chat, question)
    assert changed.entry(changed.routed.id).answer == PARKING.answer
    await office.writing.end(written.id, staff_id=office.wen)
    back = await office.answers.ask(office.chat, question)
    assert back.entry(back.routed.id).clause == "说明 二(八)"
    assert (await office.writing.end(written.id, staff_id=office.wen)).reason is Reason.ANSWER_NOT_LIVE


async def test_questions_that_were_answered_or_set_aside_leave_the_list(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    for question in ASKED:
        await office.answers.ask(office.chat, question)
    first, second = await office.writing.unanswered(EXAM)
    await office.live(asked=first.ids)
    await office.writing.set_aside(EXAM, second.ids, staff_id=office.wen)
    assert await office.writing.unanswered(EXAM) == []
    asked = await store.read(lambda tx: [asked_questions.get_question(tx, one).outcome for one in (*first.ids, *second.ids)])
    assert asked == ["answered"] * 3 + ["set_aside"]


async def test_personal_data_in_phrasings_is_masked(store: Store, clock: FixedClock) -> None:
    office = await Office(store, clock).open()
    wording = replace(PARKING, phrasings=(*PARKING.phrasings, "我是440306198503070012能停车吗"))
    number = await office.writing.write(EXAM, wording, (), staff_id=office.wen)
    assert "440306198503070012" not in str((await office.writing.one(number)).wording.phrasings)


@pytest.mark.parametrize("question", ["怎么缴费", "准考证什么时候打印", "驾照考试停车怎么考", "停车费怎么缴", "where is my car"])
async def test_a_written_answer_takes_nothing_that_is_not_its_own(store: Store, clock: FixedClock, question: str) -> None:
    office = await Office(store, clock).open()
    written = await office.live()
    routed = (await office.answers.ask(office.chat, question)).routed
    assert not (routed.tier is Tier.ANSWER and routed.id == written.wording.entry)
