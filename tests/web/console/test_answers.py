"""The page of answers: what wasn't understood, written by one, approved by another, live in the chats, kept in the record."""

from core.model.answers import Tier
from core.model.staff import Role
from core.services.answers import Answers
from core.services.applications.desk import Desk
from core.store.queries.chats import add_chat
from tests.answers.questions import router
from tests.support.packs import bundled_pack
from tests.support.staff import ConsoleHouse

EXAM = bundled_pack().exam.id
FIELDS = {
    "exam": EXAM,
    "topic": "desks",
    "clause": "说明 三(五)",
    "target": "desks",
    "phrasings": "办事大厅能停车吗\n你们那里有停车场吗\nis there a car park at your office",
    **{f"question_{locale}": f"停车 {locale}?" for locale in ("zh_CN", "zh_TW", "en")},
    **{f"answer_{locale}": f"东门 {locale} <b>" for locale in ("zh_CN", "zh_TW", "en")},
}


async def asked(office: ConsoleHouse, *questions: str) -> tuple[Answers, int]:
    """The answers of the house, and a chat in which these questions were asked."""
    house = office.house
    house.routers[EXAM] = router()
    chat = await house.store.write(lambda tx: add_chat(tx, "web", 77, "en", house.clock.now()))
    answers = Answers(house.store, house.clock, Desk(house.exams), house.exams, house.routers)
    for question in questions:
        await answers.ask(chat.id, question)
    return answers, chat.id


async def test_like_questions_are_one_line_that_opens_the_form_with_them(embedded: ConsoleHouse) -> None:
    await asked(embedded, "办事大厅能停车吗", "办事大厅可以停车吗", "我的电话13812345678能停车吗")
    async with embedded.colleague(Role.SUPERVISOR) as one:
        page = (await one.client.get("/console/answers")).text
        form = (await one.client.get(f"/console/answers/write?exam={EXAM}&group=1")).text
    assert "2×" in page or "3×" in page
    assert "13812345678" not in page + form
    assert "办事大厅可以停车吗" in form


async def test_an_answer_goes_through_two_hands_and_is_live_at_once(embedded: ConsoleHouse) -> None:
    answers, chat = await asked(embedded, "办事大厅能停车吗")
    async with embedded.colleague(Role.SUPERVISOR) as writer, embedded.colleague(Role.OPERATOR, name="Han Mei") as second:
        kept = await writer.send("/console/answers/write", **FIELDS, asked="1")
        assert kept.headers["location"] == "/console/answers/1?done=answer_written"
        own = await writer.send("/console/answers/1/approve")
        assert own.status_code == 422
        assert "somebody else" in own.text
        assert "东门 en &lt;b&gt;" in (await second.client.get("/console/answers/1")).text
        done = await second.send("/console/answers/1/approve")
        assert done.headers["location"] == "/console/answers/1?done=answer_live"
        assert "Everything was understood" in (await writer.client.get("/console/answers")).text
    routed = (await answers.ask(chat, "办事大厅能停车吗")).routed
    assert (routed.tier, routed.id) == (Tier.ANSWER, "own_1")


async def test_what_is_not_whole_is_said_and_nothing_typed_is_lost(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.OPERATOR) as one:
        page = await one.send("/console/answers/write", **{**FIELDS, "clause": "说明 九"})
    assert page.status_code == 422
    assert "no clause 说明 九" in page.text
    assert "is there a car park at your office" in page.text


async def test_questions_are_set_aside_and_a_live_answer_is_taken_down(embedded: ConsoleHouse) -> None:
    await asked(embedded, "怎么做红烧肉")
    async with embedded.colleague(Role.SUPERVISOR) as writer, embedded.colleague(Role.SUPERVISOR, name="Han Mei") as second:
        await writer.send("/console/answers/aside", exam=EXAM, asked="1,x,99999999999999999999")
        assert "Everything was understood" in (await writer.client.get("/console/answers")).text
        await writer.send("/console/answers/write", **FIELDS)
        await second.send("/console/answers/1/approve")
        await writer.send("/console/answers/1/end")
        assert "Ended" in (await writer.client.get("/console/answers")).text
        assert (await writer.send("/console/answers/1/end")).status_code == 422
        assert (await writer.send("/console/answers/1/praise")).status_code == 404
        assert (await writer.client.get("/console/answers/99")).status_code == 404


async def test_a_standing_entry_is_written_anew_from_its_present_words(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.SUPERVISOR) as one:
        page = (await one.client.get(f"/console/answers/write?exam={EXAM}&entry=op_pay")).text
        nothing = await one.client.get("/console/answers/write?exam=nowhere")
    assert "确认职位后，在规定的缴费时段内" in page
    assert nothing.status_code == 404
