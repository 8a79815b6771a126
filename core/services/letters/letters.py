"""The way of a letter in the books: who is told next is decided by ``core.rules.telling``; here it is looked up and kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from core.model.account import Chat
from core.model.letters import LetterOutcome, Reach, Try, TryOutcome
from core.ports import Clock, Sms
from core.rules import telling
from core.rules.telling import End, Errand, Patience, Step, Wait
from core.services.letters.ledger import EndedTry, Ledger, Note
from core.store.engine import Store, Tx
from core.store.queries import accounts, outbox_claims
from core.store.queries.outbox import Letter
from core.store.queries.outbox_claims import BegunTry, Mark
from core.store.queries.outbox_reading import reaches_of, wants
from core.store.vault import Vault

LEASE = timedelta(minutes=4)
_A_DAY = timedelta(days=1)


class ShortWords(Protocol):
    """Writes the short message that stands in for a letter."""

    def letter(self, locale: str, url: str) -> str:
        """What a phone is told of a letter that no chat took."""


@dataclass(frozen=True, slots=True)
class Spending:
    """How many short messages letters may cost in 24 hours, for all exams together; 0 sends none."""

    sms_a_day: int = 500


@dataclass(slots=True)
class Parcel:
    """A claimed letter with its recipient's chats and what was tried before."""

    letter: Letter
    chats: dict[int, Chat]
    reaches: list[Reach]
    tries: list[Try] = field(default_factory=list)

    def errand(self, patience: Patience, *, may_phone: bool) -> Errand:
        """What its next step depends on."""
        has_phone = self.letter.account_id is not None and wants(self.letter, telling.PHONE)
        return Errand(self.letter.cascade, self.reaches, self.tries, may_phone and has_phone, patience)


class Letters:
    """Claims letters and keeps what becomes of them.

    :param channels: names of the channels that this house can speak on; chats elsewhere don't count.
    :param pages: those of them that are pages somebody has to open.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        vault: Vault,
        sms: Sms,
        words: ShortWords,
        *,
        channels: Collection[str],
        pages: Collection[str],
        public_url: str,
        patience: Patience | None = None,
        spending: Spending | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._sms = sms
        self._words = words
        self._channels = channels
        self._pages = pages
        self._public_url = public_url
        self._patience = patience or Patience()
        self._spending = spending or Spending()
        self._ledger = Ledger(store, clock)

    async def claim(self, lane: str, limit: int) -> list[Parcel]:
        """Take up to ``limit`` due letters of the lane; what came too late to be useful ends here. Raises ``StoreUnavailable``."""
        now = self._clock.now()
        return await self._store.write(lambda tx: self._claim(tx, lane, limit, now))

    def _claim(self, tx: Tx, lane: str, limit: int, now: datetime) -> list[Parcel]:
        while letters := outbox_claims.claim(tx, now=now, lease=LEASE, limit=limit, lane=lane):
            late = [one for one in letters if one.useful_until is not None and one.useful_until <= now]
            again = [one.id for one in letters if one.tries > 1]
            if again:
                outbox_claims.cut_off(tx, again)
            outbox_claims.mark(tx, [Mark(one, LetterOutcome.TOO_LATE) for one in late], now=now)
            if useful := [one for one in letters if one not in late]:
                return self._parcels(tx, useful, again)
        return []

    def _parcels(self, tx: Tx, letters: Sequence[Letter], again: Sequence[int]) -> list[Parcel]:
        tries = outbox_claims.tries_of(tx, again) if again else {}
        found = reaches_of(tx, letters, self._channels, self._pages)
        return [
            Parcel(one, {chat.id: chat for chat, _ in found[one.id]}, [reach for _, reach in found[one.id]], tries.get(one.id, []))
            for one in letters
        ]

    def next_step(self, parcel: Parcel, *, may_phone: bool = True) -> Step:
        """Where this letter is told next."""
        return telling.next_step(parcel.errand(self._patience, may_phone=may_phone), self._clock.now())

    async def may_phone(self) -> bool:
        """Whether another short message may be spent on a letter."""
        if not self._spending.sms_a_day:
            return False
        since = self._clock.now() - _A_DAY
        spent = await self._store.read(lambda tx: outbox_claims.sms_tries_since(tx, since))
        return spent < self._spending.sms_a_day

    async def begin(self, parcel: Parcel, channel: str, chat_id: int | None) -> BegunTry:
        """Write down that the letter is about to be sent there. Raises ``StoreUnavailable``, ``Overtaken``."""
        now = self._clock.now()
        begun = BegunTry(parcel.letter.id, channel, chat_id, now, parcel.letter.tries)
        await self._ledger.write(Note(begun=begun))
        return begun

    async def end_try(
        self, parcel: Parcel, begun: BegunTry, outcome: TryOutcome, detail: str | None, *, pause: float | None
    ) -> Step:
        """Write down what came of a try, and in the same transaction what follows from it; that comes back.

        :param pause: how many seconds the channel wants to be left alone, where it said so.
        """
        parcel.tries.append(Try(begun.channel, begun.chat_id, begun.at, outcome, detail))
        step = self.next_step(parcel) if pause is None else Wait(self._clock.now() + timedelta(seconds=pause))
        await self._ledger.write(Note(EndedTry(begun, outcome, detail), mark=_mark(parcel.letter, step)))
        return step

    async def settle(self, parcel: Parcel, step: Step) -> None:
        """Finish or postpone a letter without another try. Raises ``StoreUnavailable``."""
        mark = _mark(parcel.letter, step)
        if mark is not None:
            await self._ledger.write(Note(mark=mark))

    async def phone(self, parcel: Parcel) -> None:
        """Tell the account's phone. The same letter is one message to the carrier. Raises ``Unreachable``, ``Rejected``."""
        account_id = parcel.letter.account_id
        assert account_id is not None
        number = await self._store.read(lambda tx: accounts.get_account(tx, self._vault, account_id).phone)
        locale = next((chat.locale for chat in parcel.chats.values()), "")
        await self._sms.send(number, self._words.letter(locale, self._public_url), idempotency_key=f"letter:{parcel.letter.id}")

    async def waiting(self) -> dict[str, int]:
        """How many letters are due, by lane."""
        now = self._clock.now()
        return await self._store.read(lambda tx: outbox_claims.waiting(tx, now))


def _mark(letter: Letter, step: Step) -> Mark | None:
    match step:
        case End(outcome):
            return Mark(letter, outcome=outcome.value)
        case Wait(until):
            return Mark(letter, until=until)
        case _:
            return None
