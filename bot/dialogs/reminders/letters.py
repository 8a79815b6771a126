"""A reminder in words: the candidate's own step, until when, and buttons that work as long as the message stands."""

from collections.abc import Mapping

from aiogram.enums import ButtonStyle
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from markupsafe import escape

from bot.push.teller import Said, Speaker
from core.model.account import Chat
from core.model.reminders import MOVED, REMINDER, Anchor
from core.services.reminders import Spoken, Telling
from core.store.queries.outbox import Letter
from locales.words import T, Words, words_in

PREFIX = "remind"
GO, AGAIN, WISHES = "go", "again", "wishes"

ANCHORS: Mapping[Anchor, str] = {
    Anchor.REGISTRATION_OPENS: T("Registration opens"),
    Anchor.REGISTRATION_CLOSES: T("Registration closes"),
    Anchor.HELP_CLOSES: T("Help with registering ends"),
    Anchor.PAYMENT_OPENS: T("Payment opens"),
    Anchor.PAYMENT_CLOSES: T("Payment closes"),
    Anchor.FORM_PRINT_OPENS: T("Printing the registration form begins"),
    Anchor.FORM_PRINT_CLOSES: T("Printing the registration form ends"),
    Anchor.TICKET_PRINT_OPENS: T("Printing the admission ticket begins"),
    Anchor.TICKET_PRINT_CLOSES: T("Printing the admission ticket ends"),
    Anchor.EXAM_STARTS: T("The exam begins"),
}


class Reminding:
    """Writes reminders, and notices of moved dates."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling

    async def speak(self, letter: Letter, chat: Chat) -> Said:
        """The letter in the chat's language; empty where the exam doesn't know its rule any more."""
        spoken, words = await self._telling.spoken(letter), words_in(chat.locale)
        return Said(said(spoken, words), keyboard(spoken, words)) if spoken else Said("")

    def speakers(self) -> Mapping[str, Speaker]:
        """For which kinds of letters this is asked."""
        return {REMINDER: self.speak, MOVED: self.speak}


def said(spoken: Spoken, words: Words) -> str:
    """The message, as Bot API HTML."""
    if spoken.text is None:
        return f"<b>{escape(words.text(spoken.title))}</b>\n{escape(moved(spoken, words))}"
    values = {
        "at": words.moment(spoken.at, spoken.zone) if spoken.at else "",
        "until": words.moment(spoken.until, spoken.zone) if spoken.until else "",
        "left": words.left(spoken.left),
        "position": spoken.position,
        "exam": words.text(spoken.title),
        "fee": words.money(spoken.fee) if spoken.fee else "",
        "desk": spoken.desk,
    }
    lines = [words.text(spoken.text).format_map(values)]
    if spoken.is_assumed:
        lines.append(words(T("The dates of the announcement decide.")))
    head = words(T("Reminder: {exam}"), exam=words.text(spoken.title))
    return f"<b>{escape(head)}</b>\n{escape(chr(10).join(lines))}"


def moved(spoken: Spoken, words: Words) -> str:
    """Which instants were moved, and where to."""
    lines = [words(T("The authority has changed dates. What counts now:"))]
    for anchor, now, before in spoken.moves:
        told = words.moment(now, spoken.zone) if now else words(T("not set any more"))
        earlier = words(T("(before: {at})"), at=words.moment(before, spoken.zone)) if before else ""
        line = words(T("{what}: {at}"), what=words(ANCHORS[anchor]), at=told)
        lines.append(f"{line} {earlier}".rstrip())
    return "\n".join(lines)


def keyboard(spoken: Spoken, words: Words) -> InlineKeyboardMarkup:
    """The step itself first; then once more in two hours, while that isn't too late; then what one wishes."""
    label = words.text(spoken.button) if spoken.button else words(T("My next step"))
    rows = [[button(label, GO, spoken.letter_id, ButtonStyle.PRIMARY)]]
    if spoken.may_again:
        rows.append([button(words(T("Remind me again in 2 hours")), AGAIN, spoken.letter_id)])
    rows.append([button(words(T("Reminder settings")), WISHES, spoken.letter_id)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def button(label: str, what: str, letter_id: int, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    """A button of this room's own presses."""
    return InlineKeyboardButton(text=label, callback_data=f"{PREFIX}:{what}:{letter_id}", style=style)
