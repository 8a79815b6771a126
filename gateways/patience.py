"""How long we bear with a service that doesn't answer: a few more tries with growing, uneven pauses, then a rest for both sides.

One question keeps its idempotency key over all tries, so that the other side does once what it was asked for once. After several
questions in a row without an answer the circuit opens: for a while everybody hears at once that the service is out of reach,
instead of waiting; then one question tries whether it is back.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import structlog
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_random_exponential

from core.errors import Rejected, Unreachable
from core.ports import BankAnswer, BankCheck, BankQuestion, FaceCheck, FaceNews, Sms
from gateways.signing import Pointless

Result = TypeVar("Result")
log = structlog.get_logger("gateways")


@dataclass(frozen=True, slots=True)
class Measure:
    """How patient we are.

    :param tries: how often one question is sent at most.
    :param seconds: after so long no further try begins.
    :param pause: the longest first pause in seconds; each may be twice as long as the one before, up to ``longest_pause``.
    :param failures: so many questions in a row without an answer open the circuit.
    :param rest: seconds that it stays open.
    """

    tries: int = 3
    seconds: float = 12.0
    pause: float = 0.25
    longest_pause: float = 2.0
    failures: int = 5
    rest: float = 30.0


USUAL = Measure()


class Patience:
    """The patience with one service, by its ``name`` in the log."""

    def __init__(self, name: str, measure: Measure = USUAL) -> None:
        self._name = name
        self._measure = measure
        self._circuits = AsyncCircuitBreakerFactory(
            default_threshold=measure.failures, default_ttl=measure.rest, exclude=[Rejected, Pointless]
        )

    async def ask(self, question: Callable[[], Awaitable[Result]]) -> Result:
        """The answer to ``question``, asked as often as is sensible. Raises ``Unreachable``, or ``Rejected`` at once."""
        try:
            async with await self._circuits.get_breaker(self._name):
                return await self._insist(question)
        except OpenedState as error:
            raise Unreachable(f"{self._name} is given a rest") from error

    async def _insist(self, question: Callable[[], Awaitable[Result]]) -> Result:
        measure = self._measure
        trying = AsyncRetrying(
            stop=stop_after_attempt(measure.tries) | stop_after_delay(measure.seconds),
            wait=wait_random_exponential(multiplier=measure.pause, max=measure.longest_pause),
            retry=retry_if_exception(lambda error: isinstance(error, Unreachable) and not isinstance(error, Pointless)),
            before_sleep=lambda state: log.info("asked once more", service=self._name, tries=state.attempt_number),
            reraise=True,
        )
        async for attempt in trying:
            with attempt:
                return await question()
        raise AssertionError  # the last try either answers or raises


class PatientBank:
    """A ``BankCheck`` that is asked with patience."""

    def __init__(self, bank: BankCheck, patience: Patience) -> None:
        self._bank = bank
        self._patience = patience

    async def check(self, question: BankQuestion, *, idempotency_key: str) -> BankAnswer:
        """Ask the bank once per ``idempotency_key``, however often it is sent. Raises ``Unreachable``."""
        return await self._patience.ask(lambda: self._bank.check(question, idempotency_key=idempotency_key))


class PatientSms:
    """An ``Sms`` that is asked with patience."""

    def __init__(self, sms: Sms, patience: Patience) -> None:
        self._sms = sms
        self._patience = patience

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        """Hand one message to the carrier. Raises ``Unreachable`` or ``Rejected``."""
        await self._patience.ask(lambda: self._sms.send(phone, text, idempotency_key=idempotency_key))


class PatientFace:
    """A ``FaceCheck`` that is asked with patience."""

    def __init__(self, face: FaceCheck, patience: Patience) -> None:
        self.name = face.name
        self._face = face
        self._patience = patience

    async def begin(self, request_id: str, name: str, document_number: str, return_url: str) -> str:
        """Open a check and return the address to visit. Raises ``Unreachable`` or ``Rejected``."""
        return await self._patience.ask(lambda: self._face.begin(request_id, name, document_number, return_url))

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> FaceNews:
        """Verify the raw bytes and read them. Raises ``Forbidden`` or ``Rejected``."""
        return self._face.parse_notification(headers, body)
