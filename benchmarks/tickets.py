"""How long is the way of a reply while an office is full: 500 open cases, 50 colleagues with their pages open?

The way: a colleague's form is sent, the candidate's open page shows the words. Beside it the other way: the candidate's words are
sent, the colleague's page is told. The server is a process of its own, and every colleague's event stream is open, half of them on
the queue, half on a case. Baseline, in the same run: the same replies while nobody's page but the two is open.
"""

import asyncio
import itertools
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from app.build import build
from app.console import staffing_of
from app.settings import Settings
from benchmarks.rooms import PACK
from core.model.application import Status
from core.model.staff import Role
from core.model.tickets import Agent, Cause, Scope
from core.packs import read_pack
from core.rules.staffing import LONGEST
from core.services.made_up import Rehearsal
from core.services.tickets import Opened
from core.store.migrate import migrate
from core.store.queries import chats, staff_sessions
from core.store.vault import new_token, token_hash
from gateways.sandbox.clock import MovableClock
from web.console.browsers import SESSION_COOKIE, csrf_of

NOW = datetime(2020, 11, 16, 2, 0, tzinfo=UTC)
BROWSER = "bench"
CASES, AGENTS = 500, 50
_TALKING = 20
_REPLIES = 10
_PAUSE_SECONDS = 0.05
_PATIENCE_SECONDS = 60.0
_ARRIVES_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Talk:
    """One case with its candidate's token, and the colleague who has it."""

    case: int
    candidate: str
    colleague: str


