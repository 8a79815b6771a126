"""The house of a rehearsal, and its people: real accounts with sealed data, on the page or on Telegram."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from aiogram import Bot
from PIL import Image

from app.build import TELEGRAM, House, build
from app.rehearsal.outside import RehearsedProvider, RehearsedTelegram
from app.rehearsal.people import Person, crowd
from app.run import BadPack
from app.settings import Settings
from core.model.application import Status
from core.model.exam import Exam, WindowName
from core.packs import read_pack
from core.services.made_up import Rehearsal
from core.store.engine import Tx
from core.store.migrate import migrate
from core.store.queries import chats
from core.store.tables.chats import chat as chat_table
from gateways.sandbox.clock import MovableClock

_FAR = 7_000_000_000
_MANY = 1000.0
_TOKEN = "424242:rehearsal"  # noqa: S105 - of a bot that isn't there
_SECRET = "a rehearsal keeps nothing that has to be secret"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that a rehearsal plays on."""

    house: House
    clock: MovableClock
    exam: Exam
    provider: RehearsedProvider
    telegram: RehearsedTelegram
    photo: bytes


@asynccontextmanager
async def stage(url: str, pack: Path) -> AsyncIterator[Stage]:
    """The product on that empty database, with the outside world of a rehearsal. Raises ``BadPack``."""
    reading = read_pack(pack)
    exam = reading.exam
    opens = exam.window(WindowName.REGISTRATION).opens_at if exam else None
    if exam is None or opens is None:
        raise BadPack(f"{pack} has mistakes, or its registration has no opening; see: kaoban exam check {pack}")
    migrate(url)
    clock, telegram = MovableClock(opens, running=False), RehearsedTelegram()
    settings = Settings(
        database_url=url,
        secret_key=_SECRET,
        payments=("sandbox",),
        telegram_per_second=_MANY,
        telegram_chat_per_second=_MANY,
        sms_letters_a_day=0,
    )
    house = build(settings, clock=clock, telegram=Bot(_TOKEN, session=telegram))
    provider = RehearsedProvider(clock)
    cast("dict[str, Any]", house.outside.providers)["sandbox"] = provider
    try:
        await house.exams.load(reading)
        await house.dispatcher.emit_startup()
        yield Stage(house, clock, exam, provider, telegram, _photo(exam))
    finally:
        await house.close()


async def people_of(on: Stage, count: int, seed: int, tell: Callable[[int], None]) -> list[Person]:
    """Make the crowd; ``tell`` hears how many there are."""
    house, made = on.house, []
    maker = Rehearsal(house.store, on.clock, house.vault, house.exams, house.web_chats, house.services.payments, on.photo)
    crowded = list(crowd(on.exam, count, seed))
    for first in range(0, count, 100):
        group = crowded[first : first + 100]
        accounts = await maker.make(len(group), Status.NONE, on.exam.id)
        for person, one in zip(group, accounts, strict=True):
            person.account_id, person.native_id = one.account_id, one.chat_id
        await house.store.write(lambda tx, group=group: _settle(tx, on, group))  # type: ignore[misc]
        made += group
        tell(len(made))
    return made


def _settle(tx: Tx, on: Stage, group: list[Person]) -> None:
    """Whoever is on Telegram has a chat there instead of on the page; some block it from the beginning."""
    now = on.clock.now()
    for person in group:
        page = chats.find_chat(tx, "web", person.native_id)
        assert page is not None
        person.chat_id = page.id
        if person.on_telegram:
            person.chat_id, person.native_id = _on_telegram(tx, on, person, now), _FAR + person.number
            chats.bind(tx, page.id, None, None)
        if person.blocks:
            on.telegram.blocked.add(person.native_id)


def _on_telegram(tx: Tx, on: Stage, person: Person, now: datetime) -> int:
    made = chats.add_chat(tx, TELEGRAM, _FAR + person.number, "zh_CN", now)
    chats.bind(tx, made.id, person.account_id, now)
    chats.set_exam(tx, made.id, on.exam.id)
    tx.execute(chat_table.update().where(chat_table.c.id == made.id).values(heard_at=now))
    return made.id


def _photo(exam: Exam) -> bytes:
    if exam.photo is None:
        return b""
    buffer = BytesIO()
    Image.new("RGB", (exam.photo.width_px, exam.photo.height_px), (214, 219, 225)).save(buffer, "JPEG")
    return buffer.getvalue()
