"""What can be chosen about reminders, in words."""

from collections.abc import Mapping

from core.model.reminders import SMS, TELEGRAM, WEB
from core.rules.reminders.wishes import QUIET
from locales.words import T

OF_EXAM = "exam"

QUIET_WORDS: Mapping[str, str] = {
    OF_EXAM: T("As usual for this exam ({hours})"),
    "none": T("At any hour"),
    "early": T("Not from 20:00 to 8:00"),
    "night": T("Not from 22:00 to 8:00"),
    "late": T("Not from 0:00 to 9:00"),
    "day": T("Not from 22:00 to noon"),
}
CHANNEL_WORDS: Mapping[str, str] = {TELEGRAM: T("Telegram"), WEB: T("Web page"), SMS: T("Text message")}
OUTCOMES: Mapping[str, str] = {
    "sent": T("delivered"),
    "left": T("waiting for you here"),
    "blocked": T("blocked"),
    "refused": T("not accepted"),
    "unknown": T("unknown whether it arrived"),
    "no_line": T("no connection"),
    "held": T("put off"),
    "sending": T("on its way"),
}

assert set(QUIET_WORDS) == {OF_EXAM, *QUIET}
