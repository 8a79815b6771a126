"""Face checks from the chat to the provider's page and back: real requests both ways, and whoever knocks without the key."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fastapi import FastAPI

from core.errors import Rejected
from core.model.decisions import Refused
from core.model.proofs import FaceOutcome, FacePurpose
from core.model.reasons import Reason
from core.services.accounts.faces import FaceBegun, Faces, Heard, take_passed
from core.store.engine import Store
from core.store.queries.chats import add_chat
from core.store.tables.outbox import outbox
from gateways.face import HttpFace
from gateways.sandbox.face import SandboxFace, sandbox_face
from tests.support.clock import FixedClock
from tests.support.standard_webhooks import FOREIGN_SECRET, OLDER_SECRET, SECRET, event, signed
from webhooks.bodies import LARGEST_BYTES
from webhooks.identity import routes

HERE = "http://product.test"
HOOK = "/webhooks/identity/http"
WHY = FacePurpose.RECOVER_PASSWORD


@dataclass
class Street:
    """The product's service, its provider, and their webhook."""

    http: httpx.AsyncClient
    faces: Faces
    store: Store
    clock: FixedClock
    chat_id: int
    heard: list[Heard] = field(default_factory=list)

    async def begin(self) -> str:
        """Open a check; the path of its page."""
        begun = await self.faces.begin(self.chat_id, WHY, None, "张三", "11010519491231002X")
        assert isinstance(begun, FaceBegun)
        return begun.address.removeprefix(HERE)

    async def tell(self, request_id: str, outcome: str, **signing: str) -> int:
        """A provider's word, signed; the status of the answer."""
        now = self.clock.now()
        body = event("face.decided", now, {"request_id": request_id, "outcome": outcome, "decided_at": now.isoformat()})
        return (await self.http.post(HOOK, content=body, headers=signed(body, now, **signing))).status_code

    async def outcome(self) -> FaceOutcome | None:
        """How the check of the chat stands."""
        row = await self.faces.look(self.chat_id, WHY)
        return row.outcome if row else None

    async def letters(self) -> list[dict[str, str]]:
        """What was told to the chat."""
        query = sa.select(outbox.c.about).where(outbox.c.kind == "face_done", outbox.c.chat_id == self.chat_id)
        return list(await self.store.read(lambda tx: tx.execute(query).scalars().all()))


@pytest_asyncio.fixture
async def street(store: Store, clock: FixedClock) -> AsyncIterator[Street]:
    app = FastAPI()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as http:
        provider = HttpFace(http, f"{HERE}/sandbox/face", "key", [SECRET, OLDER_SECRET], clock, notify_url=f"{HERE}{HOOK}")
        faces = Faces(store, clock, provider, public_url=HERE)
        twin = sandbox_face(SandboxFace(http, SECRET, clock), key="key", clock=clock, address=f"{HERE}/sandbox/face")
        app.mount("/sandbox/face", twin)
        app.include_router(routes(faces, [provider]))
        chat = await store.write(lambda tx: add_chat(tx, "web", 1, "zh_CN", clock.now()))
        yield Street(http, faces, store, clock, chat.id)


@pytest.mark.parametrize("outcome", list(FaceOutcome))
async def test_what_the_person_at_the_page_decides_reaches_the_chat_once(street: Street, outcome: FaceOutcome):
    path = await street.begin()
    assert "data:image/svg+xml" in (await street.http.get(path)).text
    for _ in range(2):
        assert (await street.http.post(f"{path}/{outcome}")).status_code == 303
    assert await street.outcome() is outcome
    assert await street.letters() == [{"purpose": "recover_password", "outcome": outcome.value}]


async def test_a_passed_check_is_used_once_however_many_try(street: Street):
    path = await street.begin()
    await street.http.post(f"{path}/passed")
    now = street.clock.now()
    tries = [street.store.write(lambda tx: take_passed(tx, street.chat_id, WHY, now)) for _ in range(5)]
    assert sum(row is not None for row in await asyncio.gather(*tries)) == 1


async def test_the_first_word_stands_and_a_second_one_changes_nothing(street: Street):
    request_id = (await street.begin()).rsplit("/", 1)[1]
    assert [await street.tell(request_id, word) for word in ("failed", "passed", "failed")] == [204, 204, 204]
    assert await street.outcome() is FaceOutcome.FAILED
    assert len(await street.letters()) == 1


