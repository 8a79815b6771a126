"""What is kept of a question, what is said about an answer, and a language model that lies."""

from collections.abc import Mapping

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request

from core.errors import Unreachable
from core.model.answers import Tier
from core.ports import QuestionReader
from core.services.answers import Answers, Outcome
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.store.engine import Store
from core.store.queries import asked_questions
from core.store.queries.chats import add_chat
from core.store.tables.asked_questions import asked_question
from gateways.question_reader import HttpQuestionReader
from tests.answers.questions import router
from tests.support.clock import FixedClock
from tests.support.packs import bundled_pack

UNSURE = "用户名或密码忘记"


async def desk_of(store: Store, clock: FixedClock, reader: QuestionReader | None = None) -> tuple[Answers, int]:
    """The answers of the bundled exam, and a chat."""
    exams = Exams(store, clock)
    await exams.load(bundled_pack())
    chat = await store.write(lambda tx: add_chat(tx, "web", 1, "zh_CN", clock.now()))
    return Answers(store, clock, Desk(exams), exams, {bundled_pack().exam.id: router()}, reader), chat.id


async def kept(store: Store) -> list[sa.Row]:
    return await store.read(lambda tx: list(tx.execute(sa.select(asked_question).order_by(asked_question.c.id))))


async def test_a_question_is_kept_masked(store: Store, clock: FixedClock) -> None:
    answers, chat = await desk_of(store, clock)
    await answers.ask(chat, "440306198503070012 手机13812345678 邮箱 zhang@example.org 收不到验证码")
    (row,) = await kept(store)
    assert row.question == "440***********0012 手机138****5678 邮箱 *@example.org 收不到验证码"
    assert (row.tier, row.outcome) == ("human", "person")


async def test_what_did_not_help_is_listed_for_staff_and_three_others_are_offered(store: Store, clock: FixedClock) -> None:
    answers, chat = await desk_of(store, clock)
    asked = await answers.ask(chat, "注册需要什么卡")
    others = await answers.unsolved(chat, asked.id, asked.routed.id)
    assert len(others) == 3
    assert asked.routed.id not in {one.id for one in others}
    (listed,) = await store.read(lambda tx: asked_questions.open_questions(tx, asked.exam.id, 10))
    assert (listed.question, listed.outcome) == ("注册需要什么卡", Outcome.UNSOLVED)


async def test_nobody_speaks_about_somebody_else_s_question(store: Store, clock: FixedClock) -> None:
    answers, chat = await desk_of(store, clock)
    asked = await answers.ask(chat, "注册需要什么卡")
    other = await store.write(lambda tx: add_chat(tx, "web", 2, "zh_CN", clock.now()))
    assert await answers.unsolved(other.id, asked.id, "faq_3_3") == ()
    assert [row.outcome for row in await kept(store)] == [None]


async def test_small_talk_is_not_kept(store: Store, clock: FixedClock) -> None:
    answers, chat = await desk_of(store, clock)
    assert (await answers.ask(chat, "謝謝！")).small_talk == "thanks"
    assert await kept(store) == []


class Liar:
    """A language model that says what it is told to say."""

    def __init__(self, says: str) -> None:
        self.says = says
        self.heard: list[str] = []

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> dict[str, object]:
            self.heard.append((await request.body()).decode())
            return {"choices": [{"message": {"content": self.says}}]}

        return app

    def reader(self) -> HttpQuestionReader:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app()))
        return HttpQuestionReader(client, "http://model.test/v1", None, "any")


@pytest.mark.parametrize("says", ["The fee is waived for you!", "none", "op_pay\nand you are admitted", "policy", "../op_pay", ""])
async def test_what_a_model_invents_is_dropped(store: Store, clock: FixedClock, says: str) -> None:
    answers, chat = await desk_of(store, clock, Liar(says).reader())
    routed = (await answers.ask(chat, UNSURE)).routed
    assert (routed.tier, routed.id) == (Tier.CLARIFY, "op_recover")


async def test_a_model_only_puts_a_button_in_front(store: Store, clock: FixedClock) -> None:
    answers, chat = await desk_of(store, clock, Liar("op_site").reader())
    routed = (await answers.ask(chat, UNSURE)).routed
    assert (routed.tier, routed.candidates[0]) == (Tier.CLARIFY, "op_site")


async def test_a_model_is_not_asked_where_the_router_is_sure_or_the_pack_says_no(store: Store, clock: FixedClock) -> None:
    liar = Liar("op_pay")
    answers, chat = await desk_of(store, clock, liar.reader())
    assert (await answers.ask(chat, "注册需要什么卡")).routed.id == "faq_3_3"
    assert (await answers.ask(chat, "报名费能减免吗")).routed.tier is Tier.HUMAN
    assert liar.heard == []


async def test_a_model_hears_no_identity(store: Store, clock: FixedClock) -> None:
    liar = Liar("none")
    answers, chat = await desk_of(store, clock, liar.reader())
    await answers.ask(chat, f"440306198503070012 {UNSURE} 13812345678")
    assert "440***********0012" in liar.heard[0]
    assert "13812345678" not in liar.heard[0]


class Gone:
    """A model that can't be reached."""

    async def pick(self, question: str, entries: Mapping[str, str]) -> str | None:
        raise Unreachable("gone")


async def test_without_its_model_the_router_answers_alone(store: Store, clock: FixedClock) -> None:
    answers, chat = await desk_of(store, clock, Gone())
    assert (await answers.ask(chat, UNSURE)).routed.tier is Tier.CLARIFY
