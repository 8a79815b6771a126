"""What home shows: one query, told in words."""

from datetime import tzinfo
from typing import Any

from bot.dialogs.home.data import DOORS, ENDINGS, MAY_CLAIM, MILESTONES, REACHED
from bot.services import Services
from core.model.account import Chat
from core.model.application import NextStep, Status, Step
from core.services.applications import Home
from locales.words import LANGUAGE_NAMES, T, Words

_NUMBERS = "①②③④⑤⑥"
_CHANGEABLE = frozenset({Status.FORM_COMPLETE, Status.STASHED})


async def home(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """Everything of the main window."""
    seen = await services.journey.home(chat.id)
    exams = await services.journey.current_exams()
    return {
        "exam": words.text(seen.exam.title) if seen.exam else words(T("No exam chosen yet")),
        "progress": progress(seen, words),
        **step_words(seen, words),
        "deadline": deadline(seen, words, zone),
        "position": position(seen, words),
        **doors(seen),
        "choose_exam": len(exams) > 1 and seen.account is not None,
        "person": await _person(services, chat, words),
    }


async def _person(services: Services, chat: Chat, words: Words) -> str:
    standing = await services.tickets.candidates.standing(chat)
    return words(T("My case {number}"), number=standing.ticket.id) if standing else words(T("Talk to a person"))


def doors(seen: Home) -> dict[str, bool]:
    """Which doors beside the next step are open."""
    return {
        "may_change": seen.status in _CHANGEABLE,
        "may_claim": seen.status in MAY_CLAIM,
        "has_paid": seen.application is not None and seen.application.paid_at is not None,
        "logged_in": seen.account is not None,
        "logged_out": seen.account is None,
    }


def progress(seen: Home, words: Words) -> str:
    """The way in one line: done, now, ahead."""
    reached = REACHED[seen.status] if seen.account else 0
    marks = [f"✓{words(name)}" if place < reached else f"{_NUMBERS[place]}{words(name)}" for place, name in enumerate(MILESTONES)]
    return " ".join(marks)


def step_words(seen: Home, words: Words) -> dict[str, str]:
    """The next step as a sentence and the label of its button; empty where there is nothing to press."""
    if seen.exam is None:
        return {"step": words(T("Choose the exam you want to apply for.")), "action": words(T("Choose an exam"))}
    if seen.step is None or not (door := DOORS[seen.step.step]).sentence:
        return {"step": words(ENDINGS.get(seen.status, "")), "action": ""}
    return {"step": words(door.sentence), "action": words(door.label)}


def deadline(seen: Home, words: Words, zone: tzinfo) -> str:
    """Until when, or from when, and how long that is; an assumed instant is marked as such."""
    step = seen.step or NextStep(Step.NOTHING)
    if step.until is not None:
        left = words.left(step.until - seen.now)
        said = words(T("Until {at}, {left} left"), at=words.moment(step.until, zone), left=left)
    elif step.opens_at is not None:
        left = words.left(step.opens_at - seen.now)
        said = words(T("From {at}, in {left}"), at=words.moment(step.opens_at, zone), left=left)
    else:
        return ""
    return words(T("{told} (the announcement decides)"), told=said) if step.assumed else said


def position(seen: Home, words: Words) -> str:
    """The chosen position in one line."""
    if seen.position is None:
        return ""
    return f"{seen.position.code} {seen.position.unit} · {seen.position.title}"


async def languages(words: Words, **_: Any) -> dict[str, Any]:
    """The languages to choose from, each in its own words."""
    return {"languages": [(locale, ("✓ " if locale == words.locale else "") + name) for locale, name in LANGUAGE_NAMES.items()]}
