"""What must hold whatever happens: each invariant, and those for whom it didn't."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.rehearsal.gathering import Stage
from app.rehearsal.people import Act, Person
from app.rehearsal.running import Diary
from core.model.exam import WindowName
from core.model.payment import PaymentVerdict
from core.model.reminders import REMINDER
from core.rules.windows import end
from core.store.engine import Tx
from core.store.tables.accounts import audit
from core.store.tables.applications import application
from core.store.tables.outbox import letter_try, outbox
from core.store.tables.payments import payment_capture

_SHOWN = 5
_ARRIVED = ("sent", "left")


@dataclass(frozen=True, slots=True)
class Held:
    """One invariant: whether it held, of how many, and the first who broke it."""

    name: str
    checked: int
    broken: int
    examples: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nobody broke it."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the invariants are read from."""

    on: Stage
    people: Sequence[Person]
    diary: Diary
    applications: dict[int, Any]
    letters: Sequence[Any]
    captures: Sequence[Any]
    confirmations: dict[str, int]


async def checked(on: Stage, people: Sequence[Person], diary: Diary) -> list[Held]:
    """Every invariant."""
    books = await on.house.store.read(lambda tx: _books(tx, on, people, diary))
    return [_held(name, check(books)) for name, check in INVARIANTS.items()]


def _books(tx: Tx, on: Stage, people: Sequence[Person], diary: Diary) -> Books:
    tried = (
        sa.select(outbox, letter_try.c.at, letter_try.c.outcome.label("became"), letter_try.c.chat_id.label("told_in"))
        .outerjoin(letter_try, letter_try.c.letter_id == outbox.c.id)
        .where(outbox.c.kind == REMINDER)
    )
    counted = sa.select(audit.c.subject_id, sa.func.count()).where(audit.c.subject == "application", audit.c.what == "confirmed")
    return Books(
        on=on,
        people=people,
        diary=diary,
        applications={row.account_id: row for row in tx.execute(sa.select(application))},
        letters=tx.execute(tried).all(),
        captures=tx.execute(sa.select(payment_capture)).all(),
        confirmations={row[0]: row[1] for row in tx.execute(counted.group_by(audit.c.subject_id))},
    )


Found = tuple[int, list[str]]


def _nothing_failed(books: Books) -> Found:
    acts = sum(sum(counts.values()) for counts in books.diary.acts.values())
    return acts, books.diary.failures


def _confirmed_as_told(books: Books) -> Found:
    """Confirmed is exactly whoever was told so."""
    broken = []
    for person in books.people:
        row = books.applications.get(person.account_id)
        is_confirmed = row is not None and row.confirmed_at is not None
        if is_confirmed != (Act.CONFIRM in person.done):
            broken.append(f"candidate {person.number}: told {Act.CONFIRM in person.done}, kept {is_confirmed}")
    return len(books.people), broken


def _none_confirmed_late(books: Books) -> Found:
    over = end(books.on.exam.window(WindowName.REGISTRATION))
    rows = [row for row in books.applications.values() if row.confirmed_at is not None]
    return len(rows), [f"application {row.id}: {row.confirmed_at}" for row in rows if row.confirmed_at >= over]


def _confirmed_once(books: Books) -> Found:
    twice = [f"application {name}: {count} times" for name, count in books.confirmations.items() if count > 1]
    return len(books.confirmations), twice


def _changed_only_by_acts(books: Books) -> Found:
    """A position stands where, and only where, its candidate put one."""
    broken = []
    for person in books.people:
        row = books.applications.get(person.account_id)
        has = row is not None and row.position_code is not None
        if has != (Act.STASH in person.done):
            broken.append(f"candidate {person.number}: position {has}")
    return len(books.people), broken


def _no_paid_dropped(books: Books) -> Found:
    """Whoever paid in time is paid, whether the notification came or not; and nobody else is."""
    charges = {charge.transaction_id for charge in books.on.provider.charges.values()}
    accepted = {row.application_id for row in books.captures if row.disposition == "accepted"}
    known = {row.transaction_id for row in books.captures}
    broken = [f"charge {number} isn't in the books" for number in charges - known]
    for row in books.applications.values():
        is_paid = row.payment == PaymentVerdict.PAID.value
        if is_paid != (row.id in accepted):
            broken.append(f"application {row.id}: {row.payment}, accepted charge {row.id in accepted}")
    return len(charges), broken


def _none_reminded_twice(books: Books) -> Found:
    told: dict[tuple[Any, ...], int] = {}
    for row in books.letters:
        if row.became in _ARRIVED:
            key = (row.account_id, row.chat_id, row.rule, row.window_at)
            told[key] = told.get(key, 0) + 1
    return len(told), [f"account {key[0]}: {key[2]} {count} times" for key, count in told.items() if count > 1]


def _none_reminded_of_what_is_done(books: Books) -> Found:
    done_by = {
        "unconfirmed": "confirmed_at",
        "nothing-chosen": "stashed_at",
        "unpaid": "paid_at",
        "form-missing": "form_saved_at",
    }
    broken, count = [], 0
    for row in books.letters:
        fact = next((fact for name, fact in done_by.items() if (row.rule or "").startswith(name)), None)
        facts = books.applications.get(row.account_id)
        if row.became not in _ARRIVED or fact is None or facts is None:
            continue
        count += 1
        at = getattr(facts, fact)
        if at is not None and at < row.at:
            broken.append(f"account {row.account_id}: {row.rule} at {row.at}, done {at}")
    return count, broken


def _every_endangered_was_planned(books: Books) -> Found:
    """Whoever was stashed at closing, or unpaid at the end, has a letter of the last day with an outcome."""
    planned = {(row.account_id, (row.rule or "").partition("-last")[0]) for row in books.letters if "-last-" in (row.rule or "")}
    closes, broken, count = end(books.on.exam.window(WindowName.REGISTRATION)), [], 0
    for row in books.applications.values():
        if row.confirmed_at is None and row.stashed_at is not None and (closes - row.stashed_at).total_seconds() > 7200:
            count += 1
            if (row.account_id, "unconfirmed") not in planned:
                broken.append(f"application {row.id} was stashed {row.stashed_at} and never warned")
        if row.confirmed_at is not None and row.paid_at is None:
            count += 1
            if (row.account_id, "unpaid") not in planned:
                broken.append(f"application {row.id} was unpaid and never warned")
    return count, broken


def _every_reminder_has_an_end(books: Books) -> Found:
    letters = {row.id: row for row in books.letters}
    return len(letters), [f"letter {row.id}: {row.rule}" for row in letters.values() if row.done_at is None]


INVARIANTS: dict[str, Callable[[Books], Found]] = {
    "No act broke the product": _nothing_failed,
    "Confirmed is whoever was told so, nobody else": _confirmed_as_told,
    "Nobody was confirmed after closing": _none_confirmed_late,
    "Double presses confirmed once": _confirmed_once,
    "Positions stand where their candidates put them": _changed_only_by_acts,
    "Every payment in time counts, also when its notification was lost": _no_paid_dropped,
    "Nobody was told the same reminder twice": _none_reminded_twice,
    "Nobody was reminded of what was done already": _none_reminded_of_what_is_done,
    "Everybody about to drop out was warned on the last day": _every_endangered_was_planned,
    "Every reminder has come to an end that is known": _every_reminder_has_an_end,
}


def _held(name: str, found: Found) -> Held:
    count, broken = found
    return Held(name, count, len(broken), tuple(broken[:_SHOWN]))
