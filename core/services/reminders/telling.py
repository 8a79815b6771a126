"""A reminder at the moment of sending: whether it is still to be told, what it says, and what its buttons do."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.money import Money
from core.model.reasons import Reason
from core.model.reminders import MOVED, REMINDER, Anchor, Reminder, Timing
from core.model.texts import Target, Text
from core.ports import Clock
from core.rules.reminders.conditions import CONDITIONS, Facts, Subject
from core.rules.reminders.due import acts_until, instant_of, reminder_of, still_due, timing_of, window_of
from core.rules.reminders.quiet import quiet_end
from core.rules.reminders.wishes import quiet_of
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import applications
from core.store.queries import reminder_facts as facts
from core.store.queries.chats import get_chat
from core.store.queries.outbox import BULK, Letter, Terms, tell

PAUSE = timedelta(hours=2)
_AGAIN = "#"
_NUMBER = "0123456789"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a reminder says: its words, and the values for their places.

    :ivar until: the end of what there is to do, and ``left`` the time till then.
    :ivar may_again: there is time enough to be reminded once more.
    :ivar moves: instead of ``text``: the instants that were moved, with the earlier one where there was one.
    """

    letter_id: int
    target: Target
    title: Text
    zone: tzinfo
    text: Text | None = None
    button: Text | None = None
    at: datetime | None = None
    until: datetime | None = None
    left: timedelta = timedelta(0)
    is_assumed: bool = False
    position: str = ""
    fee: Money | None = None
    desk: str = ""
    may_again: bool = False
    moves: tuple[tuple[Anchor, datetime | None, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """The candidate is reminded once more then."""

    at: datetime


class Telling:
    """Reads fresh facts whenever it is asked."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams

    async def still_due(self, letter: Letter) -> bool:
        """Whether the recipient still is in the letter's status, and it isn't too late. Raises ``StoreUnavailable``."""
        now = self._clock.now()
        return await self._store.glance(lambda tx: self._still_due(tx, letter, now))

    async def quiet_until(self, letter: Letter) -> datetime | None:
        """When the recipient's quiet hours end; ``None`` outside of them, and for what can't wait for it."""
        if letter.kind != REMINDER or letter.account_id is None or _is_again(letter):
            return None
        now, account_id = self._clock.now(), letter.account_id

        def work(tx: Tx) -> datetime | None:
            exam = self._exam(tx, letter)
            rule = _rule(exam, letter) if exam else None
            if exam is None or rule is None:
                return None
            ends = quiet_end(now, quiet_of(facts.wish_of(tx, account_id), exam.quiet), exam.tz)
            is_late = ends is not None and letter.useful_until is not None and ends >= letter.useful_until
            return None if is_late and rule.essential else ends

        return await self._store.glance(work)

    async def spoken(self, letter: Letter) -> Spoken | None:
        """What the letter says now; ``None`` where it isn't a reminder of an exam that there is."""
        now = self._clock.now()
        return await self._store.glance(lambda tx: self._spoken(tx, letter, now))

    async def target(self, chat_id: int, letter_id: int) -> Target | None:
        """Where the button of that reminder leads; ``None`` for somebody else's letter."""

        def work(tx: Tx) -> Target | None:
            letter = self._own(tx, chat_id, letter_id)
            spoken = self._spoken(tx, letter, self._clock.now()) if letter else None
            return spoken.target if spoken else None

        return await self._store.glance(work)

    async def again(self, chat_id: int, letter_id: int) -> Again | Refused | None:
        """Remind once more in two hours, were it pressed once or ten times; refused where the time to act is over by then.

        ``None`` for somebody else's letter.
        """
        now = self._clock.now()

        def work(tx: Tx) -> Again | Refused | None:
            letter = self._own(tx, chat_id, letter_id)
            exam = self._exam(tx, letter) if letter else None
            rule = _rule(exam, letter) if exam and letter else None
            timing = timing_of(rule, exam) if rule and exam else None
            if letter is None or exam is None or rule is None or timing is None or letter.window_at != timing.window_at:
                return None
            until = acts_until(rule, exam, timing)
            if now + PAUSE >= until:
                return Refused(Reason.REMINDER_LATE, at=until)
            return Again(_tell_again(tx, letter, now, until))

        return await self._store.write(work)

    def _exam(self, tx: Tx, letter: Letter) -> Exam | None:
        try:
            return self._exams.get(tx, letter.about.get("exam", ""))
        except NotFound:
            return None

    def _own(self, tx: Tx, chat_id: int, letter_id: int) -> Letter | None:
        letter, chat = facts.find_letter(tx, letter_id), get_chat(tx, chat_id)
        if letter is None or chat is None:
            return None
        is_own = letter.chat_id == chat.id if letter.account_id is None else letter.account_id == chat.account_id
        return letter if is_own else None

    def _still_due(self, tx: Tx, letter: Letter, now: datetime) -> bool:
        exam = self._exam(tx, letter)
        rule = _rule(exam, letter) if exam else None
        if exam is None or rule is None:
            return False
        known = _facts(tx, letter, exam, rule)
        return still_due(rule, exam, known, letter.window_at, now, again=_is_again(letter))

    def _spoken(self, tx: Tx, letter: Letter, now: datetime) -> Spoken | None:
        exam = self._exam(tx, letter)
        if exam is None:
            return None
        if letter.kind == MOVED:
            return Spoken(letter.id, Target.HOME, exam.title, exam.tz, moves=_moves(letter, exam))
        rule = _rule(exam, letter)
        timing = timing_of(rule, exam) if rule else None
        if rule is None or timing is None:
            return None
        found = applications.get_application(tx, letter.application_id) if letter.application_id else None
        return _said(letter, exam, rule, timing, (found.position_code if found else "") or "", now)


def _said(letter: Letter, exam: Exam, rule: Reminder, timing: Timing, position: str, now: datetime) -> Spoken:
    until = acts_until(rule, exam, timing)
    window = window_of(rule.anchor, exam)
    is_assumed = timing.assumed if rule.anchor is Anchor.EXAM_STARTS else window.assumed or window.closes_assumed
    return Spoken(
        letter_id=letter.id,
        target=rule.target,
        title=exam.title,
        zone=exam.tz,
        text=rule.text,
        button=rule.button,
        at=timing.window_at,
        until=until,
        left=max(until - now, timedelta(0)),
        is_assumed=is_assumed,
        position=position,
        fee=exam.fee,
        desk="、".join(desk.phone for desk in exam.desks if desk.phone),
        may_again=now + PAUSE < until,
    )


def _rule(exam: Exam, letter: Letter) -> Reminder | None:
    return reminder_of(exam, (letter.rule or "").partition(_AGAIN)[0])


def _is_again(letter: Letter) -> bool:
    return _AGAIN in (letter.rule or "")


def _facts(tx: Tx, letter: Letter, exam: Exam, rule: Reminder) -> Facts:
    if CONDITIONS[rule.condition].subject is Subject.CHAT:
        return Facts(is_refused=letter.chat_id is not None and facts.is_refused(tx, letter.chat_id))
    assert letter.account_id is not None
    found = applications.find_application(tx, letter.account_id, exam.id)
    return Facts(found, has_account=True, is_muted=facts.wish_of(tx, letter.account_id).muted)


def _tell_again(tx: Tx, letter: Letter, now: datetime, until: datetime) -> datetime:
    """One more letter of the same rule, numbered; of presses on the same reminder only the first makes one."""
    base, _, number = (letter.rule or "").partition(_AGAIN)
    count = int(number) + 1 if number and set(number) <= set(_NUMBER) else 1
    due_at = now + PAUSE
    terms = Terms(
        lane=BULK,
        rank=letter.rank,
        due_at=due_at,
        useful_until=until,
        application_id=letter.application_id,
        rule=f"{base}{_AGAIN}{count}",
        window_at=letter.window_at,
        cascade=True,
    )
    recipient = {"account_id": letter.account_id} if letter.account_id is not None else {"chat_id": letter.chat_id}
    about, key = letter.about, f"again:{letter.id}"
    tell(tx, dedupe_key=key, kind=REMINDER, now=now, about=about, terms=terms, **recipient)
    return due_at


def _moves(letter: Letter, exam: Exam) -> tuple[tuple[Anchor, datetime | None, datetime | None], ...]:
    moved = []
    for name in letter.about.get("moved", "").split(","):
        if name in set(Anchor):
            earlier = letter.about.get(f"before.{name}") or None
            moved.append((Anchor(name), instant_of(Anchor(name), exam)[0], datetime.fromisoformat(earlier) if earlier else None))
    return tuple(moved)
