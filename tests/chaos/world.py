"""What is at stake: candidates in Telegram, letters to them, payments, people who talk; and what must be true in the end."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import sqlalchemy as sa

from app.build import build
from app.settings import Settings
from core.model.application import Status
from core.packs import read_pack
from core.services.made_up import Rehearsal
from core.store.engine import Store, StoreUnavailable, Tx
from core.store.queries import chats, outbox
from core.store.queries.outbox import BULK, PERSON, Terms
from core.store.tables.applications import application
from core.store.tables.chats import telegram_update
from core.store.tables.outbox import letter_try
from core.store.tables.outbox import outbox as letters
from gateways.sandbox.clock import MovableClock
from tests.chaos.nodes import Nodes
from tests.support.bot_api import BotApi
from tests.support.facts import exam
from tests.support.packs import BUNDLED
from tests.support.standard_webhooks import paid, signed

STATUSES = (Status.STASHED, Status.CONFIRMED, Status.PAID)
FIRST_CHAT = 9000
FIRST_STRANGER = 8000
_CODE = re.compile(r"\bL\d{6}\b")


async def settle_in(settings: Settings, at: datetime, each: int) -> list[int]:
    """Load the pack and make ``each`` candidates of every status, each with a chat in Telegram; the numbers of their accounts."""
    clock = MovableClock(at - timedelta(hours=1), running=False)
    house = build(settings, clock=clock)
    try:
        await house.exams.load(read_pack(BUNDLED))
        maker = Rehearsal(house.store, clock, house.vault, house.exams, house.web_chats, house.services.payments, b"photo")
        people = [one for status in STATUSES for one in await maker.make(each, status, exam().id)]
        clock.set(at)
        for number, person in enumerate(people):
            met = await house.services.chats.meet("telegram", FIRST_CHAT + number, "en")
            await house.store.write(lambda tx, chat=met.chat, person=person: chats.bind(tx, chat.id, person.account_id, at))
        await house.store.write(lambda tx: tx.execute(letters.delete()))
    finally:
        await house.close()
    return [person.account_id for person in people]


@dataclass
class World:
    """Everything that goes on while processes die."""

    store: Store
    api: BotApi
    nodes: Nodes
    chance: random.Random
    now: Callable[[], datetime]
    accounts: list[int]
    written: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    acknowledged: Counter[str] = field(default_factory=Counter)

    async def write_letters(self, per_second: float) -> None:
        """Letters for ever, most of them in the lane of many; written again until the database has taken them."""
        while True:
            code = f"L{len(self.written):06d}"
            await self._patiently(self._letter(code, self.chance.choice(self.accounts)))
            self.written.append(code)
            await asyncio.sleep(1 / per_second)

    def _letter(self, code: str, account_id: int) -> Callable[[Tx], bool]:
        now, terms = self.now(), Terms(lane=self.chance.choice((BULK, BULK, BULK, PERSON)), cascade=True)
        about = {"code": code, "columns": "x"}

        def work(tx: Tx) -> bool:
            return outbox.tell(
                tx, dedupe_key=code, kind="position_changed", now=now, account_id=account_id, about=about, terms=terms
            )

        return work

    async def _patiently(self, work: Callable[[Tx], Any]) -> Any:
        while True:
            try:
                return await self.store.write(work)
            except StoreUnavailable:
                await asyncio.sleep(0.3)

    async def pay(self, per_second: float) -> None:
        """Payments for ever: an order, then the provider's word about it, several times, until somebody has taken it."""
        async with httpx.AsyncClient(timeout=10) as client, asyncio.TaskGroup() as notifying:
            while True:
                number = f"CHAOS{len(self.orders):05d}"
                wish = {"provider": "sandbox", "out_trade_no": number, "amount": 10000}
                if await self._post(client, "/demo/payments/attempts", json=wish):
                    self.orders.append(number)
                    notifying.create_task(self._notify(client, number))
                await asyncio.sleep(1 / per_second)

    async def _notify(self, client: httpx.AsyncClient, number: str) -> None:
        while self.acknowledged[number] < 3:
            now = self.now()
            body = paid(number, now, transaction_id=f"T{number}")
            headers = signed(body, now, message_id=f"msg_{number}")
            if await self._post(client, "/webhooks/payments/sandbox", content=body, headers=headers):
                self.acknowledged[number] += 1
            await asyncio.sleep(self.chance.uniform(0.1, 1.0))

    async def _post(self, client: httpx.AsyncClient, path: str, **what: Any) -> bool:
        try:
            answer = await client.post(self.nodes.any_url(self.chance) + path, **what)
        except httpx.TransportError:
            return False
        return answer.is_success

    async def talk(self, strangers: int) -> None:
        """People without an account, who press whatever they see."""
        await asyncio.gather(*(self._talk(FIRST_STRANGER + number) for number in range(strangers)))

    async def _talk(self, chat: int) -> None:
        while True:
            buttons = [
                (body["message_id"], button["callback_data"])
                for body in self.api.screen(chat)
                for row in body.get("reply_markup", {}).get("inline_keyboard", [])
                for button in row
                if "callback_data" in button
            ]
            if buttons and self.chance.random() < 0.8:
                await self.api.press(chat, *self.chance.choice(buttons))
            else:
                await self.api.text(chat, "/start")
            await asyncio.sleep(self.chance.uniform(0.5, 2.0))

    async def greet(self, seconds: float) -> None:
        """Whoever speaks now is answered, and every update that ever came was handled."""
        for number in range(4):
            chat = FIRST_STRANGER + number
            before = self.api.person(chat).last_message_id
            await self.api.text(chat, "/start")
            async with asyncio.timeout(seconds):
                while not any(body["message_id"] > before and body["from"]["is_bot"] for body in self.api.screen(chat)):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
        waiting = sa.select(sa.func.count()).select_from(telegram_update).where(telegram_update.c.lease_until.is_not(None))
        async with asyncio.timeout(seconds):
            while await self._patiently(lambda tx: tx.execute(waiting).scalar_one()):  # noqa: ASYNC110
                await asyncio.sleep(0.3)

    async def facts(self) -> dict[int, tuple[Any, ...]]:
        """What the candidates' applications hold."""
        query = sa.select(application).where(application.c.account_id.in_(self.accounts))
        rows = await self._patiently(lambda tx: tx.execute(query).all())
        return {row.id: tuple(row) for row in rows}

    async def undone(self) -> int:
        """Letters that still wait."""
        query = sa.select(sa.func.count()).select_from(letters).where(letters.c.done_at.is_(None))
        count: int = await self._patiently(lambda tx: tx.execute(query).scalar_one())
        return count

    async def waiting(self) -> list[tuple[Any, ...]]:
        """Some of the letters that wait, with how they stand, and the time."""
        columns = (letters.c.dedupe_key, letters.c.lane, letters.c.tries, letters.c.due_at, letters.c.lease_until)
        query = sa.select(*columns).where(letters.c.done_at.is_(None)).order_by(letters.c.id).limit(12)
        rows = await self._patiently(lambda tx: tx.execute(query).all())
        return [(self.now(), *row, len(await self.tries(row[0]))) for row in rows]

    def heard(self) -> Counter[str]:
        """How often each letter has arrived."""
        texts = (method.text for name, method in self.api.calls if name == "sendMessage")
        return Counter(code for text in texts for code in _CODE.findall(text))

    async def judge(self) -> dict[str, Any]:
        """The figures of the whole run; fails where a letter was lost or told twice without the books saying so."""
        tries = await self._patiently(lambda tx: tx.execute(self._tries()).all())
        outcomes = await self._patiently(lambda tx: dict(tx.execute(sa.select(letters.c.dedupe_key, letters.c.outcome)).all()))
        heard, unknown = self.heard(), {row.dedupe_key: row.unknown for row in tries}
        elsewhere = {row.dedupe_key for row in tries if row.elsewhere}  # by page or by phone, when Telegram didn't answer for long
        lost = [code for code in self.written if not heard[code] and code not in elsewhere]
        twice = [code for code in self.written if heard[code] > 1 + unknown.get(code, 0)]
        unsent = [code for code in self.written if outcomes.get(code) not in ("sent", "unknown")]
        assert not lost, f"lost: {[(code, outcomes.get(code), await self.tries(code)) for code in lost[:5]]}"
        assert not twice, f"twice without the books saying so: {[(code, await self.tries(code)) for code in twice[:5]]}"
        assert not unsent, f"given up: {[(code, outcomes.get(code), await self.tries(code)) for code in unsent[:5]]}"
        doubled = sum(count > 1 for count in heard.values())
        return {"letters": len(self.written), "unknown": sum(unknown.values()), "doubled": doubled, "elsewhere": len(elsewhere)}

    async def tries(self, code: str) -> list[tuple[Any, ...]]:
        """The tries of one letter."""
        query = sa.select(letter_try).join(letters, letters.c.id == letter_try.c.letter_id).where(letters.c.dedupe_key == code)
        return [tuple(row) for row in await self._patiently(lambda tx: tx.execute(query.order_by(letter_try.c.id)).all())]

    def _tries(self) -> sa.Select[Any]:
        is_unknown = sa.case((letter_try.c.outcome == "unknown", 1), else_=0)
        is_elsewhere = sa.case((sa.and_(letter_try.c.outcome == "sent", letter_try.c.channel != "telegram"), 1), else_=0)
        return (
            sa.select(
                letters.c.dedupe_key,
                sa.func.sum(is_unknown).label("unknown"),
                sa.func.sum(is_elsewhere).label("elsewhere"),
            )
            .join(letter_try, letter_try.c.letter_id == letters.c.id)
            .group_by(letters.c.dedupe_key)
        )

    async def judge_payments(self) -> None:
        """Each order that the provider's word was taken for is paid, with one charge."""
        async with httpx.AsyncClient(base_url=self.nodes[0].url, timeout=30) as client:
            for number in [one for one in self.orders if self.acknowledged[one]]:
                account = (await client.get(f"/demo/payments/{number}")).json()
                assert [charge["disposition"] for charge in account["captures"]] == ["accepted"], (number, account)
                assert account["application"] == "paid", (number, account)
