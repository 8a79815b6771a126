"""Where a letter is told next, case by case."""

from datetime import UTC, datetime, timedelta

import pytest

from core.model.letters import LetterOutcome as O
from core.model.letters import Reach, Try
from core.model.letters import TryOutcome as T
from core.rules.telling import End, Errand, Patience, Step, Tell, TellPhone, Wait, next_step

NOW = datetime(2020, 11, 20, 16, 0, tzinfo=UTC)
AGO = {name: NOW - timedelta(minutes=minutes) for name, minutes in (("just", 1), ("hour", 60), ("day", 1440), ("week", 10080))}


def chat(number: int, *, page: bool = False, heard: str | None = None, seen: str | None = None, blocked: bool = False) -> Reach:
    at = [AGO[name] if name else None for name in ("just" if blocked else None, heard, seen)]
    return Reach(number, "web" if page else "telegram", page, *at)


def tried(chat_id: int | None, outcome: T, minutes: float = 1) -> Try:
    return Try("telegram" if chat_id else "sms", chat_id, NOW - timedelta(minutes=minutes), outcome)


def cascade(*chats: Reach, tries: tuple[Try, ...] = (), phone: bool = True) -> Step:
    return next_step(Errand(True, chats, tries, phone), NOW)


def to_all(*chats: Reach, tries: tuple[Try, ...] = ()) -> Step:
    return next_step(Errand(False, chats, tries), NOW)


PHONE = chat(1, heard="day")
OLD = chat(2, heard="week")
PAGE = chat(3, page=True, seen="just")
LEFT_PAGE = chat(4, page=True, seen="day")
BLOCKED = chat(5, heard="just", blocked=True)

CASES: list[tuple[Step, Step]] = [
    (cascade(OLD, PHONE), Tell(PHONE)),
    (cascade(PHONE, PAGE), Tell(PAGE)),
    (cascade(LEFT_PAGE, OLD), Tell(OLD)),
    (cascade(LEFT_PAGE), Tell(LEFT_PAGE, leaves=True)),
    (cascade(LEFT_PAGE, tries=(tried(4, T.LEFT),)), TellPhone()),
    (cascade(LEFT_PAGE, tries=(tried(4, T.LEFT),), phone=False), End(O.UNREACHED)),
    (cascade(BLOCKED, OLD), Tell(OLD)),
    (cascade(PHONE, OLD, tries=(tried(1, T.BLOCKED),)), Tell(OLD)),
    (cascade(PHONE, OLD, tries=(tried(1, T.SENT),)), End(O.SENT)),
    (cascade(PHONE, tries=(tried(1, T.BLOCKED), tried(None, T.SENT))), End(O.SENT)),
    (cascade(PHONE, tries=(tried(1, T.BLOCKED), tried(None, T.REFUSED))), End(O.UNREACHED)),
    (cascade(PHONE, OLD, tries=(tried(1, T.NO_LINE, 0),)), Wait(NOW + timedelta(seconds=4))),
    (cascade(PHONE, OLD, tries=(tried(1, T.NO_LINE, 5),)), Tell(PHONE)),
    (cascade(PHONE, OLD, tries=(tried(1, T.NO_LINE, 16),)), Tell(OLD)),
    (cascade(PHONE, tries=tuple(tried(1, T.UNKNOWN, n) for n in (3, 2, 1)), phone=False), End(O.UNKNOWN)),
    (cascade(phone=True), TellPhone()),
    (cascade(phone=False), End(O.UNREACHED)),
    (to_all(OLD, LEFT_PAGE), Tell(OLD)),
    (to_all(OLD, LEFT_PAGE, tries=(tried(2, T.SENT),)), Tell(LEFT_PAGE)),
    (to_all(OLD, PHONE, tries=(tried(2, T.NO_LINE, 0),)), Tell(PHONE)),
    (to_all(OLD, PHONE, tries=(tried(2, T.NO_LINE, 0), tried(1, T.SENT))), Wait(NOW + timedelta(seconds=4))),
    (to_all(OLD, tries=(tried(2, T.HELD, 0),)), Tell(OLD)),
    (to_all(OLD, tries=(tried(2, T.UNKNOWN, -60),)), Tell(OLD)),
    (to_all(OLD, PHONE, tries=(tried(2, T.BLOCKED), tried(1, T.SENT))), End(O.SENT)),
    (to_all(OLD, tries=(tried(2, T.BLOCKED),)), End(O.BLOCKED)),
    (to_all(BLOCKED), End(O.BLOCKED)),
    (to_all(OLD, tries=(tried(2, T.REFUSED),)), End(O.FAILED)),
    (to_all(), End(O.NO_CHAT)),
]


@pytest.mark.parametrize(("step", "expected"), CASES)
def test_the_next_step_of_a_letter(step: Step, expected: Step) -> None:
    assert step == expected


def test_a_page_nobody_opens_is_away_after_the_hours_that_are_set() -> None:
    patient = Errand(True, (chat(1, page=True, seen="day"),), (), False, Patience(away=timedelta(days=2)))
    assert next_step(patient, NOW) == Tell(patient.reaches[0], leaves=False)