async def measure(database: str | None = None, *, cases: int = CASES, agents: int = AGENTS) -> dict[str, Any]:
    """Milliseconds of both ways with the office full, and of a reply's way with nobody else there.

    ``processor_ms_an_exchange`` is what the server needs for one reply and one way back, all open streams included.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'tickets.db'}"
        talks, tokens = await _fill(url, cases, agents)
        async with _server(url, folder) as (address, pid):
            alone, _ = await _talked(address, talks[:_TALKING], ())
            spent = _processor_seconds(pid)
            full, back = await _talked(address, talks[:_TALKING], tokens)
            spent = _processor_seconds(pid) - spent
    return {
        "database": url.partition(":")[0],
        "cases": cases,
        "agents": agents,
        "replies": len(full),
        "reply_ms_p50": _at(full, 50),
        "reply_ms_p99": _at(full, 99),
        "back_ms_p50": _at(back, 50),
        "back_ms_p99": _at(back, 99),
        "alone_ms_p50": _at(alone, 50),
        "alone_ms_p99": _at(alone, 99),
        "processor_ms_an_exchange": round(spent / len(full) * 1000, 1),
        "ratio": round(statistics.median(alone) / statistics.median(full), 2),
    }


async def _fill(url: str, cases: int, agents: int) -> tuple[list[Talk], list[str]]:
    """An office at work: every case open, and a log-in for each colleague."""
    await asyncio.to_thread(migrate, url)
    house = build(Settings(database_url=url, secret_key="s" * 40, sandbox=True), clock=MovableClock(NOW, running=False))
    try:
        report = await house.exams.load(read_pack(PACK))
        maker = Rehearsal(house.store, house.clock, house.vault, house.exams, house.web_chats, house.services.payments, b"photo")
        people = await maker.make(cases, Status.STASHED, report.exam_id or "")
        staff = staffing_of(house)
        for number in range(agents):
            await staff.keeping.add(f"agent {number}", {Role.AGENT}, one_time=False, actor="bench")
        accounts = await staff.keeping.all()
        tokens = [new_token() for _ in accounts]
        for account, token in zip(accounts, tokens, strict=True):
            session = {"token_hash": token_hash(token), "staff_id": account.id, "epoch": 0, "browser": token_hash(BROWSER)}
            times = {"way": "password", "begun_at": NOW, "seen_at": NOW, "ends_at": NOW + LONGEST}
            await house.store.write(lambda tx, values=session | times: staff_sessions.add_session(tx, **values))  # type: ignore[misc]
        talks = []
        for person, (account, token) in zip(people, itertools.cycle(zip(accounts, tokens, strict=True)), strict=False):
            chat = await house.store.read(lambda tx, number=person.chat_id: chats.find_chat(tx, "web", number))  # type: ignore[misc]
            assert chat is not None
            opened = await house.services.tickets.candidates.ask(chat.id, Scope.TECHNICAL, Cause.ASKED, "The form won't save.")
            assert isinstance(opened, Opened)
            await house.services.tickets.staff.claim(opened.standing.ticket.id, Agent(account.id, account.name))
            talks.append(Talk(opened.standing.ticket.id, person.token, token))
        await house.push.drain()
        return talks, tokens
    finally:
        await house.close()


@asynccontextmanager
async def _server(url: str, folder: str) -> AsyncIterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = {"DATABASE_URL": url, "EXAMS": str(PACK), "SECRET_KEY": "s" * 40, "SANDBOX": "1", "PUBLIC_URL": address}
    environment = {**os.environ, **{f"KAOBAN_{name}": value for name, value in settings.items()}, "KAOBAN_SANDBOX_STATE": folder}
    command = [str(Path(sys.executable).with_name("kaoban")), "serve", "--port", str(port)]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=quiet, stderr=quiet)
    try:
        async with httpx.AsyncClient(base_url=address) as client:
            await _until_ready(client)
            await client.post("/demo/clock", json={"now": NOW.isoformat()})
        yield address, process.pid
    finally:
        process.terminate()
        await process.wait()


async def _until_ready(client: httpx.AsyncClient) -> None:
    deadline = time.perf_counter() + _PATIENCE_SECONDS
    while time.perf_counter() < deadline:
        try:
            if (await client.get("/readyz")).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.05)
    raise TimeoutError("serve never became ready")


async def _talked(address: str, talks: Sequence[Talk], tokens: Sequence[str]) -> tuple[list[float], list[float]]:
    """Talk in turns, with a stream open for each of ``tokens``; seconds of each reply's way, and of each way back."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=None, limits=limits, headers={"User-Agent": BROWSER}) as client:
        opened = [talks[place % len(talks)].case if place % 2 else None for place in range(len(tokens))]
        pages = [asyncio.create_task(_page(client, token, case)) for token, case in zip(tokens, opened, strict=True)]
        lines = [_Line(client, talk) for talk in talks]
        there, back = [], []
        try:
            await asyncio.gather(*(line.open() for line in lines))
            for number, line in itertools.product(range(_REPLIES), lines):
                round_ = f"{len(tokens)} {number} {line.talk.case}."
                there.append(await line.reply(f"answer {round_}"))
                back.append(await line.say(f"question {round_}"))
                await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            tasks = [*pages, *(task for line in lines for task in line.tasks)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return there, back


async def _page(client: httpx.AsyncClient, token: str, case: int | None) -> None:
    where = {"case": str(case)} if case is not None else {}
    async with client.stream("GET", "/console/events", params=where, headers=_cookie(token)) as stream:
        async for _ in stream.aiter_lines():
            pass


class _Line:
    """A candidate and a colleague, both with their pages open."""

    def __init__(self, client: httpx.AsyncClient, talk: Talk) -> None:
        self.talk = talk
        self._client = client
        self._shown: dict[str, asyncio.Event] = {}
        self._changed = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Open both pages."""
        ready = [asyncio.Event(), asyncio.Event()]
        self.tasks = [asyncio.create_task(self._listen(ready[0])), asyncio.create_task(self._watch(ready[1]))]
        await asyncio.gather(*(event.wait() for event in ready))

    async def reply(self, text: str) -> float:
        """Seconds until the candidate's page shows the colleague's words."""
        arrived = self._shown[text] = asyncio.Event()
        form = {"csrf": csrf_of(self.talk.colleague), "text": text, "once": text.replace(" ", "-")}
        began = time.perf_counter()
        path = f"/console/cases/{self.talk.case}/reply"
        sending = asyncio.create_task(self._client.post(path, data=form, headers=_cookie(self.talk.colleague)))
        await asyncio.wait_for(arrived.wait(), _ARRIVES_SECONDS)
        took = time.perf_counter() - began
        assert (await sending).status_code == httpx.codes.SEE_OTHER
        return took

    async def say(self, text: str) -> float:
        """Seconds until the colleague's page is told of the candidate's words."""
        await asyncio.sleep(_PAUSE_SECONDS)
        self._changed.clear()
        began = time.perf_counter()
        bearer = {"Authorization": f"Bearer {self.talk.candidate}"}
        sending = asyncio.create_task(self._client.post("/chat/updates", json={"text": text}, headers=bearer))
        await asyncio.wait_for(self._changed.wait(), _ARRIVES_SECONDS)
        took = time.perf_counter() - began
        await sending
        return took

    async def _listen(self, ready: asyncio.Event) -> None:
        bearer = {"Authorization": f"Bearer {self.talk.candidate}"}
        async with self._client.stream("GET", "/chat/events", headers=bearer) as stream:
            ready.set()
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    body = json.loads(line.removeprefix("data: "))
                    for text, event in self._shown.items():
                        if text in str(body.get("text", "")):
                            event.set()

    async def _watch(self, ready: asyncio.Event) -> None:
        where = {"case": str(self.talk.case)}
        async with self._client.stream("GET", "/console/events", params=where, headers=_cookie(self.talk.colleague)) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("event: changed"):
                    ready.set()
                    self._changed.set()


def _processor_seconds(pid: int) -> float:
    """What the server has used of the processor: unlike the clock it doesn't depend on what else the machine does."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"{SESSION_COOKIE}={token}", "Sec-Fetch-Site": "same-origin"}


def _at(seconds: Sequence[float], percent: int) -> float:
    return round(statistics.quantiles(seconds, n=100)[percent - 1] * 1000, 1)
