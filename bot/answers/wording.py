"""What is said to free words, and the buttons under it. Callback data: ``ask:`` what, number of the question, entry."""

import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from markupsafe import escape

from bot.answers.doors import DOORS
from bot.calling import person_button
from core.model.exam import Answer, Desk, Exam, Position
from core.model.tickets import Cause
from core.services.applications import Home
from locales.words import T, Words

PREFIX = "ask"
_PHONE = re.compile(r"\+?[0-9]{3,4}-[0-9]{7,8}(?:-[0-9]+)?")

SMALL_TALK: Mapping[str, str] = {
    "greeting": T("Hello! Ask me anything about the registration, or go on with the buttons."),
    "thanks": T("You're welcome. I'm here whenever you need me."),
}

WITHOUT_WORDS: Mapping[str, str] = {
    "photo": T("I see a photo, but this step doesn't take one. Your application photo is added in the form."),
    "document": T("This step doesn't take files. Your application photo is added in the form."),
    "voice": T("I can't listen to voice messages yet. Please type your question in a few words."),
    "video": T("I can't watch videos. Please type your question in a few words."),
    "location": T("I don't need your location. Please type your question in a few words."),
    "contact": T("Please don't send contacts here; I don't keep them. Type your question in a few words."),
    "sticker": T("Nice one. If you have a question, type it in a few words."),
}
SOMETHING_ELSE = T("I can only read text here. Please type your question in a few words.")
SECRET = T(
    "Please never type ID or card numbers into the chat. I have hidden it and kept nothing. "
    "Where a number is needed, a page of its own opens for it."
)


def told_answer(entry: Answer, words: Words) -> str:
    """The answer, its question above it and its clause below."""
    basis = words(T("Basis: {clause}"), clause=entry.clause) if entry.clause else ""
    parts = [f"<b>{escape(words.text(entry.question))}</b>", str(escape(words.text(entry.answer))), f"<i>{escape(basis)}</i>"]
    return "\n".join(part for part in parts if part != "<i></i>")


def own_status(seen: Home, words: Words, zone: tzinfo) -> str:
    """Where this candidate stands: the way in one line, the next step and its deadline."""
    from bot.dialogs.home.getters import deadline, progress, step_words  # the dialogs stand on this package

    step = step_words(seen, words)["step"]
    lines = [words(T("How it stands with you:")), progress(seen, words), step, deadline(seen, words, zone)]
    return "\n".join(str(escape(line)) for line in lines if line)


def told_policy(exam: Exam, position: Position | None, words: Words) -> str:
    """That it isn't decided here, and who decides."""
    said = words(T("That is a matter of recruitment policy. It isn't decided here, and I won't guess."))
    decides = words(T("The recruiting unit and the announcement decide."))
    lines = [said, decides]
    if position is not None:
        phones = ", ".join(_PHONE.findall(" ".join(value for _, value in position.columns)))
        lines.append(words(T("Your position: {unit} {phones}"), unit=position.unit, phones=phones).strip())
    if exam.official_url:
        lines.append(words(T("Announcement and guide: {url}"), url=exam.official_url))
    return "\n".join(str(escape(line)) for line in lines)


def told_desks(desks: Sequence[Desk], words: Words) -> str:
    """Whom to call, in one line each."""
    return "\n".join(str(escape(_desk(desk, words))) for desk in desks)


def _desk(desk: Desk, words: Words) -> str:
    reach = " · ".join(one for one in (desk.phone, desk.mail) if one)
    hours = ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in desk.hours)
    when = words(T("working days {hours}"), hours=hours) if hours and desk.working_days else hours
    return " · ".join(one for one in (words.text(desk.name), reach, when) if one)


def under_answer(entry: Answer, question_id: int, words: Words) -> InlineKeyboardMarkup:
    """The button that does it, and the one for when it didn't help."""
    did_not = _button(words(T("That didn't solve it")), "no", question_id, entry.id)
    if entry.target is None:
        return InlineKeyboardMarkup(inline_keyboard=[[did_not]])
    does = _button(words(DOORS[entry.target].label), "go", question_id, entry.id)
    return InlineKeyboardMarkup(inline_keyboard=[[does, did_not]])


def to_choose(entries: Sequence[Answer], question_id: int, words: Words) -> InlineKeyboardMarkup:
    """The entries as buttons, and none of them."""
    rows = [[_button(words.text(entry.question), "show", question_id, entry.id)] for entry in entries]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [_button(words(T("None of these")), "none", question_id, "")]])


def to_browse(words: Words) -> InlineKeyboardMarkup:
    """The way to all questions, and to a person."""
    person = person_button(words(T("Talk to a person")), "ask", Cause.ASKED.value)
    return InlineKeyboardMarkup(inline_keyboard=[[_button(words(T("All questions")), "all", 0, ""), person]])


def _button(label: str, what: str, question_id: int, entry: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=f"{PREFIX}:{what}:{question_id}:{entry}")
