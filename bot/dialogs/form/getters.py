"""What the form's windows show."""

from datetime import tzinfo
from typing import Any

from aiogram_dialog import DialogManager
from markupsafe import Markup, escape

from bot.dialogs.form.data import PhotoChoice
from bot.dialogs.form.summary import education_line, form_lines
from bot.memory import Memory
from bot.pairs import pair_lines
from bot.services import Services
from core.model.account import Chat
from core.model.application import Application
from core.model.reasons import Reason
from core.rules.form import POLITICAL_STATUSES, in_order
from locales.names import name_of
from locales.reasons import sentence
from locales.words import T, Words

PHOTOS = Memory(PhotoChoice)


async def summary(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """All fields, what is still missing, and the buttons that mend it."""
    seen = await services.journey.home(chat.id)
    if seen.application is None or seen.exam is None:
        return {"lines": "", "missing": "", "educations": [], "complete": False, "has_break": False, "wants_photo": False}
    lines = form_lines(words, seen.application, seen.exam)
    missing = [sentence(one, words, zone) for one in seen.missing]
    return {
        "lines": pair_lines(words, lines),
        "missing": Markup("\n").join(escape(f"• {one}") for one in missing),
        "educations": _buttons(words, seen.application),
        "complete": not missing,
        "has_break": any(one.reason is Reason.EDUCATION_GAP for one in seen.missing),
        "wants_photo": seen.exam.photo is not None,
        "next": words(T("Go on: choose a position")) if seen.position is None else words(T("Go on: check and confirm")),
    }


def _buttons(words: Words, application: Application) -> list[tuple[str, str]]:
    listed = in_order(application.form.educations)
    return [(str(place), f"✎ {education_line(words, one)}"[:60]) for place, one in enumerate(listed)]


async def photo(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """What the authority wants of a photo."""
    exam = (await services.journey.home(chat.id)).exam
    if exam is None or exam.photo is None:
        return {"rules": ""}
    profile = exam.photo
    said = words(
        T("JPEG or PNG, {width}×{height} pixels, {low}-{high} KB, plain background. If it doesn't fit I can cut it for you."),
        width=profile.width_px,
        height=profile.height_px,
        low=profile.min_kb,
        high=profile.max_kb,
    )
    return {"rules": words(T("{told} (the announcement decides)"), told=said) if profile.assumed else said}


async def photo_review(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Which photos may be accepted."""
    choice = PHOTOS.of(dialog_manager)
    return {"as_sent": bool(choice.as_sent), "cropped": bool(choice.cropped), "nothing": not (choice.as_sent or choice.cropped)}


async def political_statuses(words: Words, **_: Any) -> dict[str, Any]:
    """The political statuses to choose from."""
    return {"statuses": [(status, name_of(words, status)) for status in POLITICAL_STATUSES]}