async def test_a_word_that_comes_too_late_opens_nothing(street: Street):
    request_id = (await street.begin()).rsplit("/", 1)[1]
    street.clock.forward(minutes=10)
    assert await street.tell(request_id, "passed") == 204
    now = street.clock.now()
    assert await street.store.write(lambda tx: take_passed(tx, street.chat_id, WHY, now - timedelta(minutes=1))) is None
    assert await street.letters() == []


async def test_a_passed_check_doesnt_keep(street: Street):
    path = await street.begin()
    await street.http.post(f"{path}/passed")
    street.clock.forward(minutes=11)
    now = street.clock.now()
    assert await street.store.write(lambda tx: take_passed(tx, street.chat_id, WHY, now)) is None


async def test_a_new_check_makes_the_one_before_void(street: Street):
    first = (await street.begin()).rsplit("/", 1)[1]
    street.clock.forward(seconds=5)
    await street.begin()
    assert await street.tell(first, "passed") == 204
    assert await street.outcome() is None


async def test_a_word_counts_for_its_own_purpose_only(street: Street):
    path = await street.begin()
    await street.http.post(f"{path}/passed")
    now = street.clock.now()
    assert await street.store.write(lambda tx: take_passed(tx, street.chat_id, FacePurpose.RECOVER_USERNAME, now)) is None


async def test_nobody_else_may_speak_for_the_provider(street: Street):
    request_id = (await street.begin()).rsplit("/", 1)[1]
    assert await street.tell(request_id, "passed", secret=FOREIGN_SECRET) == 401
    assert (await street.http.post(HOOK, content=b"{}")).status_code == 401
    assert await street.outcome() is None
    assert await street.tell(request_id, "passed", secret=OLDER_SECRET) == 204


async def test_an_old_call_isnt_believed_by_the_products_own_clock(street: Street):
    request_id, now = (await street.begin()).rsplit("/", 1)[1], street.clock.now()
    body = event("face.decided", now, {"request_id": request_id, "outcome": "passed", "decided_at": now.isoformat()})
    headers = signed(body, now - timedelta(minutes=6))
    assert (await street.http.post(HOOK, content=body, headers=headers)).status_code == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"[1]", b"{", b"\xff", b'{"type":"other"}', b'{"type":"face.decided","data":{"outcome":"perhaps"}}', b"[" * 30_000],
)
async def test_garbage_gets_a_clear_no_even_when_signed(street: Street, body: bytes):
    sent = signed(body, street.clock.now())
    assert 400 <= (await street.http.post(HOOK, content=body, headers=sent)).status_code < 500


async def test_a_giant_and_a_stranger_are_turned_away(street: Street):
    assert (await street.http.post(HOOK, content=b" " * (LARGEST_BYTES + 1))).status_code == 413
    assert (await street.http.post("/webhooks/identity/nobody", content=b"{}")).status_code == 404
    assert await street.tell("a request that nobody made".replace(" ", "-"), "passed") == 204


async def test_a_provider_out_of_reach_is_said_and_leaves_nothing_behind(store: Store, clock: FixedClock):
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as client:
        provider = HttpFace(client, "http://face.test", "key", [SECRET], clock, notify_url=HERE)
        chat = await store.write(lambda tx: add_chat(tx, "web", 1, "zh_CN", clock.now()))
        faces = Faces(store, clock, provider, public_url=HERE)
        assert await faces.begin(chat.id, WHY, None, "张三", "1") == Refused(Reason.FACE_UNREACHABLE)
        assert await faces.look(chat.id, WHY) is None
        assert await Faces(store, clock, None, public_url=HERE).begin(chat.id, WHY, None, "", "") == Refused(
            Reason.FACE_UNREACHABLE
        )


async def test_ten_checks_a_day_are_enough(street: Street):
    for _ in range(10):
        await street.begin()
    refused = await street.faces.begin(street.chat_id, WHY, None, "张三", "1")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TOO_MANY_TRIES


async def test_the_provider_says_no_in_its_own_word(clock: FixedClock):
    answer = httpx.Response(422, content=json.dumps({"code": "name"}))
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer)) as client:
        provider = HttpFace(client, "http://face.test", "key", [SECRET], clock, notify_url=HERE)
        with pytest.raises(Rejected, match="name"):
            await provider.begin("r", "", "1", HERE)


async def test_name_and_number_stand_on_no_page_and_in_no_address(street: Street):
    path = await street.begin()
    shown = path + (await street.http.get(path)).text
    assert not re.search("张三|11010519491231002X", shown)
