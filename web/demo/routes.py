"""The demo panel and its side of the sandbox world: telephones, the clock, the bank. Mounted only while the sandbox is on."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from core.model.exam import Exam
from core.store.engine import Store
from web.chat.bodies import read_json
from web.chat.problems import ChatRoute
from web.demo.requests import bank_wish, clock_wish, instant
from web.demo.world import BankDesk, DemoClock, LoadedExams, SmsInbox
from web.page import locale_of, render

_SMS_SHOWN = 50
_NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def routes(store: Store, exams: LoadedExams, clock: DemoClock, sms: SmsInbox, bank: BankDesk) -> APIRouter:
    """``/demo``, ``/demo/sms``, ``/demo/clock`` and ``/demo/bank``."""
    router = APIRouter(route_class=ChatRoute)
    router.include_router(_panel())
    router.include_router(_clock(store, exams, clock))
    router.include_router(_telephones(sms))
    router.include_router(_bank(bank))
    return router


def _panel() -> APIRouter:
    router = APIRouter(prefix="/demo", route_class=ChatRoute)

    @router.get("", response_class=HTMLResponse)
    async def panel(request: Request) -> HTMLResponse:
        return render(request, "demo/panel.html", locale_of(request))

    return router


def _clock(store: Store, exams: LoadedExams, clock: DemoClock) -> APIRouter:
    router = APIRouter(prefix="/demo", route_class=ChatRoute)

    @router.get("/clock")
    async def read_clock(request: Request) -> Response:
        return _answer(_clock_face(clock, await store.read(exams.current), locale_of(request)))

    @router.post("/clock")
    async def move_clock(request: Request) -> Response:
        wish = clock_wish(await read_json(request))
        loaded = await store.read(exams.current)
        if wish.now is not None:
            clock.set(instant(wish.now, _zone(loaded)))
        if wish.run is not None:
            clock.run() if wish.run else clock.stop()
        return _answer(_clock_face(clock, loaded, locale_of(request)))

    return router


def _telephones(sms: SmsInbox) -> APIRouter:
    router = APIRouter(prefix="/demo", route_class=ChatRoute)

    @router.get("/sms")
    async def inbox() -> Response:
        messages = sms.latest(_SMS_SHOWN)
        return _answer([{"phone": one.phone, "text": one.text, "at": one.at.isoformat()} for one in messages])

    return router


def _bank(bank: BankDesk) -> APIRouter:
    router = APIRouter(prefix="/demo", route_class=ChatRoute)

    @router.get("/bank")
    async def read_rules() -> Response:
        return _answer(_rules(bank))

    @router.post("/bank")
    async def tell_bank(request: Request) -> Response:
        wish = bank_wish(await read_json(request))
        if wish.forget:
            bank.forget()
        if wish.answer is not None:
            bank.answer_with(wish.answer, name=wish.name, card=wish.card, times=wish.times)
        return _answer(_rules(bank))

    return router


def _clock_face(clock: DemoClock, exams: Sequence[Exam], locale: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "now": now.isoformat(),
        "local": now.astimezone(_zone(exams)).isoformat(timespec="seconds"),
        "epoch": now.timestamp(),
        "running": clock.is_running,
        "moments": [
            {"exam": exam.title.in_(locale), "id": moment.id, "name": moment.name.in_(locale), "at": _local(moment.at, exam)}
            for exam in exams
            for moment in exam.moments
        ],
    }


def _rules(bank: BankDesk) -> list[dict[str, Any]]:
    return [{"answer": rule.answer, "name": rule.name, "card": _last_four(rule.card), "times": rule.times} for rule in bank.rules()]


def _last_four(card: str | None) -> str | None:
    return None if card is None else f"…{card[-4:]}"


def _zone(exams: Sequence[Exam]) -> tzinfo:
    return exams[0].tz if exams else UTC


def _local(at: datetime, exam: Exam) -> str:
    return at.astimezone(exam.tz).isoformat(timespec="seconds")


def _answer(value: object) -> Response:
    return JSONResponse(value, headers=_NOT_KEPT)
