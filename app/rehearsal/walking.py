"""One act of one candidate, through the very services that the dialogs call."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.build import House
from app.rehearsal.outside import SCHEME, RehearsedProvider
from app.rehearsal.people import ACTS, Act, Person
from core.model.application import Degree, Education, Level
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.ports import WayToPay
from core.store.queries import applications

_STUDY = Education(
    level=Level.BACHELOR,
    school="Sample University",
    major="Sample Studies",
    degree=Degree.BACHELOR,
    outside_mainland=False,
    full_time=True,
    began_on=date(2014, 9, 1),
    ended_on=date(2018, 6, 1),
)
_FIELDS = {"political_status": "none", "household": "Sample", "address": "Sample street 1"}
_TOO_LATE = frozenset(
    {Reason.REGISTRATION_CLOSED, Reason.ABANDONED_UNCONFIRMED, Reason.PAYMENT_OVER, Reason.PAYMENT_ENDING, Reason.ABANDONED_UNPAID}
)


@dataclass(frozen=True, slots=True)
class Done:
    """The product said yes at that instant."""

    at: datetime


class Walker:
    """Lets people act.

    :param photo: a picture for everybody; looking at faces is no part of a rehearsal.
    """

    def __init__(self, house: House, exam: Exam, provider: RehearsedProvider, codes: list[str], photo: bytes) -> None:
        self._house = house
        self._exam = exam
        self._provider = provider
        self._codes = codes
        self._photo = photo

    async def act(self, person: Person, act: Act) -> Done | Refused:
        """Do it; whoever presses twice does it twice at once, and both must end alike."""
        ways = (self._agree, self._fill_in, self._stash, self._confirm, self._pay)
        answer = await dict(zip(ACTS, ways, strict=True))[act](person)
        return answer if isinstance(answer, Refused) else Done(self._house.clock.now())

    async def _agree(self, person: Person) -> Any:
        services = self._house.services
        await services.entering.choose_exam(person.chat_id, self._exam.id)
        read = {text.id: text.version for text in self._exam.agreements}
        return await self._pressed(person, lambda: services.entering.agree(person.chat_id, read))

    async def _fill_in(self, person: Person) -> Any:
        filling = self._house.services.filling
        answer: Any = await filling.put_education(person.chat_id, None, _STUDY)
        for name, value in _FIELDS.items():
            if not isinstance(answer, Refused):
                answer = await filling.put_field(person.chat_id, name, value)
        if not isinstance(answer, Refused) and self._exam.photo is not None:
            answer = await filling.accept_photo(person.chat_id, await self._photographed(person))
        return answer if isinstance(answer, Refused) else await self._pressed(person, lambda: filling.save(person.chat_id))

    async def _photographed(self, person: Person) -> str:
        photo_id, photo, now = secrets.token_urlsafe(24), self._exam.photo, self._house.clock.now()
        assert photo is not None
        size = (photo.width_px, photo.height_px)
        await self._house.store.write(lambda tx: applications.add_photo(tx, photo_id, person.account_id, self._photo, size, now))
        return photo_id

    async def _stash(self, person: Person) -> Any:
        code = self._codes[person.number % len(self._codes)]
        return await self._pressed(person, lambda: self._house.services.choosing.stash(person.chat_id, code))

    async def _confirm(self, person: Person) -> Any:
        choosing = self._house.services.choosing
        read = await choosing.read_back(person.chat_id)
        if isinstance(read, Refused):
            return read
        return await self._pressed(person, lambda: choosing.confirm(person.chat_id, read.nonce))

    async def _pay(self, person: Person) -> Any:
        payments = self._house.services.payments
        cashier = await payments.open_cashier(person.account_id, self._exam.id)
        if isinstance(cashier, Refused):
            return cashier
        token = cashier.path.rpartition("/")[2]
        way = await self._pressed(person, lambda: payments.order(token, self._provider.name, flow="page"))
        if not isinstance(way, WayToPay):
            return way
        told = self._provider.pay(way.address.removeprefix(SCHEME))
        if not person.notice_lost:
            await payments.receive(told, {}, b"{}")
        return told

    async def _pressed(self, person: Person, press: Any) -> Any:
        if not person.presses_twice:
            return await press()
        first, second = await asyncio.gather(press(), press())
        return second if isinstance(first, Refused) else first


def is_late(refused: Refused) -> bool:
    """Whether the product said no because the time was over."""
    return refused.reason in _TOO_LATE
