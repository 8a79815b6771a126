"""The demo panel and its side of the sandbox world."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fastapi import FastAPI

from core.model.exam import Exam, Moment, Text
from core.model.money import Money
from core.store.engine import Store
from gateways.sandbox.bank import SandboxBank
from gateways.sandbox.clock import MovableClock
from gateways.sandbox.sms import Message, SandboxPhones
from tests.web.sentences import brought_by, said_in
from web.demo.routes import routes

START = datetime(2020, 11, 16, 2, 0, tzinfo=UTC)
CLOSING = Moment("closing", Text({"zh_CN": "截止前", "en": "Before closing"}), datetime(2020, 11, 18, 7, 0, tzinfo=UTC))


def _exam() -> Exam:
    return Exam(
        id="sample",
        title=Text({"zh_CN": "样例"}),
        authority=Text({"zh_CN": "样例"}),
        zone="Asia/Shanghai",
        official_url=None,
        fee=Money(100, "CNY"),
        fee_assumed=True,
        windows={},
        agreements=(),
        photo=None,
        document_types=(),
        banks=(),
        clauses=(),
        lowest_education="junior_college",
        moments=(CLOSING,),
    )


@dataclass
class World:
    """The exams of one installation, and the sandbox beside it."""

    exams: list[Exam] = field(default_factory=lambda: [_exam()])
    phones: SandboxPhones = field(default_factory=SandboxPhones)
    bank: SandboxBank = field(default_factory=SandboxBank)

    def current(self, tx: sa.Connection) -> list[Exam]:
        return self.exams


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def demo_clock() -> MovableClock:
    return MovableClock(START)


@pytest_asyncio.fixture
async def client(sqlite_store: Store, world: World, demo_clock: MovableClock) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(routes(sqlite_store, world, demo_clock, world.phones, world.bank))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kaoban.test") as opened:
        yield opened


async def test_the_panel_is_a_page_of_ours(client: httpx.AsyncClient) -> None:
    page = await client.get("/demo")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert said_in("demo") <= set(brought_by(page.text))


@pytest.mark.parametrize(
    ("told", "instant"),
    [
        ("2020-11-18T15:00:00+08:00", datetime(2020, 11, 18, 7, 0, tzinfo=UTC)),
        ("2020-11-18T07:00:00Z", datetime(2020, 11, 18, 7, 0, tzinfo=UTC)),
        ("2020-11-18T15:00", datetime(2020, 11, 18, 7, 0, tzinfo=UTC)),
        (1605682800, datetime(2020, 11, 18, 7, 0, tzinfo=UTC)),
        (1605682800.5, datetime(2020, 11, 18, 7, 0, 0, 500_000, tzinfo=UTC)),
    ],
)
async def test_the_clock_is_set_by_iso_or_epoch_and_stands_there(
    client: httpx.AsyncClient, demo_clock: MovableClock, told: object, instant: datetime
) -> None:
    answer = await client.post("/demo/clock", json={"now": told})
    assert answer.status_code == 200
    assert demo_clock.now() == instant
    assert answer.json()["running"] is False


async def test_the_clock_runs_on_and_stops(client: httpx.AsyncClient, demo_clock: MovableClock) -> None:
    await client.post("/demo/clock", json={"now": "2020-11-18T15:00:00+08:00", "run": True})
    assert demo_clock.is_running
    await client.post("/demo/clock", json={"run": False})
    assert not demo_clock.is_running
    assert (await client.post("/demo/clock", json={"run": True})).json()["running"] is True


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"now": "yesterday"},
        {"now": True},
        {"now": 1e300},
        {"now": -1e12},
        {"now": "0001-01-01T00:00:00+14:00"},
        {"run": "yes"},
        {"x": 1},
        [],
        7,
    ],
)
async def test_a_wish_that_makes_no_time_is_refused(client: httpx.AsyncClient, demo_clock: MovableClock, body: object) -> None:
    answer = await client.post("/demo/clock", json=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "not_understood")
    assert demo_clock.is_running


async def test_the_clock_names_the_moments_of_the_loaded_exams(client: httpx.AsyncClient) -> None:
    face = (await client.get("/demo/clock", headers={"Accept-Language": "en"})).json()
    assert face["local"] == "2020-11-16T10:00:00+08:00"
    assert face["moments"] == [{"exam": "样例", "id": "closing", "name": "Before closing", "at": "2020-11-18T15:00:00+08:00"}]


async def test_without_an_exam_the_clock_tells_utc(client: httpx.AsyncClient, world: World) -> None:
    world.exams = []
    assert (await client.get("/demo/clock")).json()["local"] == "2020-11-16T02:00:00+00:00"


async def test_the_telephones_show_the_newest_message_first(client: httpx.AsyncClient, world: World) -> None:
    for text in ("first", "second"):
        world.phones.deliver(text, Message("13800138000", text, START))
    messages = (await client.get("/demo/sms")).json()
    assert messages[0] == {"phone": "13800138000", "text": "second", "at": "2020-11-16T02:00:00+00:00"}
    assert len(messages) == 2


async def test_the_bank_is_told_what_to_answer_and_forgets_it_again(client: httpx.AsyncClient) -> None:
    told = await client.post("/demo/bank", json={"answer": "mismatch", "card": "6222020200112233", "times": 1})
    forgotten = await client.post("/demo/bank", json={"forget": True, "answer": "unreachable"})
    assert told.json() == [{"answer": "mismatch", "name": None, "card": "…2233", "times": 1}]
    assert forgotten.json() == (await client.get("/demo/bank")).json()
    assert [rule["answer"] for rule in forgotten.json()] == ["unreachable"]


@pytest.mark.parametrize("body", [{}, {"answer": "maybe"}, {"answer": "match", "times": 0}, {"answer": "match", "card": "x"}, None])
async def test_a_wish_the_bank_cannot_follow_is_refused(client: httpx.AsyncClient, world: World, body: object) -> None:
    answer = await client.post("/demo/bank", json=body)
    assert answer.status_code == 422
    assert world.bank.rules() == ()
